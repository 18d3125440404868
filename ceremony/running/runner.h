// Runs a ceremony from where its book stands to its end: every step guarded by the model, shown,
// done by the right people, recorded and initialled; every section signed; whatever is not as
// planned said and signed.
#pragma once

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

enum class Ending {
  kCompleted,
  kAbandoned,
  kInterrupted,  // an intermission: pyx ceremony resume goes on
};

// Precondition: the book has an opening, no step that a crash left is unreconciled. Errors: those
// of Guide::ask, of the keys and of the writer; the ceremony can be resumed after any of them.
Result<Ending> run_on(Course& course);

}  // namespace pyx::ceremony::running

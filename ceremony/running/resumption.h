// Control RUN-RECONCILED. After a crash: what became of the step that was open is found out, said,
// decided by people where it is not known, and written down. Nothing is silently done again.
#pragma once

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Nothing if no step was open. Otherwise the step is to go on, or to be begun again, or no step is
// begun any more: run_on() does that. Errors: those of Guide::ask and of the writer.
Result<void> reconcile(Course& course);

}  // namespace pyx::ceremony::running

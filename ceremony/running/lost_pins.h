// After a crash: tokens under PINs that the program alone had are under PINs that nobody has. They
// are made blank by their maker's tools, or another blank one is taken, and get new PINs.
#pragma once

#include <functional>
#include <string>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Control RUN-RECONCILED. Asks for each such token whether it is blank again, looks at it and
// initialises it, outside of any step, and says so in a deviation. Whoever says no goes on without:
// what needs the token is refused then. Precondition: no step is unreconciled. Errors: those of
// Guide::ask, of the work and of the writer.
Result<void> renew_lost_pins(Course& course);

}  // namespace pyx::ceremony::running

// A bundle as a report: everything that it says, in the order in which it is read.
#pragma once

#include "ceremony/report/document.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

Document compose(const Reading& reading);

}  // namespace pyx::ceremony::report

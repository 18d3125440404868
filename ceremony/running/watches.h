// The host's clock against the witnesses' watches, as they are typed.
#pragma once

#include <string_view>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Each witness in the room whose watch was not compared yet says what it shows. One that is more
// than two minutes off is a deviation. Errors: those of Guide::ask and of the writer.
Result<void> compare_watches(Course& course);

// "09:30" or "09:30:15", of the day of `near` that makes it nearest, in UTC; or a whole time as in
// RFC 3339. Errors: kBadInput.
Result<Time> watch_from(std::string_view text, Time near);

}  // namespace pyx::ceremony::running

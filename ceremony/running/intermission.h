// Everybody leaves, and comes back: tokens are logged out, what was done is signed, what lies on
// the table goes into bags; then people are known again, the digests are read again, and tokens are
// looked at again.
#pragma once

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

enum class Back { kHere, kLater };

// Between two steps. Signs what was done, since an intermission stands behind everybody's
// signatures. Errors: kRefused if there is nothing to sign, and nothing was signed last.
Result<void> begin_intermission(Course& course);
// During an intermission: asks whether people are back. kLater: the program ends, and `resume` goes
// on.
Result<Back> end_intermission(Course& course);

// The plan's and the site's digest, in hex and in words, read aloud by two people and recorded.
Result<void> read_digests(Course& course, const std::string& id);

}  // namespace pyx::ceremony::running

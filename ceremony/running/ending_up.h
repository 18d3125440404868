// The end of a ceremony: what is still to be signed is signed, the vault's log lies in the bundle,
// and everybody in the room signs the last entry.
#pragma once

#include <string_view>

#include "ceremony/running/course.h"
#include "ceremony/transcript/verify.h"

namespace pyx::ceremony::running {

//   outcome  "completed" or "abandoned"
// Errors: kRefused if no witness is in the room; those of the signatures, and of bringing the log.
Result<void> end_up(Course& course, std::string_view outcome);

// The bundle as anybody will see it, by the vault that the transcript names if it names one.
// Errors: those of verify_bundle().
Result<transcript::CeremonyReport> verdict_of(const Book& book);

}  // namespace pyx::ceremony::running

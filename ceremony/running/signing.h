// What people sign in the course of a ceremony: a witness each step, everybody each section and
// the end, the signers of a deviation that they know of it, and whoever does not agree that he does
// not. Everybody is shown the entry that he signs, made of what his signature covers (ACT-SHOWN).
#pragma once

#include <string>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Errors of all: those of Guide::ask, of the keys and of the writer; kRefused if somebody whose
// signature is needed neither signs nor leaves.

// A witness in the room initials each step that was done and is not initialled yet. Errors:
// kRefused if there is no witness.
Result<void> initial_steps(Course& course);
// Everybody in the room signs what was done since the last section. Nothing if nothing was.
Result<void> sign_section(Course& course);
// Those of the signers who are in the room and have not signed yet.
Result<void> sign_deviations(Course& course);
// The last entry, by everybody in the room.
Result<void> sign_end(Course& course, std::string_view outcome);
// "I do not agree", with a reason that is asked for.
Result<void> object(Course& course, const std::string& person, const std::string& id);

}  // namespace pyx::ceremony::running

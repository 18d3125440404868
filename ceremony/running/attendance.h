// Who comes and who goes outside of the plan's steps, and what that means for what is still to be
// done.
#pragma once

#include <string>
#include <vector>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Leaves in mid-ceremony, unless the model says that he may not: then that is said and he stays.
// Says at once which later steps cannot be done without him.
Result<void> somebody_leaves(Course& course, const std::string& person);
// Comes late, or back: two people in the room find that he is who he says.
Result<void> somebody_comes(Course& course, const std::string& person);

// What could not be done any more if all went on as planned with those who are in the room now; one
// sentence each.
std::vector<std::string> cannot_be_done(const Course& course);

// Two who act for the room: a witness first, if there is one.
std::vector<std::string> two_of_the_room(const Course& course);

// Two people in the room find that `who` are who they say. Nothing if `who` are none.
Result<void> identify(Course& course, const std::vector<std::string>& who, const std::string& id);

}  // namespace pyx::ceremony::running

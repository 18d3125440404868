// A moment in words, the same for every guide: where we are, how much time there is, who acts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

// The same moment, `by` later: time is used, or in an intermission spent away.
Moment later(Moment moment, Duration by);

// "The token, section 2 of 8, step 7 of 12"; the stage's name outside of sections.
std::string place_of(const Moment& moment);
// "the witness initials the step"; empty of a step that is shown or done.
std::string_view sentence_of(Stage stage);
// "Wanda Example (wanda), olga": with the names of those who are in the room.
std::vector<std::string> names_of(const Moment& moment, const std::vector<std::string>& ids);

// Lines that only broke because the plan's file did are one again: where a line ends in the middle
// of a sentence, and the next does not begin with a blank.
std::string flowing(std::string_view text);

// How much of `width` is done: by the plan's minutes, or by steps where it has none. Less than all
// before the end.
std::size_t done_of(const Moment& moment, std::size_t width);
std::string bar_of(const Moment& moment, std::size_t width);  // "####......"

std::string in_seconds(Duration length);      // "2:31" "1:02:31"
std::string time_line(const Moment& moment);  // "27 min used, 3 h 30 min to go as planned"
std::string step_time(
    const Moment& moment);                // "2:31 of 5 min, 2:29 left" "6:00 of 5 min, 1:00 over"
bool step_is_over(const Moment& moment);  // longer than planned

// "1 deviation, minor"; "3 deviations, the gravest major"; empty without any.
std::string deviations_line(const Moment& moment);

}  // namespace pyx::ceremony::running

// What differs between two texts, line by line, as people read it before they sign a new policy.
#pragma once

#include <string>
#include <string_view>

namespace pyx::ceremony {

// Lines with "- " in front are only in `before`, with "+ " only in `after`, with "  " in both; up
// to two lines around each change, and "line N:" (of `after`) in front of each piece. Empty if
// nothing differs. A last line without its line end differs from one with it, and says so.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace pyx::ceremony

// How many columns of a terminal a text takes, and where it is cut or broken. For text that
// ceremony/cli/escape.h made safe: well-formed UTF-8 without anything that is hidden.
// Widths are those of wcwidth(3) in C.UTF-8: two columns for what is wide in East Asia, none for
// marks. A terminal of another opinion is why each line is placed by itself
// (ceremony/screen/drawing.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyx::ceremony::screen {

// The bytes of the first character; 1 if it is none. Precondition: `text` is not empty.
std::size_t character_bytes(std::string_view text);
bool goes_on(char byte);  // within a character of UTF-8: not its first byte
std::size_t columns_of(std::string_view text);
// As much from the front as fits; whole characters, with the marks on them.
std::string_view cut_to(std::string_view text, std::size_t columns);
// The same, with "…" in place of what was cut off.
std::string shortened(std::string_view text, std::size_t columns);
// Lines of at most `columns`, broken at blanks, in a word where it is longer than a line. Line
// feeds break too; blanks in front of a line stay in front of what of it follows. At least one.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace pyx::ceremony::screen

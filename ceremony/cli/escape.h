// Text from elsewhere, made safe for a terminal: control characters, bidirectional marks and
// invisible characters are shown as \uXXXX (RFC 8259 section 7 form, so that escaped JSON stays the
// same JSON), bytes that are no UTF-8 as \xXX.
#pragma once

#include <string>
#include <string_view>

namespace pyx::ceremony {

std::string escape_line(std::string_view text);   // newlines are escaped too
std::string escape_lines(std::string_view text);  // newlines stay

}  // namespace pyx::ceremony

// A frame as the bytes that put it on a terminal.
// Source: ECMA-48, 8.3.21 (CUP), 8.3.41 (EL), 8.3.117 (SGR); xterm, private modes 7 and 25.
#pragma once

#include <string>

#include "ceremony/cli/output.h"
#include "ceremony/screen/view.h"

namespace pyx::ceremony::screen {

// Each line is placed by itself, so that one that a terminal finds wider than we do shifts no
// other. Without colours: bold, faint and exchanged are left, which are none.
std::string drawn(const Frame& frame, Size size, Colour colour);

}  // namespace pyx::ceremony::screen

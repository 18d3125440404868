// The colours of a report's pictures, the same in HTML and in PDF.
#pragma once

#include <array>
#include <string>

#include "ceremony/card_canvas.h"
#include "ceremony/report/timeline.h"

namespace pyx::ceremony::report {

inline constexpr Ink kPlannedInk{0.84, 0.87, 0.91};
inline constexpr Ink kUsedInk{0.17, 0.31, 0.49};
inline constexpr Ink kOverInk{0.75, 0.46, 0.05};
inline constexpr Ink kAwayInk{0.78, 0.80, 0.83};
inline constexpr Ink kCrashInk{0.61, 0.11, 0.11};
// Two, in turn, so that sections are told apart.
inline constexpr std::array<Ink, 2> kSectionInks = {Ink{0.17, 0.31, 0.49}, Ink{0.45, 0.58, 0.74}};

Ink ink_of(const Stretch& stretch);
Ink ink_of(const Mark& mark);
std::string hex_colour(const Ink& ink);  // "#2b4f7d"

}  // namespace pyx::ceremony::report

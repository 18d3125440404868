#include "ceremony/report/palette.h"

#include <cmath>

namespace pyx::ceremony::report {

Ink ink_of(const Stretch& stretch) {
  switch (stretch.kind) {
    case Stretch::Kind::kStep:
      return kSectionInks.at(stretch.section % kSectionInks.size());
    case Stretch::Kind::kUnfinished:
      return kOverInk;
    case Stretch::Kind::kAway:
      return kAwayInk;
  }
  return kAwayInk;
}

Ink ink_of(const Mark& mark) { return mark.kind == Mark::Kind::kCrash ? kCrashInk : kOverInk; }

std::string hex_colour(const Ink& ink) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "#";
  for (const double part : {ink.red, ink.green, ink.blue}) {
    const auto value = static_cast<unsigned>(std::lround(part * 255));
    text += kDigits[value / 16];
    text += kDigits[value % 16];
  }
  return text;
}

}  // namespace pyx::ceremony::report

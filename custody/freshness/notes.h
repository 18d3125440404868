// Notes of a store that tell of its freshness (custody/store/store.h). Numbers in decimal.
#pragma once

#include <string_view>

namespace pyx::custody {

inline constexpr std::string_view kOpeningsNote = "openings";     // as in Anchor
inline constexpr std::string_view kAnchoredNote = "anchored-on";  // the serial of the token
inline constexpr std::string_view kCaughtUpNote = "caught-up";  // with an export of so many leaves
inline constexpr std::string_view kCatchingUpNote = "catching-up";  // "<size> <root in hex>", or ""

}  // namespace pyx::custody

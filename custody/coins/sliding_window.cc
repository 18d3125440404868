#include "custody/coins/sliding_window.h"

#include <algorithm>

namespace pyx::custody {

SlidingWindow::SlidingWindow(Duration length)
    : length_(length), part_length_(std::max(length / kParts, Duration(1))) {}

void SlidingWindow::restore(std::vector<Part> parts) { parts_.assign(parts.begin(), parts.end()); }

// Rounded down, before 1970 as well.
std::int64_t SlidingWindow::part_of(Time time) const {
  const std::int64_t ms = time.time_since_epoch().count();
  const std::int64_t length = part_length_.count();
  return ms >= 0 ? ms / length : (ms - length + 1) / length;
}

Amount SlidingWindow::taken(Time now) const {
  const std::int64_t oldest = oldest_part(now);
  Amount all;
  for (const Part& part : parts_) {
    if (part.index < oldest) continue;
    // Each was let in by has_room(), under a limit of 64 bits.
    all = sum(all, part.taken).value_or(Amount{~std::uint64_t{0}, ~std::uint64_t{0}});
  }
  return all;
}

bool SlidingWindow::has_room(Time now, const Amount& wanted, const Amount& most) const {
  const auto together = sum(taken(now), wanted);
  return together && fits(*together, most);
}

std::optional<Time> SlidingWindow::room_at(Time now, const Amount& wanted,
                                           const Amount& most) const {
  if (has_room(now, wanted, most)) return now;
  for (const Part& part : parts_) {
    // The first moment at which it lies wholly before the window.
    const Time gone = Time((part.index + 1) * part_length_) + length_;
    if (gone > now && has_room(gone, wanted, most)) return gone;
  }
  return std::nullopt;
}

SlidingWindow::Part SlidingWindow::would_be(Time now, const Amount& wanted) const {
  // A clock that is held where it was stays in the newest part.
  const std::int64_t index =
      parts_.empty() ? part_of(now) : std::max(part_of(now), parts_.back().index);
  const bool goes_on = !parts_.empty() && parts_.back().index == index;
  const Amount before = goes_on ? parts_.back().taken : Amount{};
  return {index, sum(before, wanted).value_or(before)};
}

SlidingWindow::Part SlidingWindow::take(Time now, const Amount& wanted) {
  const Part part = would_be(now, wanted);
  const std::int64_t oldest = oldest_part(now);
  while (!parts_.empty() && parts_.front().index < oldest) parts_.pop_front();
  if (parts_.empty() || parts_.back().index != part.index) parts_.push_back(part);
  parts_.back() = part;
  return part;
}

}  // namespace pyx::custody

// What was taken in the last so-and-so long. Control SIGN-BUDGET: in *any* interval of the window's
// length the sum stays within the limit, not only in those that begin on the hour.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "custody/coins/amount.h"

namespace pyx::custody {

// Time is cut into parts, and a part counts whole as long as any of it lies within the window: what
// was taken counts for its length and at most a 64th longer, never shorter.
// Plain values; the caller gives the time, which does not go back. Threads: one at a time.
class SlidingWindow {
 public:
  static constexpr unsigned kParts = 64;

  struct Part {
    std::int64_t index = 0;  // which one since 1970: what a store keeps it under
    Amount taken;
  };

  explicit SlidingWindow(Duration length);

  // As a store kept it: parts in ascending order. Those that no longer count are left out later.
  void restore(std::vector<Part> parts);

  // What counts at `now`.
  Amount taken(Time now) const;
  // Whether `wanted` more fits under `most`.
  bool has_room(Time now, const Amount& wanted, const Amount& most) const;
  // When it will, if nothing else is taken meanwhile; nothing if it never will.
  std::optional<Time> room_at(Time now, const Amount& wanted, const Amount& most) const;
  // The part that taking so much would change, as it would be. Precondition: has_room().
  Part would_be(Time now, const Amount& wanted) const;
  // Counts it, and gives the part as it stands now, for the store. Precondition: has_room().
  Part take(Time now, const Amount& wanted);

 private:
  std::int64_t part_of(Time time) const;
  std::int64_t oldest_part(Time now) const { return part_of(now - length_); }

  Duration length_;
  Duration part_length_;
  std::deque<Part> parts_;  // ascending; some may count no longer
};

}  // namespace pyx::custody

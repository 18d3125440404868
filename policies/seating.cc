#include "policies/seating.h"

#include <algorithm>

namespace pyx::policies {
namespace {

SeatMask bit(std::size_t index) { return SeatMask{1} << index; }

}  // namespace

SeatMask seats_open_to(const Person& person, std::span<const Seats> seats) {
  SeatMask mask = 0;
  for (std::size_t i = 0; i < seats.size(); ++i)
    if (person.has_role(seats[i].role)) mask |= bit(i);
  return mask;
}

std::vector<SeatGroup> seat_groups(std::span<const Seats> seats, std::span<const SeatMask> people) {
  std::vector<SeatGroup> groups;
  for (SeatMask mask = 1; mask < bit(seats.size()); ++mask) {
    SeatGroup group{mask, 0, 0};
    for (std::size_t i = 0; i < seats.size(); ++i)
      if ((mask & bit(i)) != 0) group.needed += seats[i].needed;
    for (const SeatMask person : people)
      if ((mask & person) != 0) ++group.available;
    groups.push_back(group);
  }
  return groups;
}

std::optional<SeatGroup> short_group(std::span<const Seats> seats,
                                     std::span<const SeatMask> people) {
  for (const SeatGroup& group : seat_groups(seats, people))
    if (group.available < group.needed) return group;
  return std::nullopt;
}

std::string to_text(std::span<const Seats> seats, const SeatGroup& group) {
  std::string text;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if ((group.mask & bit(i)) == 0) continue;
    if (!text.empty()) text += " and ";
    text += std::to_string(seats[i].needed) + " of " + seats[i].role;
  }
  return text;
}

}  // namespace pyx::policies

// Whether different people can fill the seats of a quorum, when one person may hold several roles
// but takes one seat. Exact, by Hall's theorem: the seats can be filled if and only if every group
// of roles is held by at least as many people as the group has seats. Source: P. Hall, On
// Representatives of Subsets, J. London Math. Soc. 10 (1935).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policies/policy.h"

namespace pyx::policies {

// Groups are enumerated: 255 of them for 8 roles.
inline constexpr std::size_t kMostRolesInQuorum = 8;

// Which of the seats a person could take: bit i for seats[i].
using SeatMask = std::uint32_t;
SeatMask seats_open_to(const Person& person, std::span<const Seats> seats);

// One non-empty group of a quorum's roles.
struct SeatGroup {
  SeatMask mask = 0;            // bit i: seats[i] belongs to the group
  std::uint64_t needed = 0;     // seats in the group
  std::uint64_t available = 0;  // people who could take one of them
};

// Every group, each after all groups that are part of it, so that the first short one is a
// smallest. Precondition: at most kMostRolesInQuorum seats, each role once.
std::vector<SeatGroup> seat_groups(std::span<const Seats> seats, std::span<const SeatMask> people);
// Nothing if the people can fill the seats.
std::optional<SeatGroup> short_group(std::span<const Seats> seats,
                                     std::span<const SeatMask> people);
// "2 of security-officer and 1 of auditor"
std::string to_text(std::span<const Seats> seats, const SeatGroup& group);

}  // namespace pyx::policies

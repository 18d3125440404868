// What coins there are and when their keys live: the denominations of a policy, each with the
// schedule of its keys. Pure arithmetic on times. Format: docs/formats/policy.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace pyx::policies {

// Time is cut into periods of `issue`, the first of which begins at `first`; each has a key of its
// own.
struct Schedule {
  Time first{};
  Duration issue{};    // how long a period's key is the one that mints
  Duration overlap{};  // how long it still may when the next one cannot
  Duration ahead{};    // how long before its period a key is to be there
  Duration life{};     // how long after the last moment of minting its coins can be spent
  Duration grace{};    // how long after that they can still be exchanged for new ones (refresh)
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// What a policy may ask for. (A life or grace is at most as long as any length of time that is
// written in one, a hundred years: base/clock.h.)
inline constexpr Duration kShortestIssue = std::chrono::minutes(1);
inline constexpr Duration kLongestIssue = std::chrono::hours(24 * 366);
inline constexpr Duration kLongestAhead = std::chrono::hours(24 * 2 * 366);
inline constexpr Duration kLongestLife = std::chrono::hours(24 * 36525);

// The life of one period's key. Each moment is the first at which something is no longer so, or
// begins.
struct Period {
  std::int64_t number = 0;  // 0 is the first
  Time born{};              // the key is to be there from here on
  Time begins{};            // it mints
  Time ends{};              // the next one mints; this one only if that one cannot
  Time mints_until{};       // it mints no more
  Time coins_expire{};      // its coins can only be exchanged
  Time refresh_until{};     // its coins are worth nothing; the key may be destroyed
  friend bool operator==(const Period&, const Period&) = default;
};

struct Denomination {
  std::string name;         // "eur-5": an id, unique
  std::string currency;     // "EUR": 3 to 8 of A-Z and 0-9, the first a letter
  std::uint64_t value = 0;  // of one coin, in minor units: 500; 1 to 10^15
  std::string profile;      // of its keys: one of purpose coin or blind-sign
  Schedule schedule;
  // Rotation by value: a key that has issued this much (in minor units) mints no more, and the next
  // one begins early if it is active.
  std::optional<std::uint64_t> most_issued;
  friend bool operator==(const Denomination&, const Denomination&) = default;
};

// Precondition: number is 0 to kMostPeriods.
inline constexpr std::int64_t kMostPeriods = 1'000'000;
Period period_of(const Schedule& schedule, std::int64_t number);
// The number of the period that begins at or before `now` and ends after it; nothing before the
// first, or beyond kMostPeriods.
std::optional<std::int64_t> period_at(const Schedule& schedule, Time now);

}  // namespace pyx::policies

// How many, and worth how much: what budgets count.
#pragma once

#include <cstdint>
#include <optional>

namespace pyx::custody {

// `value` is in minor units of one currency ("cents"): whole numbers, never rounded.
struct Amount {
  std::uint64_t count = 0;
  std::uint64_t value = 0;

  friend bool operator==(const Amount&, const Amount&) = default;
};

// Nothing if either sum does not fit into 64 bits.
inline std::optional<Amount> sum(const Amount& a, const Amount& b) {
  Amount both;
  if (__builtin_add_overflow(a.count, b.count, &both.count) ||
      __builtin_add_overflow(a.value, b.value, &both.value)) {
    return std::nullopt;
  }
  return both;
}

// `many` coins of `denomination` minor units each; nothing if the value does not fit.
inline std::optional<Amount> times(std::uint64_t many, std::uint64_t denomination) {
  Amount all{many, 0};
  if (__builtin_mul_overflow(many, denomination, &all.value)) return std::nullopt;
  return all;
}

// Whether neither number is above that of `most`.
inline bool fits(const Amount& amount, const Amount& most) {
  return amount.count <= most.count && amount.value <= most.value;
}

}  // namespace pyx::custody

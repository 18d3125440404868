// How many values fell below each of some bounds, counted without a lock while others count too.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pyx {

// What a histogram held at one moment. While others count, the sum may be ahead of the counts.
struct HistogramCounts {
  std::vector<std::uint64_t> bounds;  // ascending, inclusive
  std::vector<std::uint64_t>
      counts;  // of the values up to each bound and above the one before; one
               // more than bounds: the last is of those above all
  std::uint64_t sum = 0;
};

// Threads: any. Counting is two relaxed additions.
template <std::size_t n>
class Histogram {
 public:
  explicit Histogram(const std::array<std::uint64_t, n>& bounds) : bounds_(bounds) {}

  void count(std::uint64_t value) {
    std::size_t at = 0;
    while (at < n && value > bounds_[at]) ++at;
    counts_[at].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  HistogramCounts counts() const {
    HistogramCounts now{{bounds_.begin(), bounds_.end()}, {}, 0};
    for (const auto& one : counts_) now.counts.push_back(one.load(std::memory_order_relaxed));
    now.sum = sum_.load(std::memory_order_relaxed);
    return now;
  }

 private:
  const std::array<std::uint64_t, n> bounds_;
  std::array<std::atomic<std::uint64_t>, n + 1> counts_{};
  std::atomic<std::uint64_t> sum_{0};
};

}  // namespace pyx

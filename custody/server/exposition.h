// Prometheus' text format, version 0.0.4: one family after the other.
//   # HELP pyx_requests_total Requests answered.
//   # TYPE pyx_requests_total counter
//   pyx_requests_total{route="/v1/keys",status="2xx"} 12
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/histogram.h"

namespace pyx::server {

class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // `name` ends with its unit, a counter's with _total. What follows belongs to it.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(Labels labels, std::uint64_t value);
  void sample(Labels labels, std::int64_t value);
  void seconds(Labels labels, std::int64_t microseconds);
  // A histogram that counted whole units, or microseconds to be shown as seconds.
  enum class Unit { kOne, kMicrosecond };
  void histogram(Labels labels, const HistogramCounts& counts, Unit unit);

  std::string take() { return std::move(text_); }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value);

  std::string name_;
  std::string text_;
};

}  // namespace pyx::server

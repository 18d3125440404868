#include "custody/server/metrics.h"

#include <algorithm>

namespace pyx::server {
namespace {

std::int64_t seconds_of(Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

void Metrics::set_expiry(const TlsExpiry& expiry) {
  certificate_not_after = seconds_of(expiry.certificate);
  client_ca_not_after = seconds_of(expiry.client_ca);
}

void Metrics::count_coins(const CoinsNote& note, const std::string& client) {
  const auto* const found = std::ranges::find(custody::kOperations, note.operation);
  CoinCounts& counts = coins[static_cast<std::size_t>(found - custody::kOperations.begin())];
  count(counts.issued, note.issued);
  count(counts.retired, note.retired);
  count(counts.checked, note.checked);
  if (note.bad == 0 && note.refused == 0) return;
  BadCoinCounts& bad = bad_coins.of(client).counts;
  count(bad.bad, note.bad);
  count(bad.refused, note.refused);
}

void count(ByStatus& counters, unsigned status) {
  const std::size_t hundreds = status / 100;
  count(counters[hundreds < counters.size() ? hundreds : 0]);
}

std::string_view status_class(std::size_t hundreds) {
  static constexpr std::array<std::string_view, 6> kNames = {"other", "1xx", "2xx",
                                                             "3xx",   "4xx", "5xx"};
  return hundreds < kNames.size() ? kNames[hundreds] : kNames[0];
}

}  // namespace pyx::server

// What the network side counts. Written by the network thread alone, read by whoever asks: no lock,
// and no memory is taken for a request of a client and a key that were seen before.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "base/uuid.h"
#include "custody/coins/operation.h"
#include "custody/server/http.h"
#include "custody/server/tls_context.h"

namespace pyx::server {

using SteadyTime = std::chrono::steady_clock::time_point;

// Statuses by their hundreds; [0] is none of them.
using ByStatus = std::array<std::atomic<std::uint64_t>, 6>;

// Counters by a name that comes from a request. At most `most` names; what comes after that is
// counted together.
template <class Name, class Counts>
class CountersByName {
 public:
  struct Entry {
    Name name{};
    Counts counts{};
    const Entry* before = nullptr;
  };
  explicit CountersByName(std::size_t most) : most_(most) {}

  // By the one thread that counts.
  Entry& of(const Name& name) {
    if (const auto found = known_.find(name); found != known_.end()) return *found->second;
    if (known_.size() >= most_) return others_;
    auto& entry = known_[name] = std::make_unique<Entry>();
    entry->name = name;
    entry->before = newest_.load(std::memory_order_relaxed);
    newest_.store(entry.get(), std::memory_order_release);
    return *entry;
  }
  // By any thread: each from the newest to the oldest.
  template <class Look>
  void each(Look look) const {
    const Entry* one = newest_.load(std::memory_order_acquire);
    for (; one != nullptr; one = one->before) look(one->name, one->counts);
  }
  const Counts& others() const { return others_.counts; }

 private:
  const std::size_t most_;
  std::map<Name, std::unique_ptr<Entry>> known_;  // of the one thread
  std::atomic<const Entry*> newest_{nullptr};
  Entry others_;
};

struct RouteCounts {
  ByStatus answers{};
  Histogram<12> duration_us{
      {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000, 30000000}};
};

// Of one operation of the mint.
struct CoinCounts {
  std::atomic<std::uint64_t> issued{0};
  std::atomic<std::uint64_t> retired{0};
  std::atomic<std::uint64_t> checked{0};
};
// Of one client.
struct BadCoinCounts {
  std::atomic<std::uint64_t> bad{0};      // coins with a wrong tag, in answers to coins.check
  std::atomic<std::uint64_t> refused{0};  // payments
};

struct Metrics {
  static constexpr std::size_t kMostClients = 1024;
  static constexpr std::size_t kMostKeys = 10000;

  // `routes`, and one more for what never got to a route.
  explicit Metrics(std::size_t route_count) : routes(route_count + 1) {}
  void set_expiry(const TlsExpiry& expiry);  // any thread
  void count_coins(const CoinsNote& note, const std::string& client);

  std::vector<RouteCounts> routes;
  CountersByName<std::string, ByStatus> clients{kMostClients};
  CountersByName<Uuid, std::atomic<std::uint64_t>> signatures{kMostKeys};
  std::array<CoinCounts, custody::kOperations.size()> coins{};  // in the order of kOperations
  CountersByName<std::string, BadCoinCounts> bad_coins{kMostClients};

  std::atomic<std::uint64_t> connections{0};  // open now
  std::atomic<std::uint64_t> handshakes{0};   // TLS, with a certificate of a client CA
  std::atomic<std::uint64_t> resumed_handshakes{0};
  std::atomic<std::uint64_t> failed_handshakes{0};
  std::atomic<std::uint64_t> connections_turned_away{0};  // too many
  std::atomic<std::uint64_t> connections_cut{0};          // by a deadline
  std::atomic<std::int64_t> certificate_not_after{0};     // seconds since 1970
  std::atomic<std::int64_t> client_ca_not_after{0};
  const SteadyTime started = std::chrono::steady_clock::now();
};

inline void count(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
  counter.fetch_add(by, std::memory_order_relaxed);
}
void count(ByStatus& counters, unsigned status);
// "2xx"
std::string_view status_class(std::size_t hundreds);

}  // namespace pyx::server

#include "tests/bench/pyx_load.h"

#include <cstring>
#include <thread>

#include "custody/client/client.h"
#include "custody/client/wallet.h"

namespace pyx::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kRsaBytes = 256;
constexpr std::size_t kMessageBytes = 32;

struct Window {
  SteadyClock::time_point from;
  SteadyClock::time_point to;
};

// One client's messages, all different: a counter at the end of each.
class Messages {
 public:
  explicit Messages(const LoadTask& task) {
    // A first byte of zero keeps an element below every modulus of 2048 bits.
    Bytes message(task.scheme == Scheme::kRsaBlind ? kRsaBytes : kMessageBytes, 0x5a);
    message.front() = 0;
    messages_.assign(task.batch, message);
  }
  std::vector<Bytes> next() {
    for (Bytes& message : messages_) {
      ++counter_;
      std::memcpy(message.data() + message.size() - sizeof counter_, &counter_, sizeof counter_);
    }
    return messages_;
  }

 private:
  std::vector<Bytes> messages_;
  std::uint64_t counter_ = 0;
};

// One request of the task, whatever it is.
class Asking {
 public:
  static Result<Asking> by(client::Client& client, const LoadTask& task) {
    Asking asking(client, task);
    PYX_ASSIGN(const hpke::KeyPair holder, client::new_holder_key(hpke::Kem::kX25519));
    asking.holder_ = holder.public_key;
    return asking;
  }
  Result<void> once() {
    const Uuid request = client::Client::new_request();
    switch (task_.load) {
      case Load::kSign:
        PYX_TRY(client_.sign(client::SignTask{task_.key, request, messages_.next()}));
        return {};
      case Load::kMint:
        PYX_TRY(client_.mint({request, {{{"eur-1", task_.batch}}, holder_}}));
        return {};
      case Load::kBlindSign:
        PYX_TRY(client_.blind_sign({request, {task_.key, messages_.next()}}));
        return {};
    }
    return {};
  }

 private:
  Asking(client::Client& client, const LoadTask& task)
      : client_(client), task_(task), messages_(task) {}
  client::Client& client_;
  const LoadTask& task_;
  Messages messages_;
  hpke::PublicKey holder_;
};

Result<std::vector<double>> ask_through(const client::TransportOptions& transport,
                                        const LoadTask& task, const Window& window) {
  client::ClientOptions options;
  options.transport = transport;
  options.most_tries = 1;  // a retry would hide a failure in a latency
  PYX_ASSIGN(const auto client, client::Client::open(options));
  PYX_ASSIGN(Asking asking, Asking::by(*client, task));
  std::vector<double> latencies_us;
  for (;;) {
    const auto before = SteadyClock::now();
    PYX_TRY(asking.once());
    const auto after = SteadyClock::now();
    if (after >= window.to) return latencies_us;
    if (after < window.from) continue;
    latencies_us.push_back(std::chrono::duration<double, std::micro>(after - before).count());
  }
}

}  // namespace

Result<LoadResult> run_load(testing::ServedVault& served, const LoadTask& task) {
  const auto start = SteadyClock::now() + task.warm_up;
  const Window window{start, start + task.window};
  std::vector<Result<std::vector<double>>> latencies(task.clients, std::vector<double>());
  std::vector<std::thread> threads;
  for (auto& mine : latencies) {
    threads.emplace_back([&] { mine = ask_through(served.client(), task, window); });
  }
  std::this_thread::sleep_until(window.from);
  const auto cpu_before = served.pyxd().cpu_seconds();
  std::this_thread::sleep_until(window.to);
  const auto cpu_after = served.pyxd().cpu_seconds();
  for (std::thread& thread : threads) thread.join();
  LoadResult result;
  for (const auto& mine : latencies) {
    PYX_ASSIGN(const std::vector<double> list, mine);
    result.latencies_us.insert(result.latencies_us.end(), list.begin(), list.end());
  }
  PYX_ASSIGN(const double before, cpu_before);
  PYX_ASSIGN(const double after, cpu_after);
  const double signatures = static_cast<double>(result.latencies_us.size()) * task.batch;
  if (signatures == 0) return error(Code::kRetry, "no request was finished within the window");
  result.signatures_per_second = signatures / std::chrono::duration<double>(task.window).count();
  result.server_cpu_us = (after - before) * 1e6 / signatures;
  return result;
}

}  // namespace pyx::bench

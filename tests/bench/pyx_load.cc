#include "tests/bench/pyx_load.h"

#include <cstring>
#include <thread>

#include "base/file.h"
#include "custody/client/client.h"

namespace pyx::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kRsaBytes = 256;
constexpr std::size_t kMessageBytes = 32;
constexpr std::chrono::seconds kStartWithin{30};

// From the line of the event log that says "started": {…,"listen":"127.0.0.1:40123",…}.
std::string listening_at(const std::filesystem::path& log) {
  const auto bytes = read_file(log);
  if (!bytes) return {};
  const std::string_view text = as_text(*bytes);
  constexpr std::string_view kBefore = "\"listen\":\"";
  const std::size_t at = text.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + kBefore.size();
  const std::size_t to = text.find('"', from);
  return to == std::string_view::npos ? "" : std::string(text.substr(from, to - from));
}

Result<void> is_alive(const client::TransportOptions& options) {
  PYX_ASSIGN(const auto transport, client::open_transport(options));
  PYX_ASSIGN(const client::Reply reply, transport->exchange({.path = "/livez"}));
  if (reply.status == 200) return {};
  return error(Code::kRetry, "/livez answered " + std::to_string(reply.status));
}

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

Result<std::vector<double>> ask_through(const client::TransportOptions& transport,
                                        const LoadTask& task, const Window& window) {
  client::ClientOptions options;
  options.transport = transport;
  options.most_tries = 1;  // a retry would hide a failure in a latency
  PYX_ASSIGN(const auto client, client::Client::open(options));
  Messages messages(task);
  std::vector<double> latencies_us;
  for (;;) {
    const client::SignTask ask{task.key, client::Client::new_request(), messages.next()};
    const auto before = SteadyClock::now();
    PYX_TRY(client->sign(ask));
    const auto after = SteadyClock::now();
    if (after >= window.to) return latencies_us;
    if (after < window.from) continue;
    latencies_us.push_back(std::chrono::duration<double, std::micro>(after - before).count());
  }
}

}  // namespace

Result<RunningPyxd> RunningPyxd::start(const std::filesystem::path& program,
                                       const BenchVault& vault) {
  const auto log = vault.folder() / "pyxd.log";
  PYX_ASSIGN(ChildProcess process,
             ChildProcess::start({program, "--config", vault.config()}, "/dev/null", log));
  client::TransportOptions issuer = vault.issuer();
  Result<void> alive = error(Code::kRetry, "pyxd did not start");
  const auto deadline = SteadyClock::now() + kStartWithin;
  while (SteadyClock::now() < deadline && process.is_running()) {
    if (const std::string address = listening_at(log); !address.empty()) {
      issuer.url = "https://" + address;
      alive = is_alive(issuer);
      if (alive) return RunningPyxd(std::move(process), std::move(issuer));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  const auto said = read_file(log);
  return error(alive.error().code,
               alive.error().message + (said ? "; it said: " + to_text(*said) : ""));
}

Result<LoadResult> run_load(const RunningPyxd& pyxd, const LoadTask& task) {
  const auto start = SteadyClock::now() + task.warm_up;
  const Window window{start, start + task.window};
  std::vector<Result<std::vector<double>>> latencies(task.clients, std::vector<double>());
  std::vector<std::thread> threads;
  for (auto& mine : latencies) {
    threads.emplace_back([&] { mine = ask_through(pyxd.issuer(), task, window); });
  }
  std::this_thread::sleep_until(window.from);
  const auto cpu_before = pyxd.cpu_seconds();
  std::this_thread::sleep_until(window.to);
  const auto cpu_after = pyxd.cpu_seconds();
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

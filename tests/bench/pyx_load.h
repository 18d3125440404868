// A running pyxd, and clients that ask it for signatures as fast as they are answered.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "tests/bench/bench_vault.h"
#include "tests/bench/child_process.h"

namespace pyx::bench {

// pyxd as it is installed, with the vault's configuration; answers when it is handed out.
class RunningPyxd {
 public:
  static Result<RunningPyxd> start(const std::filesystem::path& program, const BenchVault& vault);
  const client::TransportOptions& issuer() const { return issuer_; }  // with the url
  Result<double> cpu_seconds() const { return process_.cpu_seconds(); }

 private:
  RunningPyxd(ChildProcess process, client::TransportOptions issuer)
      : process_(std::move(process)), issuer_(std::move(issuer)) {}
  ChildProcess process_;
  client::TransportOptions issuer_;
};

struct LoadTask {
  Uuid key;
  Scheme scheme = Scheme::kEcdsaSha256;
  unsigned batch = 1;    // messages to a request
  unsigned clients = 1;  // threads, each with one connection and one request under way
  std::chrono::milliseconds warm_up{0};
  std::chrono::milliseconds window{0};  // in which finished requests count
};

struct LoadResult {
  double signatures_per_second = 0;
  double server_cpu_us = 0;          // of pyxd, for each signature
  std::vector<double> latencies_us;  // of the requests that were finished within the window
};

// Errors: the first that a client got; nothing is counted then.
Result<LoadResult> run_load(const RunningPyxd& pyxd, const LoadTask& task);

}  // namespace pyx::bench

// Clients that ask a running pyxd for signatures as fast as they are answered.
#pragma once

#include <chrono>
#include <vector>

#include "base/result.h"
#include "tests/support/served_vault.h"

namespace pyx::bench {

// What the clients ask for: raw signatures, coins (coins.mint, sealed), or blind signatures.
enum class Load { kSign, kMint, kBlindSign };

struct LoadTask {
  Load load = Load::kSign;
  Uuid key;  // that signs; of kMint not used
  Scheme scheme = Scheme::kEcdsaSha256;
  unsigned batch = 1;    // messages or coins to a request
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
Result<LoadResult> run_load(testing::ServedVault& served, const LoadTask& task);

}  // namespace pyx::bench

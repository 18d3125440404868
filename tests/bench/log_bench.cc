// What grows: the log and the number of keys. docs/performance.md says how to read it.
//   log_bench [--quick] [--case log|keys]
// log: appends leaves in commits of 64 (the first and the last tenth are compared), opens the store
// again, proves leaves out of tiles. keys: opens a vault with many keys, each made and activated
// under a quorum whose signatures are checked again. No token: its own time is not Pyx's.
// Figures go to stdout, one line a case; words to stderr. Exit 0 done, 1 failed, 2 usage.
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "base/process.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tile_proof.h"
#include "custody/log_desk.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"

namespace pyx::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using testing::must;

constexpr std::uint64_t kLeavesInCommit = 64;
constexpr unsigned kProofs = 500;

struct Words {
  bool quick = false;
  std::string only_case;
};

double ms_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

double at_fraction(std::vector<double> values, double fraction) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * fraction)];
}

// Leaves a second.
double append(testing::StoredVault& vault, const Uuid& key, std::uint64_t leaves) {
  const auto start = SteadyClock::now();
  for (std::uint64_t left = leaves; left > 0;) {
    auto writer = must(vault.log().write());
    for (std::uint64_t i = 0; i < kLeavesInCommit && left > 0; ++i, --left) {
      const custody::RequestLeaf leaf = vault.memory.request("issuer", key);
      must(writer.stage_request(leaf, {leaf.client, leaf.key, leaf.request}));
    }
    must(writer.commit());
    vault.memory.clock.advance(std::chrono::milliseconds(1));  // ids come in the order of time
  }
  return static_cast<double>(leaves) / ms_since(start) * 1000;
}

std::vector<double> prove(testing::StoredVault& vault) {
  custody::VaultToken no_token({}, "", vault.memory.books().binding);
  const custody::LogDesk desk(vault.log(), vault.store(), no_token);
  const custody::EvidenceLog::Head head = vault.log().head();
  const custody::Checkpoint checkpoint{custody::log_origin(head.vault), head.size, head.root};
  const auto tile = [&](const custody::TileName& name) {
    return desk.tile(custody::tile_path(name));
  };
  std::mt19937_64 random(1);
  std::vector<double> times_ms;
  for (unsigned i = 0; i < kProofs; ++i) {
    const auto start = SteadyClock::now();
    must(custody::read_proven_leaf(checkpoint, random() % head.size, tile));
    times_ms.push_back(ms_since(start));
  }
  return times_ms;
}

void log_case(std::uint64_t leaves) {
  testing::StoredVault vault;
  const Uuid key = vault.active_key("p-256");
  const std::uint64_t tenth = leaves / 10;
  const double first = append(vault, key, tenth);
  append(vault, key, leaves - 2 * tenth);
  const double last = append(vault, key, tenth);
  const auto start = SteadyClock::now();
  vault.reopen();
  const double open_ms = ms_since(start);
  const std::vector<double> proofs = prove(vault);
  std::cout << std::fixed << std::setprecision(0) << "case=log leaves=" << leaves
            << " append_first_tenth_s=" << first << " append_last_tenth_s=" << last
            << std::setprecision(2) << " ratio=" << last / first << " open_ms=" << open_ms
            << " proof_p50_ms=" << at_fraction(proofs, 0.5)
            << " proof_p99_ms=" << at_fraction(proofs, 0.99) << std::endl;
}

double open_ms(const testing::MemoryVault& vault, const std::filesystem::path& folder) {
  const auto start = SteadyClock::now();
  const auto store = must(custody::open_sqlite_store(folder));
  must(custody::EvidenceLog::open(*store, vault.clock));
  return ms_since(start);
}

void keys_case(unsigned keys) {
  testing::MemoryVault vault;
  for (unsigned i = 0; i < keys; ++i) vault.active_key("p-256");
  const testing::TempFolder folder;
  testing::write_log(vault, folder.path());
  const double unsigned_ms = open_ms(vault, folder.path());
  must(must(custody::open_sqlite_store(folder.path()))->set_note("checkpoint", vault.checkpoint()));
  std::cout << std::fixed << std::setprecision(0) << "case=keys keys=" << keys
            << " register_leaves=" << vault.leaves().size()
            << " open_ms=" << open_ms(vault, folder.path())
            << " open_without_checkpoint_ms=" << unsigned_ms << std::endl;
}

int run(std::span<char*> arguments) {
  Words words;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--quick") {
      words.quick = true;
    } else if (word == "--case" && i + 1 < arguments.size()) {
      words.only_case = arguments[++i];
    } else {
      std::cerr << "usage: log_bench [--quick] [--case log|keys]\n";
      return 2;
    }
  }
  must(harden_process());
  if (words.only_case != "keys") log_case(words.quick ? 100'000 : 1'000'000);
  if (words.only_case != "log") keys_case(words.quick ? 1'000 : 10'000);
  return 0;
}

}  // namespace
}  // namespace pyx::bench

int main(int argc, char** argv) {
  try {
    return pyx::bench::run(std::span(argv, static_cast<std::size_t>(argc)));
  } catch (const std::exception& failure) {
    std::cerr << "log_bench: " << failure.what() << "\n";
    return 1;
  }
}

// What one operation of the mint costs to reserve (gate, budgets, retired coins, leaf, its part of
// a group's commit and fsync) in a small vault, and after the vault has grown: keys, clients with
// budgets of their own, open request ids, retired coins. Without a token: nothing there grows.
//   growth_bench [--quick]
// One line a step to stdout; words to stderr. Exit 0 done, 1 failed, 2 usage.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <span>

#include "base/hex.h"
#include "base/process.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"
#include "tests/support/memory_mint.h"

namespace pyx::bench {
namespace {

using custody::OperationLeaf;
using testing::must;

constexpr std::size_t kInGroup = 32;  // half of them mint 64 coins, half exchange two
constexpr std::size_t kGroups = 60;   // to a round
constexpr std::size_t kRounds = 7;

struct Size {
  std::uint64_t keys = 10'000;
  std::uint64_t clients = 990;
  std::uint64_t open_requests = 1'000'000;
  std::uint64_t retired = 10'000'000;
};
constexpr Size kQuick{500, 100, 50'000, 200'000};

class Growing {
 public:
  Growing() { vault_.carry_over(); }

  void measure(const std::string& what) {
    std::vector<double> each_us;
    for (std::size_t round = 0; round <= kRounds; ++round) {
      const auto start = std::chrono::steady_clock::now();
      for (std::size_t group = 0; group < kGroups; ++group) commit_one_group();
      const std::chrono::duration<double, std::micro> passed =
          std::chrono::steady_clock::now() - start;
      if (round > 0)
        each_us.push_back(passed.count() / (kGroups * kInGroup));  // the first warms up
    }
    std::ranges::sort(each_us);
    const double now = each_us[each_us.size() / 2];
    if (first_us_ == 0) first_us_ = now;
    std::cout << std::fixed << std::setprecision(1) << "case=growth after=" << what
              << " reserve_us=" << now << std::setprecision(2) << " ratio=" << now / first_us_
              << std::endl;
  }

  // A store that is a few minutes old: its trees have their depth, its log has been folded in.
  void settle() {
    for (std::size_t group = 0; group < 10 * kGroups; ++group) commit_one_group();
  }

  void add_keys(std::uint64_t many) {
    for (std::uint64_t i = 0; i < many; ++i) vault_.memory.active_key("secret");
    vault_.carry_over();
  }

  void add_clients(std::uint64_t many) {
    std::string policy = testing::policy_text(vault_.memory.people, "many clients");
    std::string budgets = testing::roomy_budget_texts();
    for (std::uint64_t i = 0; i < many; ++i) {
      const std::string name = "client-" + std::to_string(i);
      policy += "[[client]]\nname = \"" + name + "\"\nsan_uri = \"urn:pyx:client:" + name +
                "\"\nspki_sha256 = \"" + to_hex(testing::client_key(name)) +
                "\"\naccess = [\"coins.mint\"]\nuse = [\"coin\"]\n\n";
      budgets +=
          "\n[[budget]]\nname = \"" + name + "\"\ncharge = \"issue\"\nscope = \"client:" + name +
          "\"\ncurrency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 9\nvalue = 900\n";
    }
    vault_.memory.done(custody::PolicyChange{vault_.memory.put_blob(to_bytes(policy))});
    mint_.set_budgets(budgets);
    vault_.carry_over();
  }

  void add_open_requests(std::uint64_t many) {
    const std::string time =
        to_hex(ByteView(Uuid::v7(vault_.memory.clock.now()).bytes)).substr(0, 12);
    fill("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(many) + ") INSERT INTO request SELECT 'issuer', zeroblob(16), unhex_id('" +
         time + "', i), zeroblob(32), 1, 0 FROM n");
  }

  void add_retired(std::uint64_t many) {
    const std::string key = to_hex(ByteView(mint_.five.bytes));
    fill("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(many) + ") INSERT INTO retired_coin SELECT x'" + key +
         "', randomblob(32) AS name FROM n ORDER BY name");
  }

 private:
  void commit_one_group() {
    vault_.memory.clock.advance(std::chrono::seconds(10));  // so that budgets free again
    auto writer = must(vault_.log().write());
    for (std::size_t i = 0; i < kInGroup; ++i) {
      OperationLeaf leaf = i % 2 == 0
                               ? mint_.mint({{mint_.five, 64}})
                               : mint_.exchange({mint_.coins(mint_.five, 2)}, {{mint_.one, 10}});
      leaf.remaining = must(writer.gate().operation(leaf));
      must(writer.stage_operation(leaf, {leaf.client, {}, leaf.request}));
    }
    must(writer.commit());
  }

  // Past the vault, into its closed store.
  void fill(const std::string& sql) {
    vault_.close_store();
    sqlite3* connection = nullptr;
    const std::string file = (vault_.folder.path() / custody::kStoreFile).string();
    bool done = sqlite3_open(file.c_str(), &connection) == SQLITE_OK;
    done = done && sqlite3_create_function(connection, "unhex_id", 2, SQLITE_UTF8, nullptr, id_of,
                                           nullptr, nullptr) == SQLITE_OK;
    done = done && sqlite3_exec(connection, "PRAGMA cache_size = -400000", nullptr, nullptr,
                                nullptr) == SQLITE_OK;
    done = done && sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    const std::string why = done ? "" : sqlite3_errmsg(connection);
    sqlite3_close(connection);
    if (!done) throw std::runtime_error(why);
    vault_.reopen();
  }

  // The id of version 7 with these twelve hex digits of time and the number behind them.
  static void id_of(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
    Bytes id(16);
    const auto* digits = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    for (std::size_t i = 0; i < 6; ++i)
      id[i] = static_cast<std::uint8_t>(std::stoi(std::string(digits + 2 * i, 2), nullptr, 16));
    id[6] = 0x70;
    id[8] = 0x80;
    const auto number = static_cast<std::uint64_t>(sqlite3_value_int64(values[1]));
    for (std::size_t i = 0; i < 4; ++i)
      id[12 + i] = static_cast<std::uint8_t>(number >> (8 * (3 - i)));
    sqlite3_result_blob(context, id.data(), static_cast<int>(id.size()), SQLITE_TRANSIENT);
  }

  testing::StoredVault vault_;
  testing::MemoryMint mint_{vault_.memory};
  double first_us_ = 0;
};

int run(std::span<char*> arguments) {
  bool quick = false;
  for (const std::string_view word : arguments.subspan(1)) {
    if (word == "--quick") quick = true;
    if (word == "--quick" || word == "--case" || word == "growth") continue;
    std::cerr << "usage: growth_bench [--quick] [--case growth]\n";
    return 2;
  }
  must(harden_process());
  const Size size = quick ? kQuick : Size{};
  Growing growing;
  growing.settle();
  growing.measure("nothing");
  growing.add_keys(size.keys);
  growing.measure(std::to_string(size.keys) + "-keys");
  growing.add_clients(size.clients);
  growing.measure(std::to_string(size.clients) + "-clients");
  growing.add_open_requests(size.open_requests);
  growing.measure(std::to_string(size.open_requests) + "-open-requests");
  growing.add_retired(size.retired);
  growing.measure(std::to_string(size.retired) + "-retired-coins");
  return 0;
}

}  // namespace
}  // namespace pyx::bench

int main(int argc, char** argv) {
  try {
    return pyx::bench::run(std::span(argv, static_cast<std::size_t>(argc)));
  } catch (const std::exception& failure) {
    std::cerr << "growth_bench: " << failure.what() << "\n";
    return 1;
  }
}

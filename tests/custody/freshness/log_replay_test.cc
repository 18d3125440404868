// What a running vault writes beside its leaves is what a replay of the leaves writes.
#include "custody/freshness/log_replay.h"

#include "custody/evidence_log.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"
#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace log_replay_test {

using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TempFolder;

class Replay : public ::testing::Test {
 protected:
  Replay() { vault_.carry_over(); }

  void pass(int seconds) { vault_.memory.clock.advance(std::chrono::seconds(seconds)); }
  // Recorded as the running vault does, several in one commit.
  void record(const std::vector<OperationLeaf>& leaves) {
    auto writer = must(vault_.log().write());
    for (OperationLeaf leaf : leaves) {
      leaf.remaining = must(writer.gate().operation(leaf));
      const RequestKey key{leaf.client, {}, leaf.request};
      const auto staged = must(writer.stage_operation(leaf, key));
      requests_.push_back(key);
      indices_.push_back(staged.index);
    }
    must(writer.commit());
    pass(1);
  }
  void settle(const std::vector<std::size_t>& which) {
    auto writer = must(vault_.log().write());
    std::vector<std::uint64_t> leaves;
    std::vector<RequestKey> keys;
    for (const std::size_t at : which) {
      leaves.push_back(indices_[at]);
      keys.push_back(requests_[at]);
    }
    must(writer.stage_settled(leaves, keys));
    must(writer.commit());
    pass(1);
  }
  void set_budgets(const std::string& text) {
    mint_.vault.set_budgets(text);
    vault_.carry_over();
    pass(1);
  }
  // A day in the life of a mint.
  void run_mint() {
    record({mint_.mint({{mint_.five, 3}}), mint_.mint({{mint_.one, 2}})});
    record({mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})});
    settle({0, 2});
    pass(3000);
    record({mint_.redeem({mint_.coins(mint_.one, 2)}), mint_.check("gbb")});
    {
      auto writer = must(vault_.log().write());
      const BadCoinsLeaf bad{"issuer", Operation::kCoinsRedeem, 2};
      must(writer.gate().bad_coins(bad));
      must(writer.stage_bad_coins(bad));
      must(writer.commit());
    }
    const Uuid key = vault_.active_key("p-256");
    auto writer = must(vault_.log().write());
    const RequestLeaf request = vault_.memory.request("issuer", key, 2);
    const RequestKey row{request.client, request.key, request.request};
    must(writer.stage_request(request, row));
    requests_.push_back(row);
    must(writer.commit());
  }

  struct State {
    std::uint64_t size = 0;
    std::vector<Sha256> edge;
    Time time{};
    std::vector<WindowPart> windows;
    std::vector<LedgerRow> ledger;
    std::vector<std::tuple<Sha256, std::uint64_t, RequestRow::State>> requests;
    std::vector<bool> retired;
    std::vector<Bytes> leaves;
    std::vector<Sha256> tiles;
    friend bool operator==(const State&, const State&) = default;
  };
  State state_of(Store& store) {
    const StoreHead head = must(store.head());
    State state{head.log_size,
                head.edge,
                head.time,
                must(store.window_parts()),
                must(store.ledger_rows()),
                {},
                {},
                must(store.leaves(0, head.log_size)),
                must(store.tile_hashes(1, 0, head.log_size))};
    for (const auto& row : must(store.find_requests(requests_)))
      state.requests.emplace_back(row.value().digest, row->leaf_index, row->state);
    for (const auto& key : {mint_.five, mint_.one}) {
      std::vector<Sha256> names;
      for (int i = 0; i < 20; ++i) names.push_back(sha256("coin " + std::to_string(i)));
      for (const bool retired : must(store.are_retired(key, names)))
        state.retired.push_back(retired);
    }
    return state;
  }
  // The leaves from the one on that the store of `to` lacks.
  Result<void> replay_into(Store& to, std::uint64_t until = UINT64_MAX) {
    PYX_ASSIGN(LogReplay replay, LogReplay::open(to));
    const std::vector<Bytes> leaves = vault_.leaf_bytes();
    while (replay.size() < std::min<std::uint64_t>(until, leaves.size()))
      PYX_TRY(replay.take(leaves[replay.size()], blob_reader(vault_.store())));
    return replay.flush();
  }

  pyx::testing::StoredVault vault_;
  pyx::testing::MemoryMint mint_{vault_.memory};
  TempFolder elsewhere_;
  std::vector<RequestKey> requests_;
  std::vector<std::uint64_t> indices_;
};

// STATE-FRESH
TEST_F(Replay, IntoANewStoreGivesTheStateThatWas) {
  run_mint();
  const auto store = must(create_sqlite_store(elsewhere_.path()));
  ASSERT_THAT(replay_into(*store), IsOk());
  EXPECT_EQ(state_of(*store), state_of(vault_.store()));
  EXPECT_THAT(EvidenceLog::open(*store, vault_.memory.clock), IsOk());
}
TEST_F(Replay, FromAnyLeafOnGivesTheStateThatWas) {
  run_mint();
  const State whole = state_of(vault_.store());
  for (std::uint64_t cut = 1; cut < whole.size; cut += 11) {
    const TempFolder folder;
    const auto store = must(create_sqlite_store(folder.path()));
    ASSERT_THAT(replay_into(*store, cut), IsOk());
    ASSERT_EQ(must(store->head()).log_size, cut);
    ASSERT_THAT(replay_into(*store), IsOk());
    EXPECT_EQ(state_of(*store), whole) << cut;
  }
}
// LOG-WHOLE
TEST_F(Replay, OfAMoveGoesOnFromTheCheckpointThatTheActNames) {
  record({mint_.mint({{mint_.five, 3}})});
  TokenReplace move = vault_.memory.move_to("second");
  const EvidenceLog::Head head = vault_.log().head();
  move.checkpoint = {head.size, head.root};
  vault_.memory.done(move);
  vault_.carry_over();
  const auto store = must(create_sqlite_store(elsewhere_.path()));
  ASSERT_THAT(replay_into(*store), IsOk());
  EXPECT_EQ(state_of(*store), state_of(vault_.store()));
  const auto log = must(EvidenceLog::open(*store, vault_.memory.clock));
  EXPECT_EQ(log->look([](const Books& books) { return books.binding.serial(); }), "second");
}
TEST_F(Replay, BudgetsThatAreReplacedForgetTheirWindowsAsTheyDid) {
  run_mint();
  set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 50, 100'000, 500'000}}));
  record({mint_.mint({{mint_.five, 2}})});
  const std::size_t with_life = must(vault_.store().window_parts()).size();
  set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 50, 100'000}}));
  EXPECT_LT(must(vault_.store().window_parts()).size(), with_life);
  record({mint_.mint({{mint_.five, 2}})});
  const auto store = must(create_sqlite_store(elsewhere_.path()));
  ASSERT_THAT(replay_into(*store), IsOk());
  EXPECT_EQ(state_of(*store), state_of(vault_.store()));
}

TEST_F(Replay, ALeafThatNoGateLetsPassIsRefusedByNameAndWhatStandsBeforeItStays) {
  const OperationLeaf redeem = mint_.redeem({mint_.coins(mint_.five)});
  record({redeem});
  std::vector<Bytes> leaves = vault_.leaf_bytes();
  OperationLeaf again = redeem;
  again.request = Uuid::v7(vault_.memory.clock.now());
  again.remaining.reset();
  leaves.push_back(must(encode_leaf({vault_.memory.clock.now(), again})));
  const auto store = must(create_sqlite_store(elsewhere_.path()));
  LogReplay replay = must(LogReplay::open(*store));
  for (std::size_t i = 0; i + 1 < leaves.size(); ++i)
    ASSERT_THAT(replay.take(leaves[i], blob_reader(vault_.store())), IsOk());
  ASSERT_THAT(replay.flush(), IsOk());
  const auto refused = replay.take(leaves.back(), blob_reader(vault_.store()));
  EXPECT_THAT(refused, RefusedBy("COIN-ONCE"));
  EXPECT_THAT(refused,
              FailsSaying(Code::kRefused, "leaf " + std::to_string(leaves.size() - 1) + ": "));
  EXPECT_EQ(must(store->head()).log_size, leaves.size() - 1);
}
TEST_F(Replay, ALeafThatIsNoneOrWhoseBlobIsMissingIsRefused) {
  const auto store = must(create_sqlite_store(elsewhere_.path()));
  const BlobReader none = [](const Sha256&) -> Result<Bytes> {
    return error(Code::kNotFound, "there is no such blob");
  };
  LogReplay replay = must(LogReplay::open(*store));
  EXPECT_THAT(replay.take(as_bytes("no leaf"), none), FailsWith(Code::kBadInput));
  EXPECT_THAT(replay.take(vault_.leaf_bytes().front(), none), FailsWith(Code::kNotFound));
  EXPECT_EQ(must(store->head()).log_size, 0U);
}

}  // namespace log_replay_test
}  // namespace pyx::custody

// Seen through the store, in whose transactions they are written.
#include "custody/store/mint_tables.h"

#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace mint_tables_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kAll = ~std::uint64_t{0};
constexpr std::int64_t kParts = SlidingWindow::kParts;

class MintTablesTest : public StoreOnDisk {
 protected:
  void keep(TallyChanges changes) {
    Commit commit = next(1, LeafClass::kRequest);
    commit.tallies = std::move(changes);
    ASSERT_THAT(store_->commit(commit), IsOk());
  }
  void retire(const Uuid& key, std::vector<Sha256> names) {
    Commit commit = next(1, LeafClass::kRequest);
    commit.retired = {{key, std::move(names)}};
    ASSERT_THAT(store_->commit(commit), IsOk());
  }
  std::vector<WindowPart> parts() { return store_->window_parts().value(); }
  std::vector<LedgerRow> rows() { return store_->ledger_rows().value(); }
};

TEST_F(MintTablesTest, IsEmptyAtFirst) {
  EXPECT_THAT(parts(), IsEmpty());
  EXPECT_THAT(rows(), IsEmpty());
}

// SIGN-BUDGET
TEST_F(MintTablesTest, APartOfAWindowIsReplacedByTheSameLater) {
  const WindowPart hour{"issue", hours(1), 500'000, {1, 100}};
  const WindowPart day{"issue", hours(24), 500'000, {1, 100}};
  const WindowPart life{"issue", Duration(0), 0, {1, 100}};
  const WindowPart other{"redeem", hours(1), 500'000, {9, 900}};
  keep({{hour, day, life, other}, {}});
  WindowPart more = hour;
  more.taken = {3, 300};
  WindowPart after = hour;
  after.part += 1;
  keep({{more, after}, {}});
  reopen();
  EXPECT_THAT(parts(), UnorderedElementsAre(more, after, day, life, other));
}

TEST_F(MintTablesTest, PartsThatCountNoLongerAreDroppedAndNoneThatDoes) {
  const auto part = [](std::int64_t at, std::string budget = "issue") {
    return WindowPart{std::move(budget), hours(1), at, {1, 100}};
  };
  const std::int64_t now = 500'000;
  keep({{part(now - 2 * kParts - 1), part(now - kParts - 1), part(now - 1),
         part(now - 3 * kParts, "redeem")},
        {}});
  keep({{part(now)}, {}});
  EXPECT_THAT(parts(), UnorderedElementsAre(part(now - kParts - 1), part(now - 1), part(now),
                                            part(now - 3 * kParts, "redeem")));
}

TEST_F(MintTablesTest, AForgottenWindowIsForgottenWithAllItsPartsAndNoOtherIs) {
  const WindowPart hour{"issue", hours(1), 500'000, {1, 100}};
  const WindowPart other{"redeem", hours(1), 500'000, {1, 100}};
  const WindowPart life{"issue", Duration(0), 0, {1, 100}};
  WindowPart later = hour;
  ++later.part;
  keep({{hour, other, life}, {}});
  Commit commit = next(1);
  commit.tallies.windows = {later};
  commit.forgotten_windows = {{"issue", hours(1)}, {"unknown", hours(1)}};
  ASSERT_THAT(store_->commit(commit), IsOk());
  EXPECT_THAT(parts(), UnorderedElementsAre(other, life));
}

TEST_F(MintTablesTest, ACountOrValueOf64BitsComesBack) {
  const WindowPart most{"issue", hours(1), 500'000, {kAll, kAll - 1}};
  const LedgerRow row{key_, LedgerEntry::kMinted, {kAll - 2, kAll}};
  keep({{most}, {row}});
  reopen();
  EXPECT_THAT(parts(), ElementsAre(most));
  EXPECT_THAT(rows(), ElementsAre(row));
}

TEST_F(MintTablesTest, APartFromBefore1970ComesBack) {
  const WindowPart early{"issue", hours(1), -3, {1, 100}};
  keep({{early}, {}});
  EXPECT_THAT(parts(), ElementsAre(early));
}

TEST_F(MintTablesTest, EachEntryOfTheLedgerIsReplacedByTheSameLater) {
  const Uuid other = Uuid::v7(kNow);
  std::vector<LedgerRow> all;
  for (std::size_t entry = 0; entry < kLedgerEntries; ++entry)
    all.push_back({key_, static_cast<LedgerEntry>(entry), {entry, entry * 100}});
  all.push_back({other, LedgerEntry::kMinted, {7, 700}});
  keep({{}, all});
  all.back().amount = {8, 800};
  keep({{}, {all.back()}});
  reopen();
  EXPECT_THAT(rows(), ::testing::UnorderedElementsAreArray(all));
}

// COIN-ONCE
TEST_F(MintTablesTest, RetiredCoinsAreFoundByKeyAndNameInTheOrderOfTheQuestion) {
  const Uuid other = Uuid::v7(kNow);
  retire(key_, {sha256("first"), sha256("second")});
  retire(other, {sha256("third")});
  reopen();
  EXPECT_THAT(
      store_
          ->are_retired(key_, {sha256("third"), sha256("second"), sha256("none"), sha256("first")})
          .value(),
      ElementsAre(false, true, false, true));
  EXPECT_THAT(store_->are_retired(other, {sha256("third"), sha256("first")}).value(),
              ElementsAre(true, false));
  EXPECT_THAT(store_->are_retired(key_, {}).value(), IsEmpty());
}

TEST_F(MintTablesTest, ACoinThatIsRetiredIsRefusedWithItsWholeCommit) {
  retire(key_, {sha256("coin")});
  Commit commit = next(1);
  commit.retired = {{key_, {sha256("fresh"), sha256("coin")}}};
  expect_refused(commit);
  EXPECT_THAT(store_->are_retired(key_, {sha256("fresh")}).value(), ElementsAre(false));
}

TEST_F(MintTablesTest, ARefusedCommitKeepsNothingOfItsTallies) {
  const RequestRow there = reserve(request_at(kNow));
  Commit commit = next(1);
  commit.tallies = {{{"issue", hours(1), 500'000, {1, 100}}},
                    {{key_, LedgerEntry::kMinted, {1, 100}}}};
  commit.retired = {{key_, {sha256("coin"), sha256("coin")}}};
  commit.closed = {there.key};
  expect_refused(commit);
  EXPECT_THAT(parts(), IsEmpty());
  EXPECT_THAT(rows(), IsEmpty());
  EXPECT_EQ(found(there.key)->state, RequestRow::State::kOpen);
}

TEST_F(MintTablesTest, TheCoinsOfAForgottenKeyAreForgottenAndNoOthers) {
  const Uuid other = Uuid::v7(kNow);
  retire(key_, {sha256("coin")});
  retire(other, {sha256("coin")});
  Commit commit = next(1);
  commit.forgotten_coin_keys = {key_};
  ASSERT_THAT(store_->commit(commit), IsOk());
  EXPECT_THAT(store_->are_retired(key_, {sha256("coin")}).value(), ElementsAre(false));
  EXPECT_THAT(store_->are_retired(other, {sha256("coin")}).value(), ElementsAre(true));
}

TEST_F(MintTablesTest, AnEntryOfTheLedgerThatIsUnknownIsAnError) {
  keep({{}, {{key_, LedgerEntry::kMinted, {1, 100}}}});
  execute(("UPDATE ledger SET entry = " + std::to_string(kLedgerEntries)).c_str());
  reopen();
  EXPECT_THAT(store_->ledger_rows(), FailsSaying(Code::kStore, "unknown entry"));
}

TEST_F(MintTablesTest, AKeyOfAWrongSizeIsAnError) {
  keep({{}, {{key_, LedgerEntry::kMinted, {1, 100}}}});
  execute("UPDATE ledger SET key = x'00'");
  reopen();
  EXPECT_THAT(store_->ledger_rows(), FailsSaying(Code::kStore, "id of a wrong size"));
}

}  // namespace mint_tables_test
}  // namespace pyx::custody

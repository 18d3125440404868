// What the store keeps of a mint: windows of budgets, the ledger, retired coins, closed requests.
#include "custody/store/sqlite_store.h"
#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kAll = ~std::uint64_t{0};
constexpr std::int64_t kParts = SlidingWindow::kParts;

class StoreOfAMint : public StoreOnDisk {
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
  void close(const RequestKey& request) {
    Commit commit = next(1);
    commit.closed = {request};
    ASSERT_THAT(store_->commit(commit), IsOk());
  }
  std::vector<WindowPart> parts() { return store_->window_parts().value(); }
  std::vector<LedgerRow> rows() { return store_->ledger_rows().value(); }
  std::vector<RequestRow> open(const std::optional<Uuid>& key, Time since = kNow,
                               std::uint64_t most = 100) {
    return store_->open_requests(key, since, most).value();
  }
  RequestKey operation_at(Time time) const { return {"issuer", {}, Uuid::v7(time)}; }
};

TEST_F(StoreOfAMint, IsEmptyAtFirst) {
  EXPECT_THAT(parts(), IsEmpty());
  EXPECT_THAT(rows(), IsEmpty());
  EXPECT_THAT(open({}), IsEmpty());
}

// SIGN-BUDGET
TEST_F(StoreOfAMint, APartOfAWindowIsReplacedByTheSameLater) {
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
TEST_F(StoreOfAMint, PartsThatCountNoLongerAreDroppedAndNoneThatDoes) {
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
TEST_F(StoreOfAMint, AForgottenWindowIsForgottenWithAllItsPartsAndNoOtherIs) {
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
TEST_F(StoreOfAMint, ACountOrValueOf64BitsComesBack) {
  const WindowPart most{"issue", hours(1), 500'000, {kAll, kAll - 1}};
  const LedgerRow row{key_, LedgerEntry::kMinted, {kAll - 2, kAll}};
  keep({{most}, {row}});
  reopen();
  EXPECT_THAT(parts(), ElementsAre(most));
  EXPECT_THAT(rows(), ElementsAre(row));
}
TEST_F(StoreOfAMint, APartFromBefore1970ComesBack) {
  const WindowPart early{"issue", hours(1), -3, {1, 100}};
  keep({{early}, {}});
  EXPECT_THAT(parts(), ElementsAre(early));
}

TEST_F(StoreOfAMint, EachEntryOfTheLedgerIsReplacedByTheSameLater) {
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
TEST_F(StoreOfAMint, RetiredCoinsAreFoundByKeyAndNameInTheOrderOfTheQuestion) {
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
TEST_F(StoreOfAMint, ACoinThatIsRetiredIsRefusedWithItsWholeCommit) {
  retire(key_, {sha256("coin")});
  Commit commit = next(1);
  commit.retired = {{key_, {sha256("fresh"), sha256("coin")}}};
  expect_refused(commit);
  EXPECT_THAT(store_->are_retired(key_, {sha256("fresh")}).value(), ElementsAre(false));
}
TEST_F(StoreOfAMint, ARefusedCommitKeepsNothingOfItsTallies) {
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
TEST_F(StoreOfAMint, TheCoinsOfAForgottenKeyAreForgottenAndNoOthers) {
  const Uuid other = Uuid::v7(kNow);
  retire(key_, {sha256("coin")});
  retire(other, {sha256("coin")});
  Commit commit = next(1);
  commit.forgotten_coin_keys = {key_};
  ASSERT_THAT(store_->commit(commit), IsOk());
  EXPECT_THAT(store_->are_retired(key_, {sha256("coin")}).value(), ElementsAre(false));
  EXPECT_THAT(store_->are_retired(other, {sha256("coin")}).value(), ElementsAre(true));
}

// SIGN-RETRY
TEST_F(StoreOfAMint, AClosedRequestIsNeitherOpenNorSettled) {
  const RequestRow first = reserve(operation_at(kNow));
  close(first.key);
  reopen();
  const auto row = found(first.key);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->state, RequestRow::State::kClosed);
  EXPECT_FALSE(row->is_settled());
  EXPECT_EQ(row->digest, first.digest);
  EXPECT_EQ(store_->all_unsettled_requests().value(), 0U);
  EXPECT_THAT(open({}), IsEmpty());
}
TEST_F(StoreOfAMint, AClosedRequestFromBeforeTheMarkIsForgotten) {
  const RequestKey old = reserve(operation_at(kNow - kMs)).key;
  const RequestKey young = reserve(operation_at(kNow)).key;
  close(old);
  close(young);
  ASSERT_THAT(store_->raise_low_water(kNow), IsOk());
  EXPECT_FALSE(found(old));
  EXPECT_TRUE(found(young));
}

TEST_F(StoreOfAMint, OpenRequestsOfAKeyAreItsOwnNewestFirst) {
  const RequestRow first = reserve(request_at(kNow));
  const RequestRow second = reserve(request_at(kNow + kMs));
  reserve({"issuer", Uuid::v7(kNow), Uuid::v7(kNow)});
  reserve(operation_at(kNow));
  settle(reserve(request_at(kNow)).key);
  close(reserve(request_at(kNow)).key);
  const auto rows_of_key = open(key_);
  ASSERT_THAT(rows_of_key, SizeIs(2));
  EXPECT_EQ(rows_of_key[0].leaf_index, second.leaf_index);
  EXPECT_EQ(rows_of_key[1].leaf_index, first.leaf_index);
  EXPECT_EQ(rows_of_key[1].key.client, "issuer");
  EXPECT_EQ(rows_of_key[1].key.key, key_);
  EXPECT_EQ(rows_of_key[1].key.request, first.key.request);
  EXPECT_EQ(rows_of_key[1].digest, first.digest);
  EXPECT_EQ(rows_of_key[1].state, RequestRow::State::kOpen);
}
TEST_F(StoreOfAMint, OpenRequestsOfTheMintsOperationsHaveAKeyOfZeros) {
  reserve(request_at(kNow));
  const RequestRow operation = reserve(operation_at(kNow));
  const auto of_operations = open(Uuid{});
  ASSERT_THAT(of_operations, SizeIs(1));
  EXPECT_EQ(of_operations[0].leaf_index, operation.leaf_index);
  EXPECT_EQ(of_operations[0].key.key, Uuid{});
}
TEST_F(StoreOfAMint, WithoutAKeyTheOpenRequestsAreThoseOfAll) {
  const RequestRow first = reserve(request_at(kNow));
  const RequestRow second = reserve(operation_at(kNow));
  const auto all = open({});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].leaf_index, second.leaf_index);
  EXPECT_EQ(all[0].key.key, Uuid{});
  EXPECT_EQ(all[1].leaf_index, first.leaf_index);
  EXPECT_EQ(all[1].key.key, key_);
}
TEST_F(StoreOfAMint, OpenRequestsAreBoundedByTheirAgeAndNumber) {
  const RequestRow old = reserve(request_at(kNow - kMs));
  const RequestRow at = reserve(request_at(kNow));
  const RequestRow newest = reserve(request_at(kNow + kMs));
  EXPECT_THAT(open(key_, kNow - kMs), SizeIs(3));
  EXPECT_THAT(open(key_, kNow), SizeIs(2));
  EXPECT_THAT(open({}, kNow + kMs), SizeIs(1));
  const auto two = open({}, kNow - kMs, 2);
  ASSERT_THAT(two, SizeIs(2));
  EXPECT_EQ(two[0].leaf_index, newest.leaf_index);
  EXPECT_EQ(two[1].leaf_index, at.leaf_index);
  EXPECT_LT(old.leaf_index, at.leaf_index);
  EXPECT_THAT(open(key_, kNow - kMs, 0), IsEmpty());
}

}  // namespace
}  // namespace pyx::custody

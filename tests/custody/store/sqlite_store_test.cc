#include "custody/store/sqlite_store.h"

#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SqliteStoreTest : public StoreOnDisk {};

// SIGN-RETRY: an id is reserved once.
TEST_F(SqliteStoreTest, ARequestIdThatIsThereIsRefusedWithItsWholeCommit) {
  const RequestRow first = reserve(request_at(kNow));
  Commit commit = next(2);
  const RequestKey fresh = request_at(kNow);
  commit.requests = {{fresh, sha256("fresh"), 1}, {first.key, sha256("other"), 2}};
  expect_refused(commit);
  EXPECT_FALSE(found(fresh));
  EXPECT_EQ(found(first.key)->digest, first.digest);
  EXPECT_EQ(found(first.key)->leaf_index, first.leaf_index);
}

TEST_F(SqliteStoreTest, ARequestIdTwiceInOneCommitIsRefusedWithTheWholeCommit) {
  const RequestKey twice = request_at(kNow);
  Commit commit = next(2);
  commit.requests = {{twice, sha256("a"), 0}, {twice, sha256("a"), 1}};
  expect_refused(commit);
  EXPECT_FALSE(found(twice));
}

TEST_F(SqliteStoreTest, TheSameIdOfAnotherClientOrKeyIsAnotherRequest) {
  const RequestRow first = reserve(request_at(kNow));
  RequestKey other_client = first.key;
  other_client.client = "till";
  RequestKey other_key = first.key;
  other_key.key = Uuid::v7(kNow);
  EXPECT_FALSE(found(other_client));
  EXPECT_FALSE(found(other_key));
  reserve(other_client);
  reserve(other_key);
  settle(other_key);
  EXPECT_FALSE(found(first.key)->is_settled());
  EXPECT_FALSE(found(other_client)->is_settled());
}

TEST_F(SqliteStoreTest, RequestsAreFoundInTheOrderInWhichTheyWereAskedFor) {
  const RequestRow first = reserve(request_at(kNow));
  const RequestRow second = reserve(request_at(kNow));
  const auto rows = store_->find_requests({second.key, request_at(kNow), first.key}).value();
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0]->leaf_index, second.leaf_index);
  EXPECT_FALSE(rows[1]);
  EXPECT_EQ(rows[2]->leaf_index, first.leaf_index);
}

// LOG-WHOLE.
TEST_F(SqliteStoreTest, ACommitBehindTheEndOfTheLogIsRefused) {
  EXPECT_THAT(store_->commit(next(3)), IsOk());
  Commit commit = next(1);
  ++commit.first_leaf;
  expect_refused(commit);
}

TEST_F(SqliteStoreTest, ACommitBeforeTheEndOfTheLogIsRefused) {
  EXPECT_THAT(store_->commit(next(3)), IsOk());
  Commit commit = next(1);
  --commit.first_leaf;
  expect_refused(commit);
  EXPECT_EQ(store_->leaves(2, 1).value().front(), to_bytes("leaf 2"));
}

TEST_F(SqliteStoreTest, TimeDoesNotGoBack) {
  EXPECT_THAT(store_->commit(next(1)), IsOk());
  Commit earlier = next(1);
  earlier.time = kNow - kMs;
  EXPECT_THAT(store_->commit(earlier), IsOk());
  EXPECT_EQ(head().time, kNow);
  earlier = next(1);
  earlier.time = kNow + kMs;
  EXPECT_THAT(store_->commit(earlier), IsOk());
  EXPECT_EQ(head().time, kNow + kMs);
}

TEST_F(SqliteStoreTest, TheLowWaterMarkOnlyRises) {
  EXPECT_THAT(store_->raise_low_water(kNow), IsOk());
  EXPECT_THAT(store_->raise_low_water(kNow - kMs), IsOk());
  EXPECT_EQ(head().low_water, kNow);
  reopen();
  EXPECT_EQ(head().low_water, kNow);
  EXPECT_THAT(store_->raise_low_water(kNow + kMs), IsOk());
  EXPECT_EQ(head().low_water, kNow + kMs);
}

TEST_F(SqliteStoreTest, SettledRequestsFromBeforeTheMarkAreForgottenAndUnsettledOnesKept) {
  const RequestKey old_settled = reserve(request_at(kNow - kMs)).key;
  const RequestKey old_unsettled = reserve(request_at(kNow - kMs)).key;
  const RequestKey new_settled = reserve(request_at(kNow)).key;
  settle(old_settled);
  settle(new_settled);
  EXPECT_THAT(store_->raise_low_water(kNow), IsOk());
  EXPECT_FALSE(found(old_settled));
  EXPECT_TRUE(found(old_unsettled));
  EXPECT_TRUE(found(new_settled));
}

TEST_F(SqliteStoreTest, UnsettledRequestsAreCountedByKeyFromATimeOn) {
  reserve(request_at(kNow - kMs));
  reserve(request_at(kNow));
  settle(reserve(request_at(kNow)).key);
  RequestKey of_till = request_at(kNow + kMs);
  of_till.client = "till";
  reserve(of_till);
  reserve({"issuer", Uuid::v7(kNow), Uuid::v7(kNow)});
  EXPECT_EQ(store_->all_unsettled_requests().value(), 4U);
  EXPECT_EQ(store_->unsettled_requests(key_, kNow - kMs).value(), 3U);
  EXPECT_EQ(store_->unsettled_requests(key_, kNow).value(), 2U);
  EXPECT_EQ(store_->unsettled_requests(key_, kNow + kMs).value(), 1U);
  EXPECT_EQ(store_->unsettled_requests(key_, kNow + 2 * kMs).value(), 0U);
}

TEST_F(SqliteStoreTest, ABlobThatIsThereIsLeftAlone) {
  for (const char* const bytes : {"first", "second"}) {
    Commit commit = next(1);
    commit.blobs = {{sha256("first"), to_bytes(bytes)}};
    EXPECT_THAT(store_->commit(commit), IsOk());
  }
  EXPECT_EQ(store_->blob(sha256("first")).value(), to_bytes("first"));
  EXPECT_FALSE(store_->blob(sha256("second")).value());
}

TEST_F(SqliteStoreTest, TheEpochCountsAcrossReopening) {
  EXPECT_EQ(store_->next_epoch().value(), 1U);
  EXPECT_EQ(store_->next_epoch().value(), 2U);
  reopen();
  EXPECT_EQ(head().epoch, 2U);
  EXPECT_EQ(store_->next_epoch().value(), 3U);
}

TEST_F(SqliteStoreTest, ANoteIsAbsentUntilItIsSetAndThenReplaced) {
  EXPECT_FALSE(store_->note("token-uri").value());
  EXPECT_THAT(store_->set_note("token-uri", "pkcs11:serial=1"), IsOk());
  EXPECT_THAT(store_->set_note("token-uri", ""), IsOk());
  reopen();
  EXPECT_EQ(store_->note("token-uri").value(), "");
  EXPECT_FALSE(store_->note("token").value());
}

TEST_F(SqliteStoreTest, LeavesAreReadInRangesWithFewerAtTheEnd) {
  EXPECT_THAT(store_->commit(next(3)), IsOk());
  EXPECT_THAT(store_->leaves(1, 1).value(), ElementsAre(to_bytes("leaf 1")));
  EXPECT_THAT(store_->leaves(1, 3).value(), ElementsAre(to_bytes("leaf 1"), to_bytes("leaf 2")));
  EXPECT_THAT(store_->leaves(3, 1).value(), IsEmpty());
  EXPECT_THAT(store_->leaves(0, 0).value(), IsEmpty());
}

TEST_F(SqliteStoreTest, TileHashesAreReadByLevelAndRange) {
  Commit commit = next(1);
  for (std::uint64_t i = 0; i < 3; ++i) {
    commit.tile_hashes.push_back({1, i, sha256("1/" + std::to_string(i))});
  }
  commit.tile_hashes.push_back({2, 0, sha256("2/0")});
  EXPECT_THAT(store_->commit(commit), IsOk());
  EXPECT_THAT(store_->tile_hashes(1, 1, 5).value(), ElementsAre(sha256("1/1"), sha256("1/2")));
  EXPECT_THAT(store_->tile_hashes(1, 0, 1).value(), ElementsAre(sha256("1/0")));
  EXPECT_THAT(store_->tile_hashes(2, 0, 5).value(), ElementsAre(sha256("2/0")));
}

TEST_F(SqliteStoreTest, RegisterLeavesComeInOrderWithoutTheRequestsBetweenThem) {
  EXPECT_THAT(store_->commit(next(300)), IsOk());
  EXPECT_THAT(store_->commit(next(300, LeafClass::kRequest)), IsOk());
  EXPECT_THAT(store_->commit(next(300)), IsOk());
  std::vector<std::uint64_t> indices;
  EXPECT_THAT(store_->each_register_leaf([&](std::uint64_t index, ByteView bytes) -> Result<void> {
    EXPECT_EQ(as_text(bytes), "leaf " + std::to_string(index));
    indices.push_back(index);
    return {};
  }),
              IsOk());
  ASSERT_THAT(indices, SizeIs(600));
  for (std::size_t i = 0; i < indices.size(); ++i) EXPECT_EQ(indices[i], i < 300 ? i : i + 300);
}

TEST_F(SqliteStoreTest, TheWalkOverRegisterLeavesEndsAtItsFirstError) {
  EXPECT_THAT(store_->commit(next(5)), IsOk());
  unsigned seen = 0;
  EXPECT_THAT(store_->each_register_leaf([&](std::uint64_t index, ByteView) -> Result<void> {
    ++seen;
    return index == 2 ? Result<void>(error(Code::kBadInput, "enough")) : Result<void>();
  }),
              FailsSaying(Code::kBadInput, "enough"));
  EXPECT_EQ(seen, 3U);
}

}  // namespace
}  // namespace pyx::custody

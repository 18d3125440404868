#include "custody/store/sqlite_store.h"

#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace sqlite_store_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

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

TEST_F(SqliteStoreTest, AnEdgeOfAWrongSizeIsAnError) {
  EXPECT_THAT(store_->commit(next(1)), IsOk());
  execute("UPDATE head SET edge = x'00'");
  reopen();
  EXPECT_THAT(store_->head(), FailsSaying(Code::kStore, "edge of a wrong size"));
}

}  // namespace sqlite_store_test
}  // namespace pyx::custody

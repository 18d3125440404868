// Seen through the store, in whose transactions it writes.
#include "custody/store/request_table.h"

#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace request_table_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RequestTableTest : public StoreOnDisk {
 protected:
  void close(const RequestKey& request) {
    Commit commit = next(1);
    commit.closed = {request};
    ASSERT_THAT(store_->commit(commit), IsOk());
  }
  std::vector<RequestRow> open(const std::optional<Uuid>& key, Time since = kNow,
                               std::uint64_t most = 100) {
    return store_->open_requests(key, since, most).value();
  }
  RequestKey operation_at(Time time) const { return {"issuer", {}, Uuid::v7(time)}; }
};

TEST_F(RequestTableTest, IsEmptyAtFirst) {
  EXPECT_THAT(open({}), IsEmpty());
  EXPECT_EQ(store_->all_unsettled_requests().value(), 0U);
}

TEST_F(RequestTableTest, TheSameIdOfAnotherClientOrKeyIsAnotherRequest) {
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

TEST_F(RequestTableTest, RequestsAreFoundInTheOrderInWhichTheyWereAskedFor) {
  const RequestRow first = reserve(request_at(kNow));
  const RequestRow second = reserve(request_at(kNow));
  const auto rows = store_->find_requests({second.key, request_at(kNow), first.key}).value();
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0]->leaf_index, second.leaf_index);
  EXPECT_FALSE(rows[1]);
  EXPECT_EQ(rows[2]->leaf_index, first.leaf_index);
}

TEST_F(RequestTableTest, SettledRequestsFromBeforeTheMarkAreForgottenAndUnsettledOnesKept) {
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

TEST_F(RequestTableTest, UnsettledRequestsAreCountedByKeyFromATimeOn) {
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

// SIGN-RETRY
TEST_F(RequestTableTest, AClosedRequestIsNeitherOpenNorSettled) {
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

TEST_F(RequestTableTest, AClosedRequestFromBeforeTheMarkIsForgotten) {
  const RequestKey old = reserve(operation_at(kNow - kMs)).key;
  const RequestKey young = reserve(operation_at(kNow)).key;
  close(old);
  close(young);
  ASSERT_THAT(store_->raise_low_water(kNow), IsOk());
  EXPECT_FALSE(found(old));
  EXPECT_TRUE(found(young));
}

TEST_F(RequestTableTest, OpenRequestsOfAKeyAreItsOwnNewestFirst) {
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

TEST_F(RequestTableTest, OpenRequestsOfTheMintsOperationsHaveAKeyOfZeros) {
  reserve(request_at(kNow));
  const RequestRow operation = reserve(operation_at(kNow));
  const auto of_operations = open(Uuid{});
  ASSERT_THAT(of_operations, SizeIs(1));
  EXPECT_EQ(of_operations[0].leaf_index, operation.leaf_index);
  EXPECT_EQ(of_operations[0].key.key, Uuid{});
}

TEST_F(RequestTableTest, WithoutAKeyTheOpenRequestsAreThoseOfAll) {
  const RequestRow first = reserve(request_at(kNow));
  const RequestRow second = reserve(operation_at(kNow));
  const auto all = open({});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].leaf_index, second.leaf_index);
  EXPECT_EQ(all[0].key.key, Uuid{});
  EXPECT_EQ(all[1].leaf_index, first.leaf_index);
  EXPECT_EQ(all[1].key.key, key_);
}

TEST_F(RequestTableTest, OpenRequestsAreBoundedByTheirAgeAndNumber) {
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

TEST_F(RequestTableTest, ARequestInNoKnownStateIsAnErrorAndNotAnOpenOne) {
  const RequestKey request = reserve(request_at(kNow)).key;
  execute("UPDATE request SET settled = 3");
  reopen();
  EXPECT_THAT(store_->find_requests({request}), FailsSaying(Code::kStore, "no known state"));
}

TEST_F(RequestTableTest, ADigestOfAWrongSizeIsAnError) {
  const RequestKey request = reserve(request_at(kNow)).key;
  execute("UPDATE request SET digest = x'00'");
  reopen();
  EXPECT_THAT(store_->find_requests({request}), FailsSaying(Code::kStore, "digest"));
  EXPECT_THAT(store_->open_requests(key_, kNow, 100), FailsSaying(Code::kStore, "digest"));
}

}  // namespace request_table_test
}  // namespace pyx::custody

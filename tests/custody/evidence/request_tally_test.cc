#include "custody/evidence/request_tally.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::custody {
namespace request_tally_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RequestTallyTest : public ::testing::Test {
 protected:
  static RequestLeaf request(std::uint32_t count = 1) {
    RequestLeaf leaf;
    leaf.client = "issuer";
    leaf.key = Uuid::v7(Time());
    leaf.request = Uuid::v7(Time());
    leaf.count = count;
    return leaf;
  }
  static OperationLeaf operation(Operation operation) {
    OperationLeaf leaf;
    leaf.client = "issuer";
    leaf.operation = operation;
    leaf.request = Uuid::v7(Time());
    return leaf;
  }
  template <class Body>
  Result<void> take(const Body& body) {
    return tally_.take({Time(), body}, next_++);
  }

  RequestTally tally_;
  std::uint64_t next_ = 7;  // the index of the next leaf
};

TEST_F(RequestTallyTest, CountsRequestsTheirSignaturesAndOperations) {
  EXPECT_THAT(take(request(3)), IsOk());
  EXPECT_THAT(take(request(2)), IsOk());
  EXPECT_THAT(take(operation(Operation::kCoinsMint)), IsOk());
  EXPECT_THAT(take(ExpiredLeaf{}), IsOk());
  EXPECT_EQ(tally_.requests(), 2U);
  EXPECT_EQ(tally_.signatures(), 5U);
  EXPECT_EQ(tally_.operations(), 1U);
}

// SIGN-RETRY
TEST_F(RequestTallyTest, AnIdIsReservedOnceForEachClientAndKey) {
  const RequestLeaf first = request();
  ASSERT_THAT(take(first), IsOk());
  RequestLeaf other_key = first;
  other_key.key = Uuid::v7(Time());
  EXPECT_THAT(take(other_key), IsOk());
  RequestLeaf other_client = first;
  other_client.client = "till";
  EXPECT_THAT(take(other_client), IsOk());
  EXPECT_THAT(take(first), RefusedBy("SIGN-RETRY"));
}
TEST_F(RequestTallyTest, AnIdIsReservedOnceForAllOperationsOfAClient) {
  const OperationLeaf first = operation(Operation::kCoinsMint);
  ASSERT_THAT(take(first), IsOk());
  OperationLeaf second = operation(Operation::kCoinsRedeem);
  second.request = first.request;
  EXPECT_THAT(take(second), RefusedBy("SIGN-RETRY"));
  second.client = "till";
  EXPECT_THAT(take(second), IsOk());
}
TEST_F(RequestTallyTest, AnIdStaysUsedOnceItIsSettled) {
  const RequestLeaf first = request();
  ASSERT_THAT(take(first), IsOk());
  ASSERT_THAT(take(SettleLeaf{{7}}), IsOk());
  EXPECT_THAT(take(first), RefusedBy("SIGN-RETRY"));
}

TEST_F(RequestTallyTest, WhatIsOpenIsToldInTheOrderOfTheLog) {
  const RequestLeaf first = request(3);
  ASSERT_THAT(take(first), IsOk());
  ASSERT_THAT(take(request()), IsOk());
  ASSERT_THAT(take(operation(Operation::kCoinsMint)), IsOk());
  ASSERT_THAT(take(SettleLeaf{{8}}), IsOk());
  EXPECT_THAT(tally_.unsettled(),
              ElementsAre(AllOf(HasSubstr("leaf 7: issuer asked 3 of key "),
                                HasSubstr(first.key.text()), HasSubstr(first.request.text())),
                          HasSubstr("leaf 9: issuer asked for coins.mint")));
  EXPECT_TRUE(tally_.is_open(7));
  EXPECT_FALSE(tally_.is_open(8));
}
TEST_F(RequestTallyTest, ARequestIsSettledOnce) {
  ASSERT_THAT(take(request()), IsOk());
  EXPECT_THAT(take(SettleLeaf{{7, 7}}), FailsSaying(Code::kBadInput, "leaf 7"));
  EXPECT_THAT(take(SettleLeaf{{7}}), FailsSaying(Code::kBadInput, "no open request"));
}
TEST_F(RequestTallyTest, WhatIsNoRequestIsNotSettled) {
  ASSERT_THAT(take(FreezeLeaf{}), IsOk());
  EXPECT_THAT(take(SettleLeaf{{7}}), FailsSaying(Code::kBadInput, "leaf 7"));
}
TEST_F(RequestTallyTest, WhatIsClosedIsNotSettledAndStillNamesItsOperation) {
  ASSERT_THAT(take(operation(Operation::kBlindSign)), IsOk());
  tally_.close(7);
  EXPECT_FALSE(tally_.is_open(7));
  EXPECT_THAT(tally_.unsettled(), IsEmpty());
  EXPECT_THAT(take(SettleLeaf{{7}}), FailsSaying(Code::kBadInput, "no open request"));
  EXPECT_EQ(tally_.operation_at(7).value().operation, Operation::kBlindSign);
}
TEST_F(RequestTallyTest, OnlyARequestOfTheMintIsAnOperation) {
  ASSERT_THAT(take(request()), IsOk());
  for (const std::uint64_t index : {std::uint64_t{7}, std::uint64_t{8}}) {
    EXPECT_THAT(tally_.operation_at(index),
                FailsSaying(Code::kNotFound, "leaf " + std::to_string(index)));
  }
}

}  // namespace request_tally_test
}  // namespace pyx::custody

#include "custody/coins/operation.h"

#include <gmock/gmock.h>

#include <set>

namespace pyx::custody {
namespace operation_test {

TEST(Operation, EachHasTheNameThatPoliciesAndLeavesUse) {
  EXPECT_EQ(to_text(Operation::kCoinsMint), "coins.mint");
  EXPECT_EQ(to_text(Operation::kCoinsCheck), "coins.check");
  EXPECT_EQ(to_text(Operation::kCoinsExchange), "coins.exchange");
  EXPECT_EQ(to_text(Operation::kCoinsRedeem), "coins.redeem");
  EXPECT_EQ(to_text(Operation::kBlindSign), "blind.sign");
  EXPECT_EQ(to_text(Operation::kAnswerSign), "answer.sign");
  EXPECT_EQ(to_text(Operation::kLedgerAttest), "ledger.attest");
}

TEST(Operation, ComesBackFromItsName) {
  std::set<Operation> seen;
  for (const Operation operation : kOperations) {
    EXPECT_EQ(operation_from(to_text(operation)), operation);
    seen.insert(operation);
  }
  EXPECT_EQ(seen.size(), 7U);
}

TEST(Operation, AnyOtherTextIsNone) {
  for (const char* const text : {"", "?", "coins", "coins.mint ", "COINS.MINT", "coins.burn"})
    EXPECT_FALSE(operation_from(text)) << text;
}

}  // namespace operation_test
}  // namespace pyx::custody

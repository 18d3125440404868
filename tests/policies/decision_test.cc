#include "policies/decision.h"

#include <gmock/gmock.h>

namespace pyx::policies {
namespace decision_test {

TEST(Decision, IsNotApprovedUnlessItSaysSo) {
  EXPECT_FALSE(Decision{}.approved());
  EXPECT_FALSE((Decision{Verdict::kFailed, "ACT-QUORUM", "no rule"}).approved());
  EXPECT_TRUE((Decision{Verdict::kApproved, "ACT-QUORUM", "two of two"}).approved());
}
TEST(Verdict, EachHasItsTextAndNoOtherTextIsOne) {
  EXPECT_EQ(to_text(Verdict::kApproved), "approved");
  EXPECT_EQ(to_text(Verdict::kDenied), "denied");
  EXPECT_EQ(to_text(Verdict::kFailed), "failed");
  for (const Verdict verdict : {Verdict::kApproved, Verdict::kDenied, Verdict::kFailed})
    EXPECT_EQ(verdict_from(to_text(verdict)), verdict);
  for (const char* text : {"", "Approved", "approved ", "yes"})
    EXPECT_FALSE(verdict_from(text)) << text;
}

}  // namespace decision_test
}  // namespace pyx::policies

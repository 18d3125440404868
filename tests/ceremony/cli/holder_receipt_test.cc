#include "ceremony/cli/holder_receipt.h"

#include <gmock/gmock.h>

#include "custody/shares/slip39.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace holder_receipt_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;

class HolderReceipt : public ::testing::Test {
 protected:
  HolderReceipt() {
    const shares::Scheme scheme = {1, {{2, 3}}};
    const SecretBytes secret = *SecretBytes::random(32);
    shares_ = *shares::split(secret, scheme, {});
    found_.set = *shares::make_share_set({vault_, Uuid::v7(now_), 1, std::nullopt, now_}, shares_,
                                         {{"alice", "bob", "carol"}}, secret);
  }
  Result<custody::ShareReceipt> of(unsigned member, const std::string& person) {
    return receipt_for(found_, shares_[0][member], person, vault_, now_);
  }
  const Time now_ = SystemClock().now();
  const Sha256 vault_ = sha256("vault");
  shares::ShareTable shares_;
  FoundShareSet found_;
};

TEST_F(HolderReceipt, SaysWhichShareOfWhichSet) {
  const auto receipt = of(1, "bob");
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->backup, found_.set.id);
  EXPECT_EQ(receipt->version, 1U);
  EXPECT_EQ(receipt->member, 1U);
  EXPECT_EQ(receipt->holder, "bob");
  EXPECT_EQ(receipt->commitment, found_.set.members[1].commitment);
  EXPECT_EQ(receipt->time, now_);
  EXPECT_FALSE(receipt->handed.has_value());
}

TEST_F(HolderReceipt, AnothersShareOrAnotherVaultsIsRefused) {
  EXPECT_THAT(of(2, "bob"), RefusedBy("SHARE-SAFE"));
  EXPECT_THAT(of(0, "dave"), FailsWith(Code::kNotFound));
  found_.set.vault = sha256("another");
  EXPECT_THAT(of(1, "bob"), RefusedBy("SHARE-SAFE"));
}

}  // namespace holder_receipt_test
}  // namespace pyx::ceremony

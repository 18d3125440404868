#include "custody/coins/operation_rights.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace operation_rights_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

class OperationRights : public ::testing::Test {
 protected:
  const Books& books() { return mint_.vault.books(); }
  const policies::Client& client(const char* name) { return *books().policy.client_named(name); }
  Result<const KeyRecord*> usable(const Uuid& key, Purpose purpose) {
    return usable_key(books(), client("issuer"), key, purpose);
  }

  pyx::testing::MemoryMint mint_;
};

// SIGN-GRANT
TEST_F(OperationRights, AreThoseOfTheClientInThePolicy) {
  EXPECT_THAT(check_access(client("issuer"), Operation::kCoinsMint), IsOk());
  EXPECT_THAT(check_access(client("till"), Operation::kCoinsMint), RefusedBy("SIGN-GRANT"));
  EXPECT_THAT(check_access(client("till"), Operation::kCoinsMint),
              FailsSaying(Code::kRefused, "client till has no access \"coins.mint\""));
}
// FREEZE-ONE: the access is still there, to be thawed.
TEST_F(OperationRights, RestWhileTheClientIsFrozen) {
  mint_.vault.frozen(FreezeClient{"issuer"}, "alice");
  EXPECT_THAT(check_access(client("issuer"), Operation::kCoinsMint), IsOk());
  const auto checked = check_right(books(), client("issuer"), Operation::kCoinsMint);
  EXPECT_THAT(checked, FailsSaying(Code::kFrozen, "client issuer is frozen"));
  EXPECT_EQ(checked.error().control, "FREEZE-ONE");
}
TEST_F(OperationRights, AKeyIsUsableWhileItIsActiveAndNotFrozen) {
  EXPECT_THAT(usable(mint_.answer, Purpose::kAnswer), IsOk());
  EXPECT_THAT(usable(mint_.vault.new_key("answer"), Purpose::kAnswer), RefusedBy("KEY-STATE"));
  mint_.vault.frozen(FreezeKey{mint_.answer}, "alice");
  EXPECT_THAT(usable(mint_.answer, Purpose::kAnswer), FailsWith(Code::kFrozen));
}
// Which keys there are besides its own is nothing that a client is told.
TEST_F(OperationRights, AKeyOfAnotherPurposeOrOfNobodyIsNotThere) {
  EXPECT_THAT(usable(mint_.answer, Purpose::kEnvelope), FailsWith(Code::kNotFound));
  EXPECT_THAT(usable(Uuid{}, Purpose::kAnswer), FailsWith(Code::kNotFound));
  EXPECT_THAT(usable_key(books(), client("till"), mint_.answer, Purpose::kAnswer),
              FailsWith(Code::kNotFound));
}

}  // namespace operation_rights_test
}  // namespace pyx::custody

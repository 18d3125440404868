#include "pkcs11/slot.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace slot_test {

class SlotOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
};

TEST(Slot, PaddingIsTakenOffAndInnerBlanksStay) {
  EXPECT_EQ(without_padding("a b  "), "a b");
  EXPECT_EQ(without_padding(std::string_view("ab\0\0 ", 5)), "ab");
  EXPECT_EQ(without_padding("    "), "");
  EXPECT_EQ(without_padding(""), "");
}

TEST_F(SlotOnSoftHsm, OnlyInitialisedTokensAreShown) {
  const auto second = softhsm_.make_token("other");
  const Module module = must(Module::load(pyx::testing::kSoftHsmModule));
  const auto all = must(slots_with_tokens(module));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].identity.manufacturer, "SoftHSM project");
  EXPECT_NE(all[0].identity.serial, all[1].identity.serial);
}

TEST_F(SlotOnSoftHsm, ATokenThatIsNotThereSaysTokenNotPresent) {
  const Module module = must(Module::load(pyx::testing::kSoftHsmModule));
  TokenIdentity other = must(slots_with_tokens(module)).front().identity;
  other.serial = "0000000000000000";
  const auto slot = slot_of(module, other);
  EXPECT_THAT(slot, FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
  EXPECT_THAT(slot, FailsWith(Code::kRetry));
}

TEST_F(SlotOnSoftHsm, ASlotListThatGrowsBetweenTwoCallsIsReadAgain) {
  const Module module = must(Module::load(faulty_.path()));
  faulty_.fail("C_GetSlotList", CKR_BUFFER_TOO_SMALL, 1, 1);
  EXPECT_EQ(must(slots_with_tokens(module)).size(), 1U);
}

TEST_F(SlotOnSoftHsm, ATokenTakenOutWhileListingIsLeftOut) {
  const Module module = must(Module::load(faulty_.path()));
  faulty_.fail("C_GetTokenInfo", CKR_TOKEN_NOT_PRESENT, 2);
  EXPECT_TRUE(must(slots_with_tokens(module)).empty());
}

}  // namespace slot_test
}  // namespace pyx::pkcs11

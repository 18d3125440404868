#include "pkcs11/probe.h"

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace {

class ProbeOnSoftHsm : public OnSoftHsm {
 protected:
  pyx::testing::FaultyModule faulty_;
  std::unique_ptr<Token> token_ = open(faulty_.path());
};

TEST_F(ProbeOnSoftHsm, TellsWhatIsThereAndLeavesNothingBehind) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(token_->generate(spec));
  const auto report = must(token_->probe());
  EXPECT_EQ(report.token_model, "SoftHSM v2");
  EXPECT_FALSE(report.module_description.empty());
  EXPECT_FALSE(report.firmware_version.empty());
  EXPECT_GT(report.lines.size(), 20U);
  EXPECT_EQ(must(token_->objects()).size(), 2U);
  EXPECT_THAT(token_->inspect(spec), IsOk());
}

TEST_F(ProbeOnSoftHsm, SessionObjectsThatCouldNotBeDestroyedAreReported) {
  faulty_.fail("C_DestroyObject", CKR_DEVICE_ERROR);
  EXPECT_THAT(token_->probe(), FailsSaying(Code::kToken, "left 1 objects"));
  EXPECT_TRUE(must(token_->objects()).empty());
}

TEST_F(ProbeOnSoftHsm, ASessionThatBreaksOnTheWayIsTransient) {
  faulty_.fail("C_GetMechanismList", CKR_DEVICE_REMOVED);
  EXPECT_THAT(token_->probe(), FailsWith(Code::kRetry));
}

}  // namespace
}  // namespace pyx::pkcs11

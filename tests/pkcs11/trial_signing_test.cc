#include "pkcs11/trial_signing.h"

#include "tests/pkcs11/on_bench.h"

namespace pyx::pkcs11 {
namespace trial_signing_test {

class TrialSigningOnSoftHsm : public OnBench {
 protected:
  ThrowAwayKey make(KeyType type, Purpose purpose) {
    return must(make_throw_away(bench_, type, purpose));
  }
};

TEST_F(TrialSigningOnSoftHsm, ASignatureIsCheckedOutside) {
  const auto made = make(KeyType::kP256, Purpose::kSign);
  auto trial = must(trial_key(bench_, made, Scheme::kEcdsaSha256));
  EXPECT_THAT(sign_and_check(bench_, trial), IsOk());
  trial.input.front() ^= 1;  // what is signed is then not what is checked
  EXPECT_THAT(sign_and_check(bench_, trial), FailsSaying(Code::kToken, "does not verify"));
}

TEST_F(TrialSigningOnSoftHsm, AMacIsCheckedByTheToken) {
  const auto made = make(KeyType::kGenericSecret, Purpose::kMac);
  EXPECT_THAT(sign_and_check(bench_, must(trial_key(bench_, made, Scheme::kHmacSha256))), IsOk());
}

// Trap 18, and the module that ends its process at a raw RSA input that is too long.
TEST_F(TrialSigningOnSoftHsm, TheElementOfARawKeyFitsIt) {
  const auto made = make(KeyType::kRsa2048, Purpose::kBlindSign);
  const auto trial = must(trial_key(bench_, made, Scheme::kRsaBlind));
  EXPECT_EQ(trial.input.size(), 256U);
  EXPECT_TRUE(trial.key.public_key->rsa_element_in_range(trial.input));
  EXPECT_THAT(sign_and_check(bench_, trial), IsOk());
}

}  // namespace trial_signing_test
}  // namespace pyx::pkcs11

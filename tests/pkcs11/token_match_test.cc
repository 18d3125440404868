#include "pkcs11/token_match.h"

#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace token_match_test {

class TokenMatchOnSoftHsm : public OnSoftHsm {
 protected:
  TokenUri by_label(const std::string& label) const {
    TokenUri uri;
    uri.module_path = pyx::testing::kSoftHsmModule;
    uri.label = label;
    return uri;
  }
  pyx::testing::SoftHsmToken other_ = softhsm_.make_token("other");
  Module module_ = must(Module::load(pyx::testing::kSoftHsmModule));
};

TEST_F(TokenMatchOnSoftHsm, EveryAttributeMustAgree) {
  EXPECT_EQ(must(only_match(module_, by_label("other"))).identity.serial, other_.serial());
  TokenUri uri = by_label("other");
  uri.serial = softhsm_token_.serial();
  EXPECT_THAT(only_match(module_, uri), FailsWith(Code::kNotFound));
  uri = by_label("other");
  uri.manufacturer = "somebody";
  EXPECT_THAT(only_match(module_, uri), FailsWith(Code::kNotFound));
}

// Trap 15: a label that two tokens have says nothing.
TEST_F(TokenMatchOnSoftHsm, TwoTokensOfOneLabelAreAConflict) {
  const auto third = softhsm_.make_token("other");
  EXPECT_THAT(only_match(module_, by_label("other")), FailsWith(Code::kConflict));
  EXPECT_EQ(must(only_match(module_, third.uri())).identity.serial, third.serial());
}

TEST_F(TokenMatchOnSoftHsm, AUriWithoutSerialAndLabelIsRefused) {
  TokenUri uri = other_.uri();
  uri.serial.reset();
  uri.model = "SoftHSM v2";
  EXPECT_THAT(only_match(module_, uri), FailsWith(Code::kBadInput));
}

TEST_F(TokenMatchOnSoftHsm, ATokenIsFoundWithItsModule) {
  const auto found = find_token(other_.uri());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->where.identity.label, "other");
  TokenUri uri = other_.uri();
  uri.serial = "no such";
  EXPECT_THAT(find_token(uri), FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
  uri = other_.uri();
  uri.object_label = "a key";
  EXPECT_THAT(find_token(uri), FailsWith(Code::kBadInput));
}

}  // namespace token_match_test
}  // namespace pyx::pkcs11

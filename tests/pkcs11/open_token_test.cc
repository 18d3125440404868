#include "pkcs11/open_token.h"

#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace open_token_test {

class OpenTokenOnSoftHsm : public OnSoftHsm {};

TEST_F(OpenTokenOnSoftHsm, TheTokenOfTheSerialNumberOpens) {
  const auto other = softhsm_.make_token("mint");
  const auto token = open();
  EXPECT_EQ(token->identity().serial, softhsm_token_.serial());
  EXPECT_EQ(token->identity().label, "mint");
}

TEST_F(OpenTokenOnSoftHsm, TheUriAsTextOpensIt) {
  const auto uri = must(parse_token_uri(softhsm_token_.uri_text()));
  Pin pin(must(read_secret(*uri.pin_source, "PIN")));
  EXPECT_THAT(open_token(uri, std::move(pin)), IsOk());
}

TEST_F(OpenTokenOnSoftHsm, TwoTokensOfOneLabelAreAConflict) {
  const auto other = softhsm_.make_token("mint");
  TokenUri uri = softhsm_token_.uri();
  uri.serial.reset();
  uri.label = "mint";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWith(Code::kConflict));
}

TEST_F(OpenTokenOnSoftHsm, OneTokenOfALabelOpens) {
  const auto other = softhsm_.make_token("other");
  TokenUri uri = softhsm_token_.uri();
  uri.serial.reset();
  uri.label = "mint";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), IsOk());
}

TEST_F(OpenTokenOnSoftHsm, AnotherModelOrSerialIsNotThereNow) {
  TokenUri uri = softhsm_token_.uri();
  uri.model = "another";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
  uri = softhsm_token_.uri();
  uri.serial = "0000000000000000";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWithCkr(CKR_TOKEN_NOT_PRESENT));
}

TEST_F(OpenTokenOnSoftHsm, AUriThatNamesNoTokenIsRefused) {
  TokenUri uri = softhsm_token_.uri();
  uri.serial.reset();
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWith(Code::kBadInput));
}

// A filter that is not applied would address another thing than was typed.
TEST_F(OpenTokenOnSoftHsm, AUriThatNamesAnObjectIsRefused) {
  TokenUri uri = softhsm_token_.uri();
  uri.object_id = Bytes{1};
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWith(Code::kBadInput));
  uri = softhsm_token_.uri();
  uri.object_label = "alice";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWith(Code::kBadInput));
}

TEST_F(OpenTokenOnSoftHsm, AWrongPinAsksAPerson) {
  EXPECT_THAT(open_token(softhsm_token_.uri(), pyx::testing::wrong_pin()),
              FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(open_token(softhsm_token_.uri(), softhsm_token_.pin()), IsOk());
}

TEST_F(OpenTokenOnSoftHsm, AnAbsentModuleIsNotFound) {
  TokenUri uri = softhsm_token_.uri();
  uri.module_path = "/nowhere/module.so";
  EXPECT_THAT(open_token(uri, softhsm_token_.pin()), FailsWith(Code::kNotFound));
}

TEST_F(OpenTokenOnSoftHsm, TwoTokensOfOneModuleAreOpenAtOnceAndOneMayGo) {
  const auto other = softhsm_.make_token("other");
  auto first = open();
  const auto second = must(open_token(other.uri(), other.pin()));
  first.reset();
  EXPECT_THAT(second->objects(), IsOk());
}

TEST_F(OpenTokenOnSoftHsm, AClosedTokenOpensAgainWithItsKeys) {
  const auto spec = spec_of(KeyType::kP256, Purpose::kSign);
  must(open()->generate(spec));
  EXPECT_THAT(open()->inspect(spec), IsOk());
}

TEST_F(OpenTokenOnSoftHsm, TokensAreListedWithoutLogin) {
  const auto other = softhsm_.make_token("other");
  EXPECT_EQ(must(list_tokens(pyx::testing::kSoftHsmModule)).size(), 2U);
  EXPECT_THAT(list_tokens("/nowhere/module.so"), FailsWith(Code::kNotFound));
}

}  // namespace open_token_test
}  // namespace pyx::pkcs11

#include "ceremony/cli/token_place.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace token_place_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

TEST(TokenPlace, TakesThePinSourceOfTheUri) {
  Arguments given;
  given.add("--token", "pkcs11:serial=1?module-path=/m.so&pin-source=file:/pin");
  const auto place = token_place(given);
  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->token.module_path, "/m.so");
  EXPECT_EQ(to_text(place->pin), "file:/pin");
  given.add("--pin-source", "fd:3");
  EXPECT_THAT(token_place(given), FailsSaying(Code::kBadInput, "--pin-source: "));
}

TEST(TokenPlace, TakesThePinSourceOfTheFlagOrThePrompt) {
  Arguments given;
  given.add("--token", "pkcs11:serial=1?module-path=/m.so");
  EXPECT_EQ(to_text(token_place(given)->pin), "prompt:");
  given.add("--pin-source", "fd:3");
  EXPECT_EQ(to_text(token_place(given)->pin), "fd:3");
}

TEST(TokenPlace, NeverQuotesAUriThatHoldsAPin) {
  Arguments given;
  given.add("--token", "pkcs11:serial=1?module-path=/m.so&pin-value=1234");
  const auto place = token_place(given);
  ASSERT_THAT(place, FailsSaying(Code::kBadInput, "--token: "));
  EXPECT_THAT(describe(place.error()), ::testing::Not(::testing::HasSubstr("1234")));
}

TEST(TokenKeyPlace, IsNothingForAFile) {
  Arguments given;
  given.add("--key", "alice.key");
  given.add("--passphrase-source", "fd:3");
  const auto place = token_key_place(given, "--key");
  ASSERT_THAT(place, IsOk());
  EXPECT_FALSE(*place);
}

TEST(TokenKeyPlace, TakesThePinFromOnePlace) {
  Arguments given;
  given.add("--key", "pkcs11:token=alice;id=%01?module-path=/m.so");
  EXPECT_EQ(to_text((*token_key_place(given, "--key"))->pin), "prompt:");
  given.add("--passphrase-source", "fd:3");
  EXPECT_EQ(to_text((*token_key_place(given, "--key"))->pin), "fd:3");
  Arguments in_uri;
  in_uri.add("--key", "pkcs11:token=alice;id=%01?module-path=/m.so&pin-source=file:/pin");
  EXPECT_EQ(to_text((*token_key_place(in_uri, "--key"))->pin), "file:/pin");
  in_uri.add("--passphrase-source", "fd:3");
  EXPECT_THAT(token_key_place(in_uri, "--key"),
              FailsSaying(Code::kBadInput, "--passphrase-source: "));
}

// SECRET-NEVER.
TEST(TokenKeyPlace, NeverQuotesAUriThatHoldsAPin) {
  Arguments given;
  given.add("--key", "pkcs11:token=alice?module-path=/m.so&pin-value=1234");
  const auto place = token_key_place(given, "--key");
  ASSERT_THAT(place, FailsSaying(Code::kBadInput, "--key: "));
  EXPECT_THAT(describe(place.error()), ::testing::Not(::testing::HasSubstr("1234")));
}

}  // namespace token_place_test
}  // namespace pyx::ceremony

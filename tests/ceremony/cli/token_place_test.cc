#include "ceremony/cli/token_place.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace {

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

}  // namespace
}  // namespace pyx::ceremony

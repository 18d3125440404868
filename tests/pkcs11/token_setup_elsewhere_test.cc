// Setting tokens up that are not SoftHSM2: what they do otherwise.
#include "pkcs11/token_setup.h"
#include "tests/pkcs11/on_softhsm.h"
#include "tests/support/opencryptoki.h"
#include "tests/support/revealed.h"
#include "tests/support/swtpm.h"

namespace pyx::pkcs11 {
namespace token_setup_elsewhere_test {

using pyx::testing::OpenCryptoki;
using pyx::testing::secret;
using ::testing::HasSubstr;

std::string why(const std::optional<Error>& failure) {
  return failure ? failure->message : std::string();
}

// The soft token of openCryptoki gives the SO the PIN again that it is born with whenever it is
// initialised, takes PINs of 8 characters, and a user changes what the SO gave him before he does
// anything else. One life in one test: the token has one store.
TEST(TokenSetupOnOpenCryptoki, IsInitialisedFromThePinThatItIsBornWith) {
  OpenCryptoki& token = OpenCryptoki::of_this_process();
  if (token.absent()) GTEST_SKIP() << *token.absent();
  const TokenUri uri = token.uri();
  const Pin first = token.pin();
  const TokenToSetUp seen = must(look_before_setup(uri, Blank::kNo));
  EXPECT_EQ(must(pin_characters(seen.pins)), 8U);
  const Pin so = must(random_pin(seen.pins));
  const Pin user = must(random_pin(seen.pins));
  const PinOutcome so_changed = must(change_pin(uri, PinOf::kSo, first, so));
  EXPECT_EQ(so_changed.in_force, InForce::kNew) << why(so_changed.failure);
  const PinOutcome user_changed = must(change_pin(uri, PinOf::kUser, first, user));
  EXPECT_EQ(user_changed.in_force, InForce::kNew) << why(user_changed.failure);
  const Pin given = must(random_pin(seen.pins));
  const PinOutcome user_given = must(give_user_pin(uri, so, given));
  EXPECT_EQ(user_given.in_force, InForce::kNew) << why(user_given.failure);
  EXPECT_THAT(open_token(uri, must(another(given))), IsOk());

  const auto makers =
      initialise_token(uri, "second", so, user, {&so, &given}, Contents::kMustBeEmpty);
  ASSERT_THAT(makers, IsOk());
  EXPECT_EQ(makers->so_pin, InForce::kNone);
  EXPECT_THAT(why(makers->failure), HasSubstr("the one that its maker gives"));
  const Pin born(secret(to_bytes("87654321")));
  const SetupOutcome made =
      must(initialise_token(uri, "second", so, user, {&born, nullptr}, Contents::kMustBeEmpty));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.user_pin, InForce::kNew);
  EXPECT_THAT(open_token(uri, must(another(user))), IsOk());
}

// A TPM, as tpm2-pkcs11 has it, initialises a token once, and its serial number tells nothing.
TEST(TokenSetupOnTpm, IsInitialisedOnceAndChangesItsPins) {
  const pyx::testing::Swtpm tpm("alice");
  TokenUri uri = tpm.uri();
  uri.label = "bob";
  const TokenToSetUp blank = must(look_before_setup(uri, Blank::kYes));
  EXPECT_FALSE(blank.initialised);
  const Pin so = must(random_pin(blank.pins));
  const Pin user = must(random_pin(blank.pins));
  const SetupOutcome made =
      must(initialise_token(uri, "bob", so, user, {}, Contents::kMustBeEmpty));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.token.label, "bob");
  const Pin next = must(random_pin(blank.pins));
  EXPECT_EQ(must(change_pin(uri, PinOf::kUser, user, next)).in_force, InForce::kNew);
  const Pin next_so = must(random_pin(blank.pins));
  EXPECT_EQ(must(change_pin(uri, PinOf::kSo, so, next_so)).in_force, InForce::kNew);
  EXPECT_EQ(must(give_user_pin(uri, next_so, user)).in_force, InForce::kNew);
  EXPECT_THAT(initialise_token(uri, "bob", so, user, {&next_so, &user}, Contents::kDestroy),
              ::testing::Not(IsOk()));
  EXPECT_EQ(must(pin_opens(uri, PinOf::kUser, user)), true);
}

}  // namespace token_setup_elsewhere_test
}  // namespace pyx::pkcs11

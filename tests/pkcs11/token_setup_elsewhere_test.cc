// Setting tokens up that are not SoftHSM2: what they do otherwise.
#include "pkcs11/token_setup.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/pkcs11/on_softhsm.h"
#include "tests/support/certificates.h"
#include "tests/support/child_process.h"
#include "tests/support/opencryptoki.h"
#include "tests/support/revealed.h"
#include "tests/support/swtpm.h"
#include "tests/support/temp_folder.h"

namespace pyx::pkcs11 {
namespace token_setup_elsewhere_test {

using pyx::testing::OpenCryptoki;
using pyx::testing::secret;
using ::testing::HasSubstr;

std::string why(const std::optional<Error>& failure) {
  return failure ? failure->message : std::string();
}

// The soft token of openCryptoki is born with an SO PIN, takes PINs of 8 characters, and a user
// changes what the SO gave him before he does anything else. Initialised anew it keeps its SO PIN
// and does not open with it. One life in one test: the token has one store.
TEST(TokenSetupOnOpenCryptoki, IsInitialisedOnceFromThePinThatItIsBornWith) {
  OpenCryptoki& token = OpenCryptoki::born_in_this_process();
  if (token.absent()) GTEST_SKIP() << *token.absent();
  TokenUri uri = token.uri();
  uri.model = "IBM SoftTok";
  const TokenToSetUp seen = must(look_before_setup(uri, Blank::kYes));
  EXPECT_FALSE(seen.initialised);
  EXPECT_EQ(must(pin_characters(seen.pins)), 8U);
  const std::string label = *uri.label;
  const Pin born(secret(to_bytes("87654321")));
  const Pin so = must(random_pin(seen.pins));
  const Pin user = must(random_pin(seen.pins));
  EXPECT_THAT(initialise_token(uri, label, so, user, {}, Contents::kMustBeEmpty),
              FailsWithCkr(CKR_PIN_INCORRECT));
  const SetupOutcome made =
      must(initialise_token(uri, label, so, user, {&born, nullptr}, Contents::kMustBeEmpty));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.so_pin, InForce::kNew);
  EXPECT_EQ(made.user_pin, InForce::kNew);
  EXPECT_THAT(open_token(uri, must(another(user))), IsOk());

  const Pin next_so = must(random_pin(seen.pins));
  const Pin next = must(random_pin(seen.pins));
  const PinOutcome so_changed = must(change_pin(uri, PinOf::kSo, so, next_so));
  EXPECT_EQ(so_changed.in_force, InForce::kNew) << why(so_changed.failure);
  const PinOutcome user_changed = must(change_pin(uri, PinOf::kUser, user, next));
  EXPECT_EQ(user_changed.in_force, InForce::kNew) << why(user_changed.failure);
  const PinOutcome given = must(give_user_pin(uri, next_so, user));
  EXPECT_EQ(given.in_force, InForce::kNew) << why(given.failure);
  EXPECT_THAT(open_token(uri, must(another(user))), IsOk());

  const SetupOutcome anew =
      must(initialise_token(uri, label, so, next, {&next_so, &user}, Contents::kMustBeEmpty));
  EXPECT_EQ(anew.so_pin, InForce::kEither);
  EXPECT_EQ(anew.user_pin, InForce::kNone);
  EXPECT_THAT(why(anew.failure), HasSubstr("the token is empty and has no user PIN"));
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

// NSS softokn has no SO. C_InitToken empties it; until its user has a PIN anybody gives him one.
TEST(TokenSetupOnNss, OpensWithItsUserPinAloneAndIsBlankAgainOnceItIsWiped) {
  const pyx::testing::TempFolder folder;
  const TokenUri uri = nss_in(folder.path());
  const TokenToSetUp blank = must(look_before_setup(uri, Blank::kYes));
  EXPECT_FALSE(blank.initialised);
  const Pin so = must(random_pin(blank.pins));
  const Pin user = must(random_pin(blank.pins));
  const SetupOutcome made =
      must(initialise_token(uri, *uri.label, so, user, {}, Contents::kMustBeEmpty));
  EXPECT_FALSE(made.failure) << why(made.failure);
  EXPECT_EQ(made.so_pin, InForce::kNone);
  EXPECT_EQ(made.user_pin, InForce::kNew);
  EXPECT_EQ(made.token.label, *uri.label);
  EXPECT_THAT(open_token(uri, must(another(user))), IsOk());
  EXPECT_THAT(wipe_token(uri, {&so, nullptr}, Contents::kDestroy), FailsWith(Code::kAskPerson));
  EXPECT_EQ(must(pin_opens(uri, PinOf::kUser, user)), true);
  const SetupOutcome wiped = must(wipe_token(uri, {&so, &user}, Contents::kDestroy));
  EXPECT_FALSE(wiped.failure) << why(wiped.failure);
  EXPECT_EQ(wiped.so_pin, InForce::kNone);
  EXPECT_FALSE(must(look_before_setup(uri, Blank::kYes)).initialised);
}

// Its SO has no PIN that could be wrong: the user's PIN, and what it shows, are what is in the way.
TEST(TokenSetupOnNss, IsNotEmptiedWithoutItsUserPinNorWhileSomethingIsOnIt) {
  const NssDatabase database;
  const pyx::testing::TempFolder folder;
  const pyx::testing::CertificateAuthority authority("kept");
  const std::filesystem::path kept = authority.write(folder.path(), "kept.pem");
  const std::filesystem::path pin_file = folder.path() / "pin";
  ASSERT_THAT(write_file(pin_file, as_bytes(database.pin_text()), Overwrite::kNo), IsOk());
  auto put = pyx::testing::ChildProcess::start(
      {"/usr/bin/certutil", "-A", "-d", "sql:" + database.folder().string(), "-n", "kept", "-t",
       "C,,", "-i", kept.string(), "-f", pin_file.string()},
      folder.path() / "out", folder.path() / "err");
  ASSERT_TRUE(put && put->wait() == 0);
  const TokenUri uri = database.uri();
  const TokenToSetUp seen = must(look_before_setup(uri, Blank::kYes));
  EXPECT_TRUE(seen.initialised);
  const Pin so = must(random_pin(seen.pins));
  const Pin next = must(random_pin(seen.pins));
  const Pin user = database.pin();
  EXPECT_THAT(initialise_token(uri, *uri.label, so, next, {&so, nullptr}, Contents::kMustBeEmpty),
              FailsWith(Code::kAskPerson));
  EXPECT_THAT(initialise_token(uri, *uri.label, so, next, {&so, &user}, Contents::kMustBeEmpty),
              FailsWith(Code::kConflict));
  EXPECT_EQ(must(pin_opens(uri, PinOf::kUser, user)), true);
}

}  // namespace token_setup_elsewhere_test
}  // namespace pyx::pkcs11

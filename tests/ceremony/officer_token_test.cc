#include "ceremony/officer_token.h"

#include <p11-kit/pkcs11.h>

#include <algorithm>

#include "base/file.h"
#include "base/hex.h"
#include "base/random.h"
#include "pkcs11/open_token.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/matchers.h"
#include "tests/pkcs11/softhsm_fixture.h"

namespace pyx::ceremony {
namespace officer_token_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::FailsWithCkr;
using ::pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Bytes kStatement = to_bytes("{\"a statement\":1}");
const pkcs11::KeyName kName{Bytes{1}, "alice"};

class OfficerTokenOnSoftHsm : public ::testing::Test {
 protected:
  TokenTalk talk(std::chrono::milliseconds patience = std::chrono::hours(1)) {
    return {[this](std::string_view sentence) { said_.emplace_back(sentence); }, patience};
  }
  TokenKeyPlace place() const {
    TokenKeyPlace place{token_.uri(), SecretSource{SecretSource::File{token_.pin_file()}}};
    place.uri.module_path = faulty_.path();
    place.uri.label = "alice";
    place.uri.object_id = kName.id;
    return place;
  }
  PublicKey make(KeyType type = KeyType::kP256) {
    const auto made = OfficerToken::make(place(), type, kName, talk());
    EXPECT_THAT(made, IsOk());
    return made->public_key();
  }
  std::filesystem::path wrong_pin_file() const {
    Bytes raw(16);
    fill_random(raw);
    const auto path = softhsm_.folder() / "wrong-pin";
    EXPECT_THAT(write_file(path, as_bytes(to_hex(raw)), Overwrite::kYes), IsOk());
    return path;
  }

  pyx::testing::FaultyModule faulty_;
  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken token_ = softhsm_.make_token("alice");
  std::vector<std::string> said_;
};

TEST_F(OfficerTokenOnSoftHsm, SignsStatementsThatVerifyWithBothTypes) {
  for (const KeyType type : {KeyType::kP256, KeyType::kEd25519}) {
    const pkcs11::KeyName name{Bytes{static_cast<std::uint8_t>(type)}, std::string(to_text(type))};
    TokenKeyPlace named = place();
    named.uri.object_id = name.id;
    const auto made = OfficerToken::make(named, type, name, talk());
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->token_serial(), token_.serial());
    const auto envelope = made->sign_statement(kStatement);
    ASSERT_THAT(envelope, IsOk());
    EXPECT_EQ(envelope->payload, kStatement);
    ASSERT_EQ(envelope->signatures.size(), 1U);
    EXPECT_EQ(envelope->signatures[0].key_id, made->public_key().id());
    EXPECT_TRUE(custody::signed_by(*envelope, made->public_key()));
  }
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(OfficerTokenOnSoftHsm, TheUriThatItTellsOpensTheSameKey) {
  std::string uri;
  Sha256 id{};
  {
    const auto made = OfficerToken::make(place(), KeyType::kP256, kName, talk());
    ASSERT_THAT(made, IsOk());
    uri = made->uri();
    id = made->public_key().id();
  }
  EXPECT_THAT(uri, Not(HasSubstr("pin")));  // SECRET-NEVER
  const auto parsed = pkcs11::parse_token_uri(uri);
  ASSERT_THAT(parsed, IsOk());
  const auto again = OfficerToken::open({*parsed, place().pin}, talk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->public_key().id(), id);
}

// Trap 17.
TEST_F(OfficerTokenOnSoftHsm, AWrongPinIsReadOnceAndTriedOnce) {
  make();
  TokenKeyPlace wrong = place();
  wrong.pin = SecretSource{SecretSource::File{wrong_pin_file()}};
  faulty_.forget_calls();
  const auto opened = OfficerToken::open(wrong, talk());
  ASSERT_THAT(opened, FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(describe(opened.error()), HasSubstr("token alice (serial " + token_.serial() + ")"));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_SignInit"), 0U);
  EXPECT_THAT(OfficerToken::open(place(), talk()), IsOk());
}

TEST_F(OfficerTokenOnSoftHsm, AnAbsentTokenIsSaidBeforeAnythingIsAsked) {
  TokenKeyPlace absent = place();
  absent.uri.serial.reset();
  absent.uri.label = "bob";
  absent.pin = SecretSource{};  // a prompt would fail with kAskPerson here
  EXPECT_THAT(OfficerToken::check(absent, talk()), FailsSaying(Code::kNotFound, "token bob"));
  EXPECT_THAT(OfficerToken::open(absent, talk()), FailsSaying(Code::kNotFound, "token bob"));
  EXPECT_THAT(OfficerToken::check(place(), talk()), IsOk());
}

TEST_F(OfficerTokenOnSoftHsm, ATokenThatIsPulledOutIsSaidAndCanComeBack) {
  make();
  const auto signer = OfficerToken::open(place(), talk());
  ASSERT_THAT(signer, IsOk());
  faulty_.script("remove");
  EXPECT_THAT(signer->sign_statement(kStatement), FailsSaying(Code::kRetry, "CKR_DEVICE_REMOVED"));
  EXPECT_THAT(OfficerToken::check(place(), talk()), FailsWith(Code::kNotFound));
  faulty_.script("return");
  const auto again = OfficerToken::open(place(), talk());
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->sign_statement(kStatement), IsOk());
}

TEST_F(OfficerTokenOnSoftHsm, WhoWaitsIsToldSo) {
  make();
  const auto signer = OfficerToken::open(place(), talk(std::chrono::milliseconds(5)));
  ASSERT_THAT(signer, IsOk());
  said_.clear();
  faulty_.script("C_Sign delay_ms=300");
  ASSERT_THAT(signer->sign_statement(kStatement), IsOk());
  EXPECT_THAT(said_, Contains(HasSubstr("touch your token now")));
  EXPECT_THAT(said_, Contains(HasSubstr("waiting for token alice")));
}

TEST_F(OfficerTokenOnSoftHsm, ATokenWithKeysOfItsOwnIsTouchedAndNobodyIsPrompted) {
  make();
  faulty_.script("C_GetTokenInfo flags=0x100\nC_Login keypad=" + token_.pin_file().string());
  TokenKeyPlace at_prompt = place();
  at_prompt.pin = SecretSource{};  // there is no terminal here: asking would fail
  {
    const auto signer = OfficerToken::open(at_prompt, talk());
    ASSERT_THAT(signer, IsOk());
    EXPECT_THAT(said_, Contains(HasSubstr("touch your token now, or enter the PIN on its own")));
    EXPECT_THAT(signer->sign_statement(kStatement), IsOk());
  }
  // A source that is named is used: not every such token has keys that work.
  said_.clear();
  faulty_.script("C_GetTokenInfo flags=0x100\nC_Login keypad=/nowhere/pin");
  EXPECT_THAT(OfficerToken::open(place(), talk()), IsOk());
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(OfficerTokenOnSoftHsm, APinThatIsNotThereIsNotTried) {
  make();
  TokenKeyPlace nowhere = place();
  nowhere.pin = SecretSource{SecretSource::File{"/nowhere/pin"}};
  faulty_.forget_calls();
  EXPECT_THAT(OfficerToken::open(nowhere, talk()), FailsWith(Code::kNotFound));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(OfficerTokenOnSoftHsm, FewTriesLeftAreSaidBeforeThePinIsShown) {
  make();
  faulty_.script("C_GetTokenInfo flags=0x10000");
  EXPECT_THAT(OfficerToken::open(place(), talk()), IsOk());
  EXPECT_THAT(said_, Contains(HasSubstr("few tries are left")));
  faulty_.script("C_GetTokenInfo flags=0x30000");
  EXPECT_THAT(OfficerToken::open(place(), talk()), IsOk());
  EXPECT_THAT(said_, Contains(HasSubstr("one more wrong PIN locks")));
}

TEST_F(OfficerTokenOnSoftHsm, AWrongSignatureIsWithheld) {
  make();
  const auto signer = OfficerToken::open(place(), talk());
  ASSERT_THAT(signer, IsOk());
  faulty_.corrupt_signatures();
  EXPECT_THAT(signer->sign_statement(kStatement), FailsSaying(Code::kToken, "SIGN-CHECKED"));
}

TEST_F(OfficerTokenOnSoftHsm, ThePublicKeyIsReadWithoutAPinWhereTheTokenShowsIt) {
  const PublicKey key = make();
  TokenKeyPlace no_pin = place();
  no_pin.pin = SecretSource{SecretSource::File{"/nowhere/pin"}};
  faulty_.forget_calls();
  const auto read = OfficerToken::read_public_key(no_pin, talk());
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->id(), key.id());
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
  no_pin.uri.object_id = Bytes{9};
  EXPECT_THAT(OfficerToken::read_public_key(no_pin, talk()), FailsSaying(Code::kNotFound, "/pin"));
}

TEST_F(OfficerTokenOnSoftHsm, ATokenOfAnotherTypeOfKeysIsSaidSo) {
  faulty_.fail("C_GenerateKeyPair", CKR_MECHANISM_INVALID);
  EXPECT_THAT(OfficerToken::make(place(), KeyType::kEd25519, kName, talk()),
              FailsSaying(Code::kToken, "makes no ed25519 keys"));
}

}  // namespace officer_token_test
}  // namespace pyx::ceremony

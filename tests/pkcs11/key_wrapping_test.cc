#include "pkcs11/key_wrapping.h"

#include <thread>

#include "base/random.h"
#include "base/reveal.h"
#include "pkcs11/objects.h"
#include "pkcs11/private_key_info.h"
#include "tests/pkcs11/on_backup.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace key_wrapping_test {

using pyx::testing::FaultyModule;
using pyx::testing::wrong_pin;

class KeyWrappingOnSoftHsm : public OnBackup {
 protected:
  KeySpec make(KeyType type, Purpose purpose) {
    const KeySpec spec = split_spec(type, purpose);
    made_.insert_or_assign(spec.id, must(open()->generate(spec)));
    return spec;
  }
  Result<WrappedKeys> wrap(std::span<const KeySpec> specs) {
    return wrap_keys(uri_, softhsm_token_.so_pin(), softhsm_token_.pin(), wrap_key_, specs);
  }
  Result<WrappedKeys> wrap(const KeySpec& spec) { return wrap({&spec, 1}); }
  std::size_t objects() { return must(open()->objects()).size(); }

  FaultyModule faulty_;
  TokenUri uri_ = [this] {
    TokenUri uri = softhsm_token_.uri();
    uri.module_path = faulty_.path();
    return uri;
  }();
  std::unordered_map<Uuid, KeyFacts, UuidHash> made_;
};

TEST_F(KeyWrappingOnSoftHsm, WhatIsWrappedIsTheFormOfThePageWhateverTheMechanismIsCalled) {
  const std::vector<KeySpec> specs = {
      make(KeyType::kRsa2048, Purpose::kSign),      make(KeyType::kRsa2048, Purpose::kBlindSign),
      make(KeyType::kRsa4096, Purpose::kSign),      make(KeyType::kP256, Purpose::kSign),
      make(KeyType::kP256, Purpose::kEnvelope),     make(KeyType::kP384, Purpose::kAnswer),
      make(KeyType::kGenericSecret, Purpose::kMac), make(KeyType::kGenericSecret, Purpose::kCoin),
      make(KeyType::kAes256, Purpose::kEncrypt)};
  const auto wrapped = wrap(specs);
  ASSERT_THAT(wrapped, IsOk());
  EXPECT_EQ(wrapped->wrap_key_maker, WrapKeyMaker::kSo);
  EXPECT_EQ(wrapped->mechanism, "CKM_AES_KEY_WRAP_PAD");
  ASSERT_EQ(wrapped->keys.size(), specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto opened = aes_kwp_unwrap(wrap_key_, wrapped->keys[i]);
    ASSERT_THAT(opened, IsOk()) << i;
    EXPECT_EQ(opened->size_bytes() % 8, 0U) << i;  // SoftHSM2 pads what it wraps
    const auto& public_key = made_.at(specs[i].id).public_key;
    if (!public_key) {
      EXPECT_EQ(opened->size_bytes(), 32U);
      continue;
    }
    const auto info = read_private_key_info(opened->reveal(reveal()));
    ASSERT_THAT(info, IsOk()) << i;
    if (const auto* rsa = std::get_if<RsaPrivateKey>(&*info)) {
      EXPECT_TRUE(std::ranges::equal(rsa->modulus, public_body(*public_key))) << i;
    } else {
      EXPECT_EQ(std::get<EcPrivateKey>(*info).curve, specs[i].type) << i;
    }
  }
}

TEST_F(KeyWrappingOnSoftHsm, NothingIsLeftOnTheTokenAndNobodyLoggedIn) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  ASSERT_THAT(wrap(spec), IsOk());
  EXPECT_EQ(faulty_.calls("C_Logout"), 2U);  // the SO and the user
  EXPECT_EQ(objects(), 2U);
}

// SECRET-NEVER: the SO's wrap key must be CKA_PRIVATE=false, and a token object of that kind lies
// in clear in SoftHSM2's files.
TEST_F(KeyWrappingOnSoftHsm, TheWrapKeyIsInNoFileOfTheTokenWhileItWrapsNorAfterwards) {
  Bytes raw(kWrapKeyBytes);
  fill_random(raw);
  Bytes taken = raw;
  wrap_key_ = must(SecretBytes::take(taken));
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  const unsigned trials = [&] {
    faulty_.forget_calls();
    EXPECT_THAT(wrap(spec), IsOk());
    return faulty_.calls("C_WrapKey");
  }();
  faulty_.forget_calls();
  faulty_.script("C_WrapKey hang nth=" + std::to_string(trials));
  std::optional<Result<WrappedKeys>> wrapped;
  std::thread wrapping([&] { wrapped.emplace(wrap(spec)); });
  while (faulty_.calls("C_WrapKey") < trials) std::this_thread::yield();
  EXPECT_FALSE(holds(softhsm_.folder(), raw));
  faulty_.script("");
  wrapping.join();
  ASSERT_THAT(*wrapped, IsOk());
  EXPECT_FALSE(holds(softhsm_.folder(), raw));
}

// What the search above looks for is found where it is.
TEST_F(KeyWrappingOnSoftHsm, AWrapKeyThatWereATokenObjectWouldBeFound) {
  Bytes raw(kWrapKeyBytes);
  fill_random(raw);
  const Module module = must(Module::load(pyx::testing::kSoftHsmModule));
  const CK_SLOT_ID slot = must(slots_with_tokens(module)).front().slot;
  const Session session = must(Session::open(module, slot, Access::kReadWrite));
  Template asked;
  asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_AES).bytes(CKA_VALUE, raw);
  asked.flag(CKA_TOKEN, true).flag(CKA_PRIVATE, false).flag(CKA_SENSITIVE, true);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  ASSERT_EQ(module->C_CreateObject(session.handle(), asked.data(), asked.size(), &made), CKR_OK);
  EXPECT_TRUE(holds(softhsm_.folder(), raw));
}

// Trap 17.
TEST_F(KeyWrappingOnSoftHsm, AWrongPinOfTheSoIsShownOnce) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  const auto wrapped = wrap_keys(uri_, wrong_pin(), softhsm_token_.pin(), wrap_key_, {&spec, 1});
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_PIN_INCORRECT));
  EXPECT_THAT(wrapped, FailsSaying(Code::kAskPerson, "the SO's login"));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);
}

TEST_F(KeyWrappingOnSoftHsm, AWrongPinOfTheUserIsShownOnceAndTheWrapKeyIsGone) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  EXPECT_THAT(wrap_keys(uri_, softhsm_token_.so_pin(), wrong_pin(), wrap_key_, {&spec, 1}),
              FailsSaying(Code::kAskPerson, "the user's login"));
  EXPECT_EQ(faulty_.calls("C_Login"), 2U);
  EXPECT_EQ(faulty_.calls("C_WrapKey"), 0U);
  EXPECT_EQ(faulty_.calls("C_DestroyObject"), 1U);
}

TEST_F(KeyWrappingOnSoftHsm, AnSoWhoIsRefusedIsNotDoneWithout) {
  KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  spec.exceptions = {TokenRule::kWrapWithTrusted};
  for (const CK_RV rv : {CKR_PIN_LOCKED, CKR_PIN_EXPIRED, CKR_FUNCTION_FAILED}) {
    faulty_.script("");
    faulty_.fail("C_Login", rv);
    faulty_.forget_calls();
    EXPECT_THAT(wrap(spec), FailsWithCkr(rv));
    EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  }
}

// TOKEN-ENFORCES: a token without an SO is done without only where the policy lets the rule go.
TEST_F(KeyWrappingOnSoftHsm, ATokenWithoutAnSoWrapsOnlyWhatNeedsNoTrustedWrapKey) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.fail("C_Login", CKR_USER_TYPE_INVALID);
  faulty_.forget_calls();
  EXPECT_THAT(wrap(spec), RefusedBy("TOKEN-ENFORCES"));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);
}

// And the token that enforces the rule still does.
TEST_F(KeyWrappingOnSoftHsm, AKeyForTrustedWrapKeysIsNotWrappedUnderOneOfTheUsers) {
  KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  spec.exceptions = {TokenRule::kWrapWithTrusted};
  faulty_.fail("C_Login", CKR_USER_TYPE_INVALID);
  const auto wrapped = wrap(spec);
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_KEY_NOT_WRAPPABLE));
  EXPECT_THAT(wrapped, FailsSaying(Code::kToken, spec.id.text()));
}

TEST_F(KeyWrappingOnSoftHsm, AProcessThatHasTheTokenOpenIsToldSo) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  const auto token = open(faulty_.path());
  faulty_.forget_calls();
  EXPECT_THAT(wrap(spec), FailsSaying(Code::kConflict, "logged in on the token already"));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
  const Bytes digest(32, 1);
  const SignJob job{spec.id, Scheme::kEcdsaSha256, digest};
  EXPECT_THAT(token->sign({&job, 1}), IsOk());
}

TEST_F(KeyWrappingOnSoftHsm, AReadOnlySessionOfThisProcessKeepsTheSoOut) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  const Module module = must(Module::load(faulty_.path()));
  const CK_SLOT_ID slot = must(slots_with_tokens(module)).front().slot;
  const Session session = must(Session::open(module, slot, Access::kReadOnly));
  const auto wrapped = wrap(spec);
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_SESSION_READ_ONLY_EXISTS));
  EXPECT_THAT(wrapped, FailsSaying(Code::kConflict, "close it first"));
}

TEST_F(KeyWrappingOnSoftHsm, AWrapKeyThatReadsBackDifferentlyIsNotUsed) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  for (const CK_ATTRIBUTE_TYPE lie :
       {CKA_TRUSTED, CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_UNWRAP, CKA_TOKEN, CKA_COPYABLE}) {
    faulty_.lie_about(lie);
    faulty_.forget_calls();
    EXPECT_THAT(wrap(spec), RefusedBy("KEY-READBACK")) << lie;
    EXPECT_EQ(faulty_.calls("C_WrapKey"), 0U) << lie;
    EXPECT_EQ(faulty_.calls("C_DestroyObject"), 1U) << lie;
  }
}

TEST_F(KeyWrappingOnSoftHsm, AKeyThatIsNotOursIsNotWrapped) {
  const KeySpec kept = spec_of(KeyType::kP256, Purpose::kSign);
  must(open()->generate(kept));
  KeySpec asked = kept;
  EXPECT_THAT(wrap(asked), FailsSaying(Code::kBadInput, "may be wrapped"));
  // It was made to stay, whatever is said of it now.
  asked.wrapping = Wrapping::kUnderTrusted;
  EXPECT_THAT(wrap(asked), RefusedBy("KEY-READBACK"));
  EXPECT_THAT(wrap(split_spec(KeyType::kP256, Purpose::kSign)), FailsWith(Code::kNotFound));
  KeySpec edwards = split_spec(KeyType::kEd25519, Purpose::kSign);
  EXPECT_THAT(wrap(edwards), FailsSaying(Code::kBadInput, "p-256 and p-384"));
}

TEST_F(KeyWrappingOnSoftHsm, WhatIsWrongWithTheCallIsSaidBeforeTheTokenIsAsked) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  EXPECT_THAT(wrap(std::span<const KeySpec>()), FailsWith(Code::kBadInput));
  wrap_key_ = must(SecretBytes::random(kWrapKeyBytes - 1));
  EXPECT_THAT(wrap(spec), FailsSaying(Code::kBadInput, "32 bytes"));
  EXPECT_EQ(faulty_.calls("C_Initialize"), 0U);
}

// Answers that SoftHSM2 does not give of a key that reads back as ours.
TEST_F(KeyWrappingOnSoftHsm, ARefusalToWrapNamesTheKey) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  ASSERT_THAT(wrap(spec), IsOk());
  const unsigned last = faulty_.calls("C_WrapKey");
  for (const CK_RV rv : {CKR_KEY_UNEXTRACTABLE, CKR_KEY_NOT_WRAPPABLE, CKR_KEY_SIZE_RANGE}) {
    faulty_.script("");
    faulty_.fail("C_WrapKey", rv, 1, last - 1);
    const auto wrapped = wrap(spec);
    EXPECT_THAT(wrapped, FailsWithCkr(rv));
    EXPECT_THAT(wrapped, FailsSaying(Code::kToken, spec.id.text()));
  }
}

TEST_F(KeyWrappingOnSoftHsm, ADeviceThatIsRemovedInMidWrapGivesNothingAndLeavesNothing) {
  const std::vector<KeySpec> specs = {make(KeyType::kP256, Purpose::kSign),
                                      make(KeyType::kP384, Purpose::kSign)};
  faulty_.forget_calls();
  ASSERT_THAT(wrap(specs), IsOk());
  faulty_.fail("C_WrapKey", CKR_DEVICE_REMOVED, 100, faulty_.calls("C_WrapKey") - 1);
  const auto wrapped = wrap(specs);
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_DEVICE_REMOVED));
  EXPECT_THAT(wrapped, FailsWith(Code::kRetry));
  faulty_.script("");
  EXPECT_EQ(objects(), 4U);
  EXPECT_THAT(wrap(specs), IsOk());
}

TEST_F(KeyWrappingOnSoftHsm, AWrapKeyThatCannotBeDestroyedHoldsTheResultBack) {
  const KeySpec spec = make(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  ASSERT_THAT(wrap(spec), IsOk());
  faulty_.fail("C_DestroyObject", CKR_ACTION_PROHIBITED, 1, faulty_.calls("C_DestroyObject") - 1);
  EXPECT_THAT(wrap(spec), FailsWithCkr(CKR_ACTION_PROHIBITED));
}

class KeyWrappingOnNss : public ::testing::Test {
 protected:
  // What NSS softokn does not enforce (docs/token-probes.md).
  static KeySpec nss_spec(KeyType type, Purpose purpose) {
    KeySpec spec = split_spec(type, purpose);
    spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kLocal,
                       TokenRule::kWrapWithTrusted};
    return spec;
  }
  std::map<KeyType, KeyFacts> make(const std::vector<KeySpec>& specs) {
    std::map<KeyType, KeyFacts> made;
    const auto token = must(open_token(database_.uri(), database_.pin()));
    for (const KeySpec& spec : specs) made.insert_or_assign(spec.type, must(token->generate(spec)));
    return made;
  }
  NssDatabase database_;
  SecretBytes wrap_key_ = new_wrap_key();
};

// NSS softokn has no SO beside its user.
TEST_F(KeyWrappingOnNss, WrapsUnderAKeyOfTheUsersAndSaysSo) {
  const std::vector<KeySpec> specs = {nss_spec(KeyType::kRsa2048, Purpose::kSign),
                                      nss_spec(KeyType::kP256, Purpose::kSign),
                                      nss_spec(KeyType::kGenericSecret, Purpose::kMac)};
  const auto made = make(specs);
  const auto wrapped =
      wrap_keys(database_.uri(), pyx::testing::wrong_pin(), database_.pin(), wrap_key_, specs);
  ASSERT_THAT(wrapped, IsOk());
  EXPECT_EQ(wrapped->wrap_key_maker, WrapKeyMaker::kUser);
  // Trap 16: the number that is RFC 5649 on SoftHSM2 is something else here.
  EXPECT_EQ(wrapped->mechanism, "CKM_AES_KEY_WRAP_KWP");
  const auto rsa = must(aes_kwp_unwrap(wrap_key_, wrapped->keys[0]));
  const auto info = read_private_key_info(rsa.reveal(reveal()));
  ASSERT_THAT(info, IsOk());
  EXPECT_TRUE(std::ranges::equal(std::get<RsaPrivateKey>(*info).modulus,
                                 public_body(*made.at(KeyType::kRsa2048).public_key)));
  EXPECT_EQ(must(aes_kwp_unwrap(wrap_key_, wrapped->keys[2])).size_bytes(), 32U);
}

TEST_F(KeyWrappingOnNss, WithoutTheExceptionNothingIsWrapped) {
  KeySpec spec = nss_spec(KeyType::kP256, Purpose::kSign);
  make({spec});
  spec.exceptions.pop_back();
  EXPECT_THAT(
      wrap_keys(database_.uri(), pyx::testing::wrong_pin(), database_.pin(), wrap_key_, {&spec, 1}),
      RefusedBy("TOKEN-ENFORCES"));
}

}  // namespace key_wrapping_test
}  // namespace pyx::pkcs11

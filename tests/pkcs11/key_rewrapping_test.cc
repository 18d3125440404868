#include "pkcs11/key_rewrapping.h"

#include "pkcs11/objects.h"
#include "pkcs11/unwrap_session.h"
#include "tests/pkcs11/on_backup.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace key_rewrapping_test {

using pyx::testing::FaultyModule;
using pyx::testing::wrong_pin;

class KeyRewrappingOnSoftHsm : public OnBackup {
 protected:
  PassingKey passing(const BackedUp& one) {
    return {one.wrapped, one.proof->input, one.proof->check(one.wrapped.public_key)};
  }
  std::vector<PassingKey> passing(const std::vector<BackedUp>& all) {
    std::vector<PassingKey> keys;
    for (const BackedUp& one : all) keys.push_back(passing(one));
    return keys;
  }
  Result<WrappedKeys> rewrap(const std::vector<PassingKey>& keys) {
    return rewrap_keys(uri_, softhsm_token_.so_pin(), softhsm_token_.pin(), wrap_key_, new_key_,
                       keys);
  }
  Result<WrappedKeys> rewrap(const BackedUp& one) { return rewrap({passing(one)}); }
  std::size_t objects() { return must(open()->objects()).size(); }
  // Calls of one rewrap that succeeds.
  unsigned calls_of(const char* function, const BackedUp& one) {
    faulty_.script("");
    faulty_.forget_calls();
    must(rewrap(one));
    return faulty_.calls(function);
  }

  FaultyModule faulty_;
  TokenUri uri_ = [this] {
    TokenUri uri = softhsm_token_.uri();
    uri.module_path = faulty_.path();
    return uri;
  }();
  SecretBytes new_key_ = new_wrap_key();
};

TEST_F(KeyRewrappingOnSoftHsm, EveryKindOfKeyComesUnderTheNewWrapKeyAsItWas) {
  const auto keys = back_up({{KeyType::kRsa2048, Purpose::kSign},
                             {KeyType::kRsa2048, Purpose::kBlindSign},
                             {KeyType::kP256, Purpose::kSign},
                             {KeyType::kP256, Purpose::kEnvelope},
                             {KeyType::kP384, Purpose::kAnswer},
                             {KeyType::kGenericSecret, Purpose::kMac},
                             {KeyType::kGenericSecret, Purpose::kCoin}});
  const std::size_t before = objects();
  faulty_.forget_calls();
  const auto wrapped = rewrap(passing(keys));
  ASSERT_THAT(wrapped, IsOk());
  EXPECT_EQ(faulty_.calls("C_Logout"), 2U);  // the SO and the user
  EXPECT_EQ(wrapped->wrap_key_maker, WrapKeyMaker::kSo);
  ASSERT_EQ(wrapped->keys.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const SecretBytes was = must(aes_kwp_unwrap(wrap_key_, keys[i].wrapped.bytes));
    const auto is = aes_kwp_unwrap(new_key_, wrapped->keys[i]);
    ASSERT_THAT(is, IsOk()) << i;
    EXPECT_TRUE(equal_ct(*is, was)) << i;
    EXPECT_FALSE(aes_kwp_unwrap(wrap_key_, wrapped->keys[i])) << i;
  }
  EXPECT_EQ(objects(), before);
}

// For this it is there: a key that was brought in is wrapped out of its token never again.
TEST_F(KeyRewrappingOnSoftHsm, AKeyThatWasBroughtInIsBackedUpAnewFromItsBlobAlone) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  const auto second = softhsm_.make_token("second");
  const auto check = one.proof->check(one.wrapped.public_key);
  must(must(UnwrapSession::open(second.uri(), second.pin(), wrap_key_))
           .restore(one.wrapped, one.proof->input, check));
  KeySpec born = one.wrapped.spec;
  born.origin = Origin::kGenerated;
  EXPECT_THAT(wrap_keys(second.uri(), second.so_pin(), second.pin(), new_key_, {&born, 1}),
              RefusedBy("KEY-READBACK"));
  const PassingKey key = passing(one);
  const auto wrapped =
      rewrap_keys(second.uri(), second.so_pin(), second.pin(), wrap_key_, new_key_, {&key, 1});
  ASSERT_THAT(wrapped, IsOk());
  WrappedKey again = one.wrapped;
  again.bytes = wrapped->keys.front();
  auto unwraps = must(UnwrapSession::open(second.uri(), second.pin(), new_key_));
  EXPECT_THAT(check(must(unwraps.answer_once(again, one.proof->input))), IsOk());
}

TEST_F(KeyRewrappingOnSoftHsm, AnotherKeyUnderTheNameOfOneIsNotWrapped) {
  for (const auto& [type, purpose] :
       {std::pair(KeyType::kRsa2048, Purpose::kSign), std::pair(KeyType::kP256, Purpose::kSign),
        std::pair(KeyType::kGenericSecret, Purpose::kMac)}) {
    auto keys = back_up({{type, purpose}, {type, purpose}});
    keys[0].wrapped.bytes = keys[1].wrapped.bytes;
    EXPECT_THAT(rewrap(keys[0]), RefusedBy("KEY-PROVEN")) << to_text(type);
  }
}

TEST_F(KeyRewrappingOnSoftHsm, BytesThatDoNotOpenAreNamedAndNothingIsHandedOut) {
  auto keys = back_up({{KeyType::kP256, Purpose::kSign}, {KeyType::kP256, Purpose::kSign}});
  keys[1].wrapped.bytes[20] ^= 1U;
  const std::size_t before = objects();
  const auto wrapped = rewrap(passing(keys));
  EXPECT_THAT(wrapped, FailsSaying(Code::kToken, keys[1].wrapped.spec.id.text()));
  EXPECT_EQ(objects(), before);
}

TEST_F(KeyRewrappingOnSoftHsm, AnotherOldWrapKeyOpensNothing) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  wrap_key_ = new_wrap_key();
  EXPECT_THAT(rewrap(one), FailsSaying(Code::kToken, one.wrapped.spec.id.text()));
}

// While it passes it is sensitive, and bound to trusted wrap keys.
TEST_F(KeyRewrappingOnSoftHsm, WhatPassesIsReadBackBeforeItIsWrapped) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  const unsigned in_trials = calls_of("C_WrapKey", one) - 1;
  for (const CK_ATTRIBUTE_TYPE lie : {CKA_ALWAYS_SENSITIVE, CKA_WRAP_WITH_TRUSTED, CKA_LOCAL}) {
    faulty_.script("");
    faulty_.lie_about(lie);
    faulty_.forget_calls();
    EXPECT_THAT(rewrap(one), RefusedBy("KEY-READBACK")) << lie;
    EXPECT_EQ(faulty_.calls("C_WrapKey"), in_trials) << lie;
  }
}

TEST_F(KeyRewrappingOnSoftHsm, UnderAKeyThatNoSoMadeNothingPasses) {
  BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  faulty_.fail("C_Login", CKR_USER_TYPE_INVALID);
  EXPECT_THAT(rewrap(one), RefusedBy("TOKEN-ENFORCES"));
  one.wrapped.spec.exceptions = {TokenRule::kWrapWithTrusted};
  faulty_.script("");
  faulty_.fail("C_Login", CKR_USER_TYPE_INVALID);
  const auto wrapped = rewrap(one);
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_KEY_NOT_WRAPPABLE));
  EXPECT_THAT(wrapped, FailsSaying(Code::kToken, one.wrapped.spec.id.text()));
}

TEST_F(KeyRewrappingOnSoftHsm, ATokenThatCannotUnwrapSaysSoAndKeepsItsKeys) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  const std::size_t before = objects();
  faulty_.fail("C_UnwrapKey", CKR_FUNCTION_NOT_SUPPORTED, 100);
  EXPECT_THAT(rewrap(one), FailsSaying(Code::kToken, "unwraps by RFC 5649 with none"));
  faulty_.script("");
  EXPECT_EQ(objects(), before);
  EXPECT_THAT(rewrap(one), IsOk());
}

TEST_F(KeyRewrappingOnSoftHsm, ATokenThatRefusesTheTemplateSaysOfWhichKey) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  const unsigned unwraps = calls_of("C_UnwrapKey", one);
  faulty_.fail("C_UnwrapKey", CKR_TEMPLATE_INCONSISTENT, 100, unwraps - 1);
  const auto wrapped = rewrap(one);
  EXPECT_THAT(wrapped, FailsWithCkr(CKR_TEMPLATE_INCONSISTENT));
  EXPECT_THAT(wrapped, FailsSaying(Code::kToken, one.wrapped.spec.id.text()));
}

TEST_F(KeyRewrappingOnSoftHsm, ADeviceThatIsRemovedInTheMiddleGivesNothingAndLeavesNothing) {
  const auto keys = back_up({{KeyType::kP256, Purpose::kSign}, {KeyType::kP384, Purpose::kSign}});
  const std::size_t before = objects();
  faulty_.forget_calls();
  ASSERT_THAT(rewrap(passing(keys)), IsOk());
  faulty_.fail("C_WrapKey", CKR_DEVICE_REMOVED, 100, faulty_.calls("C_WrapKey") - 1);
  EXPECT_THAT(rewrap(passing(keys)), FailsWithCkr(CKR_DEVICE_REMOVED));
  faulty_.script("");
  EXPECT_EQ(objects(), before);
}

TEST_F(KeyRewrappingOnSoftHsm, AKeyThatCannotBeDestroyedAgainHoldsTheResultBack) {
  const BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  const unsigned destroys = calls_of("C_DestroyObject", one);
  // The last three are the key, the old wrap key and the new one.
  for (const unsigned left : {3U, 2U, 1U}) {
    faulty_.script("");
    faulty_.fail("C_DestroyObject", CKR_ACTION_PROHIBITED, 1, destroys - left);
    EXPECT_THAT(rewrap(one), FailsWithCkr(CKR_ACTION_PROHIBITED)) << left;
  }
}

// Trap 17.
TEST_F(KeyRewrappingOnSoftHsm, AWrongPinIsShownOnce) {
  const std::vector<PassingKey> keys = {passing(back_up(KeyType::kP256, Purpose::kSign))};
  faulty_.forget_calls();
  EXPECT_THAT(rewrap_keys(uri_, wrong_pin(), softhsm_token_.pin(), wrap_key_, new_wrap_key(), keys),
              FailsSaying(Code::kAskPerson, "the SO's login"));
  EXPECT_EQ(faulty_.calls("C_Login"), 1U);
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);
}

TEST_F(KeyRewrappingOnSoftHsm, WhatIsWrongWithTheCallIsSaidBeforeTheTokenIsAsked) {
  BackedUp one = back_up(KeyType::kP256, Purpose::kSign);
  faulty_.forget_calls();
  EXPECT_THAT(rewrap(std::vector<PassingKey>()), FailsWith(Code::kBadInput));
  const std::vector<PassingKey> keys = {passing(one)};
  Bytes same(kWrapKeyBytes, 7);
  Bytes again = same;
  const SecretBytes first = must(SecretBytes::take(same));
  const SecretBytes second = must(SecretBytes::take(again));
  EXPECT_THAT(rewrap_keys(uri_, softhsm_token_.so_pin(), softhsm_token_.pin(), first, second, keys),
              FailsSaying(Code::kBadInput, "is the old one"));
  one.wrapped.spec.origin = Origin::kGenerated;
  EXPECT_THAT(rewrap(one), FailsSaying(Code::kBadInput, one.wrapped.spec.id.text()));
  EXPECT_EQ(faulty_.calls("C_Initialize"), 0U);
}

// NSS softokn has no SO beside its user, and gives an unwrapped key more uses than it was asked
// for.
TEST(KeyRewrappingOnNss, RewrapsUnderAKeyOfTheUsersAndSaysSo) {
  const NssDatabase database;
  const SecretBytes old_key = new_wrap_key();
  const SecretBytes new_key = new_wrap_key();
  std::vector<KeySpec> specs;
  std::vector<std::unique_ptr<ProofOf>> proofs;
  std::vector<std::optional<PublicKey>> public_keys;
  {
    const auto token = must(open_token(database.uri(), database.pin()));
    for (const auto& [type, purpose] :
         {std::pair(KeyType::kRsa2048, Purpose::kSign), std::pair(KeyType::kP256, Purpose::kSign),
          std::pair(KeyType::kGenericSecret, Purpose::kMac)}) {
      KeySpec spec = split_spec(type, purpose);
      spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kLocal, TokenRule::kUsage,
                         TokenRule::kWrapWithTrusted};
      public_keys.push_back(must(token->generate(spec)).public_key);
      proofs.push_back(std::make_unique<ProofOf>(spec));
      if (type == KeyType::kGenericSecret) {
        const SignJob job{spec.id, Scheme::kHmacSha256, proofs.back()->input,
                          SchemeFixed::kByPolicy};
        proofs.back()->mac = must(token->sign({&job, 1})).front();
      }
      specs.push_back(std::move(spec));
    }
  }
  const auto old = must(wrap_keys(database.uri(), wrong_pin(), database.pin(), old_key, specs));
  std::vector<PassingKey> keys;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    specs[i].origin = Origin::kBroughtIn;
    keys.push_back({{specs[i], old.keys[i], public_keys[i]},
                    proofs[i]->input,
                    proofs[i]->check(public_keys[i])});
  }
  const auto wrapped =
      rewrap_keys(database.uri(), wrong_pin(), database.pin(), old_key, new_key, keys);
  ASSERT_THAT(wrapped, IsOk());
  EXPECT_EQ(wrapped->wrap_key_maker, WrapKeyMaker::kUser);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const SecretBytes was = must(aes_kwp_unwrap(old_key, old.keys[i]));
    EXPECT_TRUE(equal_ct(must(aes_kwp_unwrap(new_key, wrapped->keys[i])), was)) << i;
  }
}

}  // namespace key_rewrapping_test
}  // namespace pyx::pkcs11

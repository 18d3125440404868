#include "pkcs11/host_restore.h"

#include "base/random.h"
#include "tests/pkcs11/on_backup.h"
#include "tests/support/opencryptoki.h"

namespace pyx::pkcs11 {
namespace host_restore_test {

using pyx::testing::FaultyModule;
using pyx::testing::OpenCryptoki;
using Kinds = std::vector<std::pair<KeyType, Purpose>>;

std::string name_of(const KeySpec& spec) {
  return std::string(to_text(spec.type)) + " for " + std::string(to_text(spec.purpose));
}

// Onto a token that has no mechanism in common with the one that wrapped.
class HostRestoreOnOpenCryptoki : public OnBackup {
 protected:
  void SetUp() override {
    if (token_.absent()) GTEST_SKIP() << *token_.absent();
  }
  // What openCryptoki does not know or tells wrongly (docs/token-probes.md).
  static WrappedKey for_it(WrappedKey key) {
    key.spec.exceptions = {TokenRule::kAllowedMechanisms, TokenRule::kAlwaysSensitive,
                           TokenRule::kNeverExtractable};
    return key;
  }
  Result<RestoredKey> restore(const BackedUp& key) {
    return restore_through_host(token_.uri(), token_.pin(), wrap_key_, for_it(key.wrapped),
                                key.proof->input, key.proof->check(key.wrapped.public_key));
  }
  std::unique_ptr<Token> second() { return must(open_token(token_.uri(), token_.pin())); }

  OpenCryptoki& token_ = OpenCryptoki::of_this_process();
};

TEST_F(HostRestoreOnOpenCryptoki, RsaAndSecretKeysComeBackAndSayThatTheyWereExposed) {
  const auto keys = back_up({{KeyType::kRsa2048, Purpose::kSign},
                             {KeyType::kRsa2048, Purpose::kBlindSign},
                             {KeyType::kGenericSecret, Purpose::kMac},
                             {KeyType::kGenericSecret, Purpose::kCoin},
                             {KeyType::kGenericSecret, Purpose::kCoinSeed}});
  for (const BackedUp& key : keys) {
    const auto restored = restore(key);
    ASSERT_THAT(restored, IsOk()) << name_of(key.wrapped.spec);
    EXPECT_EQ(restored->exposure, Exposure::kOnHost);
    EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, restored->answer));
  }
  const auto token = second();
  for (const BackedUp& key : keys) {
    const KeySpec spec = for_it(key.wrapped).spec;
    EXPECT_THAT(token->inspect(spec), IsOk()) << name_of(spec);
    const SignJob job{spec.id, *scheme_of(spec.type, spec.purpose), key.proof->input,
                      SchemeFixed::kByPolicy};
    const auto signatures = token->sign({&job, 1});
    ASSERT_THAT(signatures, IsOk()) << name_of(spec);
    EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, signatures->front()));
    EXPECT_THAT(token->destroy(spec.id), IsOk());
  }
}

TEST_F(HostRestoreOnOpenCryptoki, AKeyThatItCannotHoldLeavesNothing) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  EXPECT_FALSE(restore(key).ok());
  EXPECT_TRUE(must(second()->objects()).empty());
}

// On a second SoftHSM2 token, behind a module that can do wrong.
class HostRestoreOnSoftHsm : public OnBackup {
 protected:
  Result<RestoredKey> restore(const BackedUp& key) {
    return restore_through_host(uri_, second_.pin(), wrap_key_, key.wrapped, key.proof->input,
                                key.proof->check(key.wrapped.public_key));
  }
  std::size_t objects() {
    return must(must(open_token(second_.uri(), second_.pin()))->objects()).size();
  }
  FaultyModule faulty_;
  pyx::testing::SoftHsmToken second_ = softhsm_.make_token("second");
  TokenUri uri_ = [this] {
    TokenUri uri = second_.uri();
    uri.module_path = faulty_.path();
    return uri;
  }();
};

TEST_F(HostRestoreOnSoftHsm, EachKindOfKeyComesBackAsStrictAsANewOne) {
  const auto keys = back_up({{KeyType::kRsa2048, Purpose::kSign},
                             {KeyType::kRsa2048, Purpose::kBlindSign},
                             {KeyType::kP256, Purpose::kSign},
                             {KeyType::kP256, Purpose::kEnvelope},
                             {KeyType::kP384, Purpose::kAnswer},
                             {KeyType::kGenericSecret, Purpose::kMac},
                             {KeyType::kGenericSecret, Purpose::kCoin},
                             {KeyType::kGenericSecret, Purpose::kCoinSeed}});
  for (const BackedUp& key : keys) {
    const auto restored = restore(key);
    ASSERT_THAT(restored, IsOk()) << name_of(key.wrapped.spec);
    EXPECT_EQ(restored->exposure, Exposure::kOnHost);
    EXPECT_TRUE(key.proof->is_right(key.wrapped.public_key, restored->answer));
  }
}

// KEY-PROVEN; trap 9.
TEST_F(HostRestoreOnSoftHsm, AnotherKeyThanTheRecordedOneIsRefusedAndGone) {
  auto rsa = back_up({{KeyType::kRsa2048, Purpose::kSign}, {KeyType::kRsa2048, Purpose::kSign}});
  rsa[0].wrapped.bytes = rsa[1].wrapped.bytes;
  faulty_.forget_calls();
  EXPECT_THAT(restore(rsa[0]), RefusedBy("KEY-PROVEN"));
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);  // its modulus is known before
  for (const auto& [type, purpose] :
       Kinds{{KeyType::kP256, Purpose::kSign}, {KeyType::kGenericSecret, Purpose::kCoin}}) {
    auto keys = back_up({{type, purpose}, {type, purpose}});
    keys[0].wrapped.bytes = keys[1].wrapped.bytes;
    EXPECT_THAT(restore(keys[0]), RefusedBy("KEY-PROVEN")) << name_of(keys[0].wrapped.spec);
  }
  EXPECT_EQ(objects(), 0U);
}

TEST_F(HostRestoreOnSoftHsm, WhatDoesNotOpenOrIsAnotherKindOfKeyIsToldBeforeTheTokenIsAsked) {
  auto keys = back_up({{KeyType::kP256, Purpose::kSign},
                       {KeyType::kP384, Purpose::kSign},
                       {KeyType::kRsa2048, Purpose::kSign}});
  faulty_.forget_calls();
  std::swap(keys[0].wrapped.bytes, keys[1].wrapped.bytes);
  EXPECT_THAT(restore(keys[0]), FailsSaying(Code::kBadInput, "is no key of type p-256"));
  std::swap(keys[1].wrapped.bytes, keys[2].wrapped.bytes);
  EXPECT_THAT(restore(keys[1]), FailsSaying(Code::kBadInput, "is no key of type p-384"));
  EXPECT_THAT(restore(keys[2]), FailsSaying(Code::kBadInput, "is no key of type rsa-2048"));
  keys[0].wrapped.bytes.back() ^= 1U;
  EXPECT_THAT(restore(keys[0]), FailsSaying(Code::kBadInput, "does not open"));
  wrap_key_ = new_wrap_key();
  EXPECT_THAT(restore(keys[1]), FailsSaying(Code::kBadInput, "belongs to another wrap key"));
  EXPECT_EQ(faulty_.calls("C_Login"), 0U);
}

TEST_F(HostRestoreOnSoftHsm, WhateverFailsOnTheWayNothingOfTheKeyStays) {
  const auto key = back_up(KeyType::kP256, Purpose::kSign);
  for (const std::string call : {"C_CreateObject", "C_GetAttributeValue", "C_Sign"}) {
    faulty_.fail(call, CKR_DEVICE_MEMORY);
    EXPECT_THAT(restore(key), FailsWithCkr(CKR_DEVICE_MEMORY)) << call;
    faulty_.script("");
    EXPECT_EQ(objects(), 0U) << call;
  }
  // The public half, after the private one.
  faulty_.fail("C_CreateObject", CKR_DEVICE_MEMORY, 1, 1);
  EXPECT_THAT(restore(key), FailsWithCkr(CKR_DEVICE_MEMORY));
  faulty_.script("");
  EXPECT_EQ(objects(), 0U);
  faulty_.lie_about(CKA_EXTRACTABLE);
  EXPECT_THAT(restore(key), RefusedBy("KEY-READBACK"));
  faulty_.script("");
  EXPECT_EQ(objects(), 0U);
}

// SECRET-NEVER: neither the wrap key nor the key is in a file in clear.
TEST_F(HostRestoreOnSoftHsm, NeitherTheWrapKeyNorTheKeyIsInAFileInClear) {
  Bytes raw(kWrapKeyBytes);
  fill_random(raw);
  Bytes taken = raw;
  wrap_key_ = must(SecretBytes::take(taken));
  auto key = back_up(KeyType::kGenericSecret, Purpose::kMac);
  // A value that the test knows, under the same record.
  Bytes value(32);
  fill_random(value);
  taken = value;
  key.wrapped.bytes = must(aes_kwp_wrap(wrap_key_, must(SecretBytes::take(taken))));
  const auto restored =
      restore_through_host(uri_, second_.pin(), wrap_key_, key.wrapped, key.proof->input,
                           [](ByteView) { return Result<void>(); });
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(objects(), 1U);
  EXPECT_FALSE(holds(softhsm_.folder(), raw));
  EXPECT_FALSE(holds(softhsm_.folder(), value));
}

}  // namespace host_restore_test
}  // namespace pyx::pkcs11

#include "pkcs11/wrap_key.h"

#include <algorithm>

#include "base/aes_kwp.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/template.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"

namespace pyx::pkcs11 {
namespace wrap_key_test {

bool is_on(const std::vector<AttributeRule>& rules, CK_ATTRIBUTE_TYPE type) {
  const auto found = std::ranges::find(rules, type, &AttributeRule::type);
  return found != rules.end() && found->value == flag_value(true);
}

TEST(WrapKeyRules, AWrapKeyDoesItsOneUseAndIsTrustedOnlyIfTheSoMadeIt) {
  for (const WrapKeyUse use : {WrapKeyUse::kWrap, WrapKeyUse::kUnwrap, WrapKeyUse::kUnwrapToWrap}) {
    for (const WrapKeyMaker maker : {WrapKeyMaker::kSo, WrapKeyMaker::kUser}) {
      const auto rules = wrap_key_rules(use, maker);
      EXPECT_EQ(is_on(rules, CKA_WRAP), use == WrapKeyUse::kWrap);
      EXPECT_EQ(is_on(rules, CKA_UNWRAP), use != WrapKeyUse::kWrap);
      EXPECT_EQ(is_on(rules, CKA_TRUSTED), maker == WrapKeyMaker::kSo);
      EXPECT_TRUE(is_on(rules, CKA_SENSITIVE));
      for (const CK_ATTRIBUTE_TYPE never :
           {CKA_TOKEN, CKA_EXTRACTABLE, CKA_MODIFIABLE, CKA_COPYABLE, CKA_ENCRYPT, CKA_DECRYPT,
            CKA_SIGN, CKA_VERIFY, CKA_DERIVE}) {
        EXPECT_NE(std::ranges::find(rules, never, &AttributeRule::type), rules.end()) << never;
        EXPECT_FALSE(is_on(rules, never)) << never;
      }
    }
  }
}

TEST(WrappedSize, OfASecretKeyIsOneAndOfAPrivateKeyMore) {
  for (const KeyType type : {KeyType::kGenericSecret, KeyType::kAes256}) {
    EXPECT_TRUE(is_wrapped_size(type, 40));
    EXPECT_FALSE(is_wrapped_size(type, 32));
    EXPECT_FALSE(is_wrapped_size(type, 48));
  }
  EXPECT_FALSE(is_wrapped_size(KeyType::kP256, 40));
  EXPECT_TRUE(is_wrapped_size(KeyType::kP256, 48));
  EXPECT_FALSE(is_wrapped_size(KeyType::kP256, 49));
  EXPECT_TRUE(is_wrapped_size(KeyType::kRsa4096, kMostWrappedBytes));
  EXPECT_FALSE(is_wrapped_size(KeyType::kRsa4096, kMostWrappedBytes + 8));
}

class WrapKeyOnSoftHsm : public OnSoftHsm {
 protected:
  Result<ThrowAway> put(WrapKeyUse use) {
    return put_wrap_key(session_, bytes_, use, WrapKeyMaker::kUser);
  }
  std::size_t objects() {
    Template anything;
    return must(find_objects(session_, anything)).size();
  }
  pyx::testing::FaultyModule faulty_;
  Module module_ = must(Module::load(faulty_.path()));
  Login login_{module_, must(slots_with_tokens(module_)).front().identity, softhsm_token_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
  SecretBytes bytes_ = must(SecretBytes::random(kWrapKeyBytes));
};

TEST_F(WrapKeyOnSoftHsm, GoesWithItsScope) {
  {
    const auto made = put(WrapKeyUse::kWrap);
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(objects(), 1U);
  }
  EXPECT_EQ(objects(), 0U);
  auto made = must(put(WrapKeyUse::kUnwrap));
  EXPECT_THAT(made.destroy(), IsOk());
  EXPECT_EQ(objects(), 0U);
}

TEST_F(WrapKeyOnSoftHsm, DoesNothingButItsUse) {
  const auto unwraps = must(put(WrapKeyUse::kUnwrap));
  const auto other = must(put(WrapKeyUse::kWrap));
  CK_MECHANISM how{CKM_AES_KEY_WRAP_PAD, nullptr, 0};
  Bytes wrapped(64);
  CK_ULONG size = wrapped.size();
  EXPECT_EQ(module_->C_WrapKey(session_.handle(), &how, unwraps.get(), other.get(), wrapped.data(),
                               &size),
            CKR_KEY_FUNCTION_NOT_PERMITTED);
  std::array<CK_BYTE, 16> iv{};
  CK_MECHANISM cbc{CKM_AES_CBC_PAD, iv.data(), iv.size()};
  EXPECT_EQ(module_->C_DecryptInit(session_.handle(), &cbc, unwraps.get()),
            CKR_KEY_FUNCTION_NOT_PERMITTED);
  EXPECT_THAT(read_attribute(session_, unwraps.get(), CKA_VALUE),
              FailsWithCkr(CKR_ATTRIBUTE_SENSITIVE));
}

// A token that enforces it makes no weaker key of what is unwrapped, whoever asks.
TEST_F(WrapKeyOnSoftHsm, BindsWhatItUnwrapsToStay) {
  const auto unwraps = must(put(WrapKeyUse::kUnwrap));
  Bytes wrapped = must(aes_kwp_wrap(bytes_, must(SecretBytes::random(32))));
  for (const bool extractable : {false, true}) {
    Template asked;
    asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_GENERIC_SECRET);
    asked.flag(CKA_TOKEN, false).flag(CKA_SENSITIVE, true).flag(CKA_EXTRACTABLE, extractable);
    CK_MECHANISM how{CKM_AES_KEY_WRAP_PAD, nullptr, 0};
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    EXPECT_EQ(module_->C_UnwrapKey(session_.handle(), &how, unwraps.get(), wrapped.data(),
                                   wrapped.size(), asked.data(), asked.size(), &made),
              extractable ? CKR_TEMPLATE_INCONSISTENT : CKR_OK);
  }
}

// And nothing that stays, or that an untrusted key could wrap, of what is to be wrapped again.
TEST_F(WrapKeyOnSoftHsm, BindsWhatPassesThroughToTrustedWrapKeysAndToTheSession) {
  const auto unwraps = must(put(WrapKeyUse::kUnwrapToWrap));
  Bytes wrapped = must(aes_kwp_wrap(bytes_, must(SecretBytes::random(32))));
  for (const CK_ATTRIBUTE_TYPE weaker :
       {CK_ATTRIBUTE_TYPE{CKA_CLASS}, CK_ATTRIBUTE_TYPE{CKA_TOKEN},
        CK_ATTRIBUTE_TYPE{CKA_SENSITIVE}, CK_ATTRIBUTE_TYPE{CKA_WRAP_WITH_TRUSTED}}) {
    Template asked;
    asked.number(CKA_CLASS, CKO_SECRET_KEY).number(CKA_KEY_TYPE, CKK_GENERIC_SECRET);
    asked.flag(CKA_TOKEN, weaker == CKA_TOKEN).flag(CKA_SENSITIVE, weaker != CKA_SENSITIVE);
    asked.flag(CKA_WRAP_WITH_TRUSTED, weaker != CKA_WRAP_WITH_TRUSTED).flag(CKA_EXTRACTABLE, true);
    CK_MECHANISM how{CKM_AES_KEY_WRAP_PAD, nullptr, 0};
    CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
    EXPECT_EQ(module_->C_UnwrapKey(session_.handle(), &how, unwraps.get(), wrapped.data(),
                                   wrapped.size(), asked.data(), asked.size(), &made),
              weaker == CKA_CLASS ? CKR_OK : CKR_TEMPLATE_INCONSISTENT)
        << weaker;
  }
}

TEST_F(WrapKeyOnSoftHsm, ThatReadsBackDifferentlyIsDestroyed) {
  for (const CK_ATTRIBUTE_TYPE lie : {CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_WRAP, CKA_UNWRAP}) {
    faulty_.lie_about(lie);
    EXPECT_THAT(put(WrapKeyUse::kWrap), FailsSaying(Code::kRefused, "the wrap key: CKA_"));
    EXPECT_EQ(objects(), 0U);
  }
}

TEST_F(WrapKeyOnSoftHsm, OnATokenThatDoesNotKnowTheTemplateIsMadeWithoutIt) {
  faulty_.fail("C_CreateObject", CKR_ATTRIBUTE_TYPE_INVALID);
  faulty_.forget_calls();
  EXPECT_THAT(put(WrapKeyUse::kUnwrap), IsOk());
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 2U);
  faulty_.fail("C_CreateObject", CKR_DEVICE_MEMORY);
  EXPECT_THAT(put(WrapKeyUse::kUnwrap), FailsWithCkr(CKR_DEVICE_MEMORY));
}

TEST_F(WrapKeyOnSoftHsm, OfAnotherSizeIsRefusedBeforeTheTokenSeesIt) {
  bytes_ = must(SecretBytes::random(16));
  faulty_.forget_calls();
  EXPECT_THAT(put(WrapKeyUse::kWrap), FailsWith(Code::kBadInput));
  EXPECT_EQ(faulty_.calls("C_CreateObject"), 0U);
}

class WrapKeyOnNss : public OnNss {};

TEST_F(WrapKeyOnNss, IsMadeOnATokenThatEnforcesLittleToo) {
  const SecretBytes bytes = must(SecretBytes::random(kWrapKeyBytes));
  for (const WrapKeyUse use : {WrapKeyUse::kWrap, WrapKeyUse::kUnwrap})
    EXPECT_THAT(put_wrap_key(session_, bytes, use, WrapKeyMaker::kUser), IsOk());
}

}  // namespace wrap_key_test
}  // namespace pyx::pkcs11

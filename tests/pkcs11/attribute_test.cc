#include "pkcs11/attribute.h"

#include "pkcs11/key_generation.h"
#include "pkcs11/template.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace attribute_test {

class AttributeOnSoftHsm : public OnSession {
 protected:
  KeyObjects key_ =
      must(make_key(session_, spec_of(KeyType::kGenericSecret, Purpose::kMac), Lifetime::kSession));
  CK_OBJECT_HANDLE secret_ = key_.secret_key->value;
};

TEST_F(AttributeOnSoftHsm, WhatTheObjectDoesNotHaveIsNothing) {
  EXPECT_EQ(must(read_attribute(session_, secret_, CKA_MODULUS)), std::nullopt);
  EXPECT_THAT(read_bytes(session_, secret_, CKA_MODULUS), FailsSaying(Code::kToken, "CKA_MODULUS"));
}

TEST_F(AttributeOnSoftHsm, ASecretValueIsSensitive) {
  EXPECT_THAT(read_attribute(session_, secret_, CKA_VALUE), FailsWithCkr(CKR_ATTRIBUTE_SENSITIVE));
}

TEST_F(AttributeOnSoftHsm, ANumberIsReadAndAFlagIsNone) {
  EXPECT_EQ(must(read_number(session_, secret_, CKA_KEY_TYPE)), CKK_GENERIC_SECRET);
  EXPECT_THAT(read_number(session_, secret_, CKA_SIGN), FailsWith(Code::kToken));
}

TEST_F(AttributeOnSoftHsm, OneAllowedMechanismIsTheOnlyOne) {
  EXPECT_EQ(must(read_only_mechanism(session_, secret_)), CKM_SHA256_HMAC);
}

TEST_F(AttributeOnSoftHsm, AStaleHandleSaysSo) {
  EXPECT_THAT(read_attribute(session_, 0x7fffffff, CKA_ID),
              FailsWithCkr(CKR_OBJECT_HANDLE_INVALID));
}

TEST(Attribute, ValuesAreShownByTheirMeaning) {
  EXPECT_EQ(to_attribute(CKA_SIGN, flag_value(true)).value, "true");
  EXPECT_EQ(to_attribute(CKA_SIGN, flag_value(false)).value, "false");
  EXPECT_EQ(to_attribute(CKA_KEY_TYPE, number_value(CKK_EC)).value, "CKK_EC");
  EXPECT_EQ(to_attribute(CKA_CLASS, number_value(CKO_SECRET_KEY)).value, "CKO_SECRET_KEY");
  EXPECT_EQ(to_attribute(CKA_VALUE_LEN, number_value(32)).value, "32");
  EXPECT_EQ(to_attribute(CKA_ID, Bytes{0xab, 0x01}).value, "ab01");
  EXPECT_EQ(to_attribute(CKA_LABEL, to_bytes("coin")).value, "coin");
  EXPECT_EQ(to_attribute(CKA_ALLOWED_MECHANISMS, number_value(CKM_ECDSA)).value, "CKM_ECDSA");
  EXPECT_EQ(to_attribute(CKA_ALLOWED_MECHANISMS, Bytes{}).value, "none");
  EXPECT_EQ(to_attribute(CKA_COPYABLE, std::nullopt).value, "absent");
  EXPECT_EQ(to_attribute(CKA_VENDOR_DEFINED | 1U, Bytes{1}).name, "0x80000001");
}

TEST(Attribute, ANumberHasExactlyTheSizeOfAnULong) {
  EXPECT_EQ(as_number(number_value(7)), 7U);
  EXPECT_EQ(as_number(Bytes(sizeof(CK_ULONG) - 1)), std::nullopt);
  EXPECT_EQ(as_number(Bytes(sizeof(CK_ULONG) + 1)), std::nullopt);
}

}  // namespace attribute_test
}  // namespace pyx::pkcs11

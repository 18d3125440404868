#include "pkcs11/template.h"

#include <gtest/gtest.h>

#include "pkcs11/attribute.h"

namespace pyx::pkcs11 {
namespace template_test {

Bytes value_of(const CK_ATTRIBUTE& attribute) {
  const auto* bytes = static_cast<const std::uint8_t*>(attribute.pValue);
  return {bytes, bytes + attribute.ulValueLen};
}

TEST(Template, ValuesStayInPlaceWhenMoreAreAddedAndWhenItMoves) {
  Template from;
  from.flag(CKA_SIGN, true).number(CKA_KEY_TYPE, CKK_EC);
  for (int i = 0; i < 100; ++i) from.bytes(CKA_LABEL, as_bytes("more"));
  Template to = std::move(from);
  ASSERT_EQ(to.size(), 102U);
  EXPECT_EQ(value_of(to.data()[0]), Bytes{CK_TRUE});
  EXPECT_EQ(as_number(value_of(to.data()[1])), CKK_EC);
  EXPECT_EQ(value_of(to.data()[101]), to_bytes("more"));
}

// C_CreateObject of SoftHSM2 dereferences the pointer of a value, whatever its length.
TEST(Template, AnEmptyValueIsNoNullPointer) {
  Template made;
  made.bytes(CKA_LABEL, {});
  EXPECT_NE(made.data()[0].pValue, nullptr);
  EXPECT_EQ(made.data()[0].ulValueLen, 0U);
}

// Secrets stay where they are.
TEST(Template, AViewPointsToTheCallersBytes) {
  const Bytes secret(32, 7);
  Template made;
  made.view(CKA_VALUE, secret).flag(CKA_SIGN, true).view(CKA_ID, {});
  EXPECT_EQ(made.data()[0].pValue, secret.data());
  EXPECT_EQ(made.data()[0].ulValueLen, 32U);
  EXPECT_NE(made.data()[2].pValue, nullptr);
  EXPECT_EQ(made.data()[2].ulValueLen, 0U);
}

}  // namespace template_test
}  // namespace pyx::pkcs11

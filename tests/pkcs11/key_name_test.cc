#include "pkcs11/key_name.h"

#include <gtest/gtest.h>

namespace pyx::pkcs11 {
namespace key_name_test {

TEST(KeyName, IsWhatTheUriNames) {
  TokenUri uri;
  EXPECT_TRUE(key_name(uri).empty());
  uri.object_id = Bytes{1};
  EXPECT_FALSE(key_name(uri).empty());
  uri.object_label = "alice";
  EXPECT_EQ(key_name(uri).id, Bytes{1});
  EXPECT_EQ(key_name(uri).label, "alice");
  uri.object_id.reset();
  EXPECT_FALSE(key_name(uri).empty());
}

TEST(KeyName, AsTextIsTheUrisOwn) {
  EXPECT_EQ(to_text(KeyName{}), "");
  EXPECT_EQ(to_text(KeyName{Bytes{0x01, 0xff}, {}}), "id=%01%ff");
  EXPECT_EQ(to_text(KeyName{{}, "alice"}), "object=alice");
  EXPECT_EQ(to_text(KeyName{Bytes{0x20}, "a;b %"}), "id=%20;object=a%3bb%20%25");
}

// A label comes from a token and goes to a terminal.
TEST(KeyName, AsTextHoldsNoControlCharacter) {
  EXPECT_EQ(to_text(KeyName{{}, "\x1b[2J\xff"}), "object=%1b%5b2J%ff");
}

}  // namespace key_name_test
}  // namespace pyx::pkcs11

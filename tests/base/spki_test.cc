#include "base/spki.h"

#include <set>

#include "tests/matchers.h"

namespace pyx {
namespace spki_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

constexpr KeyType kAll[] = {KeyType::kRsa2048, KeyType::kRsa3072, KeyType::kRsa4096,
                            KeyType::kP256,    KeyType::kP384,    KeyType::kEd25519};

TEST(Spki, HasOneShapeForEachTypeOfPublicKey) {
  std::set<std::size_t> sizes;
  for (const KeyType type : kAll) {
    const SpkiShape* const shape = find_spki_shape(type);
    ASSERT_NE(shape, nullptr);
    EXPECT_EQ(shape->type, type);
    sizes.insert(shape->body_bytes);
  }
  EXPECT_EQ(sizes.size(), std::size(kAll));
  EXPECT_EQ(find_spki_shape(KeyType::kAes256), nullptr);
}

TEST(Spki, WhatIsMadeIsFoundAndGivesItsBodyBack) {
  for (const KeyType type : kAll) {
    const SpkiShape& shape = *find_spki_shape(type);
    const Bytes body(shape.body_bytes, 0x5a);
    const auto der = make_spki(shape, body);
    ASSERT_THAT(der, IsOk());
    ASSERT_EQ(find_spki_shape(*der), &shape);
    const ByteView back = spki_body(*der, shape);
    EXPECT_EQ(Bytes(back.begin(), back.end()), body);
  }
}

TEST(Spki, ABodyOfAnotherSizeIsRefused) {
  const SpkiShape& shape = *find_spki_shape(KeyType::kEd25519);
  EXPECT_THAT(make_spki(shape, Bytes(31)), FailsSaying(Code::kBadInput, "32 bytes, not 31"));
  EXPECT_THAT(make_spki(shape, Bytes(33)), FailsWith(Code::kBadInput));
  EXPECT_THAT(make_spki(shape, {}), FailsWith(Code::kBadInput));
}

TEST(Spki, AByteMoreOrLessOrAnotherAroundTheBodyIsNoShape) {
  for (const KeyType type : kAll) {
    const SpkiShape& shape = *find_spki_shape(type);
    const Bytes der = make_spki(shape, Bytes(shape.body_bytes)).value();
    const std::size_t before = shape.before.size() / 2;
    for (std::size_t at = 0; at < der.size(); ++at) {
      Bytes other = der;
      other[at] ^= 1U;
      const bool in_body = at >= before && at < before + shape.body_bytes;
      EXPECT_EQ(find_spki_shape(other) == &shape, in_body) << at;
    }
    Bytes longer = der;
    longer.push_back(0);
    EXPECT_EQ(find_spki_shape(longer), nullptr);
    EXPECT_EQ(find_spki_shape(ByteView(der).first(der.size() - 1)), nullptr);
  }
  EXPECT_EQ(find_spki_shape(ByteView()), nullptr);
}

TEST(Spki, AnRsaShapeIsFoundByTheSizeOfItsModulus) {
  EXPECT_EQ(find_rsa_shape(256)->type, KeyType::kRsa2048);
  EXPECT_EQ(find_rsa_shape(384)->type, KeyType::kRsa3072);
  EXPECT_EQ(find_rsa_shape(512)->type, KeyType::kRsa4096);
  for (const std::size_t bytes : {0, 32, 65, 97, 255, 257}) {
    EXPECT_EQ(find_rsa_shape(bytes), nullptr);
  }
}

}  // namespace spki_test
}  // namespace pyx

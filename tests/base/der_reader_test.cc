#include "base/der_reader.h"

#include <string>

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx {
namespace der_reader_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

Bytes hex(std::string_view text) { return from_hex(text).value(); }

Bytes octets(std::string_view head, std::size_t size) {
  Bytes made = hex(head);
  made.resize(made.size() + size, 0x55);
  return made;
}

TEST(DerReader, GivesElementsInTheirOrder) {
  const Bytes der = hex("020105300404020708");
  DerReader reader(der);
  const auto number = reader.content(der::kInteger);
  ASSERT_THAT(number, IsOk());
  EXPECT_EQ(to_hex(*number), "05");
  EXPECT_FALSE(reader.at_end());
  const auto sequence = reader.element(der::kSequence);
  ASSERT_THAT(sequence, IsOk());
  EXPECT_EQ(to_hex(*sequence), "300404020708");
  EXPECT_TRUE(reader.at_end());
  EXPECT_THAT(reader.end(), IsOk());
}

TEST(DerReader, AnotherTagOrNoneIsRefusedAndLeavesTheElement) {
  const Bytes der = hex("0201050400");
  DerReader reader(der);
  EXPECT_THAT(reader.content(der::kSequence), FailsSaying(Code::kBadInput, "0x30"));
  EXPECT_THAT(reader.content(der::kInteger), IsOk());
  EXPECT_THAT(reader.end(), FailsWith(Code::kBadInput));
  const auto nothing = reader.content(der::kOctetString);
  ASSERT_THAT(nothing, IsOk());
  EXPECT_TRUE(nothing->empty());
  EXPECT_THAT(reader.content(der::kOctetString), FailsWith(Code::kBadInput));
}

// X.690, 10.1: the fewest octets that say the length.
TEST(DerReader, ALengthIsAsShortAsItCanBe) {
  for (const auto& [der, size] : {std::pair{octets("047f", 127), std::size_t{127}},
                                  std::pair{octets("048180", 128), std::size_t{128}},
                                  std::pair{octets("0481ff", 255), std::size_t{255}},
                                  std::pair{octets("04820100", 256), std::size_t{256}},
                                  std::pair{octets("0483010000", 65536), std::size_t{65536}}}) {
    const auto content = DerReader(der).content(der::kOctetString);
    ASSERT_THAT(content, IsOk()) << size;
    EXPECT_EQ(content->size(), size);
  }
  for (const Bytes& der : {octets("04817f", 127), octets("048200ff", 255), octets("0482007f", 127),
                           octets("048300ffff", 65535)}) {
    EXPECT_THAT(DerReader(der).content(der::kOctetString), FailsSaying(Code::kBadInput, "longer"));
  }
}

TEST(DerReader, AnIndefiniteOrHugeLengthIsRefused) {
  for (const std::string_view der : {"30800000", "308400000001ff", "30ff"})
    EXPECT_THAT(DerReader(hex(der)).content(der::kSequence), FailsWith(Code::kBadInput)) << der;
}

TEST(DerReader, WhatIsCutShortIsRefusedAtEveryByte) {
  const Bytes der = octets("04820100", 256);
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_THAT(DerReader(ByteView(der).first(size)).content(der::kOctetString),
                FailsWith(Code::kBadInput));
    EXPECT_THAT(DerReader(ByteView(der).first(size)).element(der::kOctetString),
                FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(DerReader(der).element(der::kOctetString), IsOk());
}

TEST(DerReader, NamesTagsInBrackets) {
  EXPECT_EQ(der::around(0), 0xa0);
  EXPECT_EQ(der::around(2), 0xa2);
  EXPECT_EQ(der::in_place(0), 0x80);
}

}  // namespace der_reader_test
}  // namespace pyx

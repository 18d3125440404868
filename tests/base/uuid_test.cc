#include "base/uuid.h"

#include <set>

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx {
namespace uuid_test {

using std::chrono::milliseconds;
using testing::FailsWith;

// RFC 9562, A.6: made at 2022-02-22 19:22:22 UTC.
constexpr std::string_view kExample = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
constexpr Time kExampleTime{milliseconds(1645557742000)};

TEST(UuidV7, ReadsTheExampleOfTheStandard) {
  const Uuid id = Uuid::parse(kExample).value();
  EXPECT_EQ(id.time(), kExampleTime);
  EXPECT_EQ(id.text(), kExample);
  EXPECT_EQ(to_hex(id.bytes), "017f22e279b07cc398c4dc0c0c07398f");
  EXPECT_EQ(Uuid::from_bytes(id.bytes).value(), id);
}

TEST(UuidV7, ANewOneHasItsTimeVersionAndVariant) {
  const Uuid id = Uuid::v7(kExampleTime);
  EXPECT_EQ(id.time(), kExampleTime);
  EXPECT_EQ(id.text().substr(0, 15), kExample.substr(0, 15));
  EXPECT_EQ(Uuid::parse(id.text()).value(), id);
}

TEST(UuidV7, NewOnesOfOneMillisecondDiffer) {
  std::set<Uuid> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(Uuid::v7(kExampleTime));
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(UuidV7, LaterOnesSortBehindEarlierOnes) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_LT(Uuid::v7(kExampleTime), Uuid::v7(kExampleTime + milliseconds(1)));
  }
}

// One id, one text: an id that reads in two ways would be counted as two requests.
TEST(UuidV7, OtherSpellingsAreRefused) {
  for (const auto* text :
       {"", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e27-9b0-7cc3-98c4-dc0c0c07398f", "017f22e2--9b0-7cc3-98c4-dc0c0c07398f"}) {
    EXPECT_THAT(Uuid::parse(text), FailsWith(Code::kBadInput)) << text;
  }
}

TEST(UuidV7, OtherVersionsAndVariantsAreRefused) {
  EXPECT_THAT(Uuid::parse("017f22e2-79b0-4cc3-98c4-dc0c0c07398f"), FailsWith(Code::kBadInput));
  EXPECT_THAT(Uuid::parse("017f22e2-79b0-8cc3-98c4-dc0c0c07398f"), FailsWith(Code::kBadInput));
  EXPECT_THAT(Uuid::parse("017f22e2-79b0-7cc3-78c4-dc0c0c07398f"), FailsWith(Code::kBadInput));
  EXPECT_THAT(Uuid::parse("017f22e2-79b0-7cc3-c8c4-dc0c0c07398f"), FailsWith(Code::kBadInput));
  EXPECT_THAT(Uuid::parse("00000000-0000-0000-0000-000000000000"), FailsWith(Code::kBadInput));
}

TEST(UuidV7, OtherLengthsAreRefused) {
  const Uuid id = Uuid::parse(kExample).value();
  EXPECT_THAT(Uuid::from_bytes(ByteView(id.bytes).first(15)), FailsWith(Code::kBadInput));
  EXPECT_THAT(Uuid::from_bytes({}), FailsWith(Code::kBadInput));
}

TEST(UuidV7, HashesByItsRandomPart) {
  EXPECT_NE(UuidHash()(Uuid::v7(kExampleTime)), UuidHash()(Uuid::v7(kExampleTime)));
}

}  // namespace uuid_test
}  // namespace pyx

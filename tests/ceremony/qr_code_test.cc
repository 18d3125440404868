#include "ceremony/qr_code.h"

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace qr_code_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using shares::testing::secret_of;

Result<QrCode> code_of(std::size_t bytes) { return qr_code(secret_of(Bytes(bytes, 'a'))); }

// That a scanner reads it: tests/ceremony/share_card_test.cc.
TEST(QrCode, HasThreeFindersAndNoFourth) {
  const auto code = code_of(200);
  ASSERT_THAT(code, IsOk());
  const ByteView modules = code->modules.reveal(reveal());
  ASSERT_EQ(modules.size(), code->side * code->side);
  const auto finder_at = [&](std::size_t top, std::size_t left) {
    for (std::size_t y = 0; y < 7; ++y) {
      for (std::size_t x = 0; x < 7; ++x) {
        const std::size_t ring = std::min({x, y, 6 - x, 6 - y});
        if (modules[(top + y) * code->side + left + x] != (ring == 1 ? 0 : 1)) return false;
      }
    }
    return true;
  };
  const std::size_t far = code->side - 7;
  EXPECT_TRUE(finder_at(0, 0));
  EXPECT_TRUE(finder_at(0, far));
  EXPECT_TRUE(finder_at(far, 0));
  EXPECT_FALSE(finder_at(far, far));
}

// ISO/IEC 18004, table 7: bytes that a version holds at level M; a version's side is 17 + 4 of it.
TEST(QrCode, IsOfTheSmallestVersionAtLevelM) {
  for (const auto& [bytes, version] :
       {std::pair{14U, 1U}, std::pair{15U, 2U}, std::pair{251U, 11U}, std::pair{252U, 12U},
        std::pair{287U, 12U}, std::pair{288U, 13U}, std::pair{1024U, 26U}}) {
    const auto code = code_of(bytes);
    ASSERT_THAT(code, IsOk());
    EXPECT_EQ(code->side, 17 + 4 * version) << bytes;
  }
}

TEST(QrCode, IsOfOneByteToOneKibibyte) {
  EXPECT_THAT(code_of(0), FailsWith(Code::kBadInput));
  EXPECT_THAT(code_of(1), IsOk());
  EXPECT_THAT(code_of(kQrMostBytes), IsOk());
  EXPECT_THAT(code_of(kQrMostBytes + 1), FailsSaying(Code::kBadInput, "not of 1025"));
}

}  // namespace qr_code_test
}  // namespace pyx::ceremony

#include "custody/freshness/anchor.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"
#include "tests/support/changed_text.h"

namespace pyx::custody {
namespace anchor_test {

using pyx::testing::changed;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

const Anchor kAnchor{sha256("a vault"), 3, 20, sha256("a root")};

TEST(Anchor, ComesBackFromItsBytes) {
  const auto back = parse_anchor(encode_anchor(kAnchor));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(*back, kAnchor);
}
TEST(Anchor, OfAnotherVersionWithoutLeavesOrOpeningsOrWithMoreInItIsRefused) {
  const Bytes bytes = encode_anchor(kAnchor);
  EXPECT_THAT(parse_anchor(changed(bytes, "\"v\":1", "\"v\":2")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_anchor(changed(bytes, "\"size\":20", "\"size\":0")),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_anchor(changed(bytes, "\"openings\":3", "\"openings\":-3")),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_anchor(changed(bytes, "\"v\":1", "\"v\":1,\"more\":1")),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_anchor({}), FailsWith(Code::kBadInput));
}

class NewestAnchor : public ::testing::Test {
 protected:
  static std::optional<Anchor> of(const std::vector<Anchor>& anchors) {
    std::vector<Bytes> on_token = {to_bytes("not an anchor")};
    for (const Anchor& anchor : anchors) on_token.push_back(encode_anchor(anchor));
    return newest_anchor(on_token, kAnchor.vault);
  }
  static Anchor with(std::uint64_t openings, std::uint64_t size) {
    return {kAnchor.vault, openings, size, kAnchor.root};
  }
};

TEST_F(NewestAnchor, HasMostOpeningsThenLeaves) {
  EXPECT_EQ(of({with(2, 9), with(3, 5), with(3, 6), with(1, 30)}), with(3, 6));
}
TEST_F(NewestAnchor, OfAnotherVaultOrUnreadableDoesNotCount) {
  EXPECT_EQ(of({}), std::nullopt);
  Anchor other = with(9, 9);
  other.vault = sha256("another vault");
  EXPECT_EQ(of({other}), std::nullopt);
  EXPECT_EQ(of({other, with(1, 1)}), with(1, 1));
}

}  // namespace anchor_test
}  // namespace pyx::custody

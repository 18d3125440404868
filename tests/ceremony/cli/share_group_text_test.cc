#include "ceremony/cli/share_group_text.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace share_group_text_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

TEST(ShareGroupText, IsTheThresholdAndTheHolders) {
  const auto group = share_group_from("2:alice,bob,carol");
  ASSERT_THAT(group, IsOk());
  EXPECT_EQ(group->threshold, 2U);
  EXPECT_EQ(group->holders, (std::vector<std::string>{"alice", "bob", "carol"}));
}
TEST(ShareGroupText, OfOneHolderHasNoComma) {
  EXPECT_EQ(share_group_from("1:alice")->holders, std::vector<std::string>{"alice"});
}
TEST(ShareGroupText, OfAnotherFormIsShownTheRightOne) {
  for (const char* text :
       {"", "2", "alice,bob", ":alice", "2:", "2:alice,", "2:,alice", "two:alice", "2 :alice",
        "-1:alice", "99999999999:alice", "2:alice,,bob"}) {
    EXPECT_THAT(share_group_from(text), FailsSaying(Code::kBadInput, "2:alice,bob,carol")) << text;
  }
}

}  // namespace share_group_text_test
}  // namespace pyx::ceremony

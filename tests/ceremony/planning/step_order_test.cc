#include "ceremony/planning/step_order.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace step_order_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::read_whats;
using testing::replaced;
using testing::small_text;

std::vector<std::string> with(std::string_view from, std::string_view to) {
  return read_whats(replaced(small_text(), from, to));
}

TEST(StepOrder, FindsAStepAfterOneThatIsNotThere) {
  EXPECT_THAT(with("after = [\"arrive\"]", "after = [\"depart\"]"),
              ElementsAre("identify: comes after step depart, which is not there"));
}

TEST(StepOrder, FindsAStepAfterALaterOne) {
  EXPECT_THAT(with("after = [\"arrive\"]", "after = [\"sign\"]").size(), 1U);
  EXPECT_THAT(with("minutes = 5\n\n[[step]]\nid = \"identify\"",
                   "minutes = 5\nafter = [\"sign\"]\n\n[[step]]\nid = \"identify\""),
              ElementsAre("arrive: steps wait for each other: arrive, sign, identify"));
}

TEST(StepOrder, FindsALaterOneThatWaitsForNothing) {
  std::string text = replaced(small_text(), "after = [\"identify\"]\n", "");
  text = replaced(text, "after = [\"arrive\"]", "after = [\"sign\"]");
  EXPECT_THAT(read_whats(text), ElementsAre("identify: comes after a step that stands behind it"));
}

TEST(StepOrder, FindsACycleOnce) {
  std::string text = replaced(small_text(), "after = [\"arrive\"]", "after = [\"sign\"]");
  EXPECT_THAT(read_whats(text), ElementsAre("identify: steps wait for each other: identify, sign"));
}

TEST(StepOrder, FindsAStepThatWaitsForItself) {
  EXPECT_THAT(with("after = [\"arrive\"]", "after = [\"identify\"]"),
              ElementsAre("identify: steps wait for each other: identify"));
}

TEST(StepOrder, FindsSectionsThatAreNotThereInTwoPiecesOrEmpty) {
  EXPECT_THAT(
      with("section = \"all\"\ntitle = \"They sign\"", "section = \"none\"\ntitle = \"They sign\""),
      ElementsAre("sign: is in section none, which is not there"));
  const std::string two = replaced(small_text(), "[[step]]",
                                   "[[section]]\nid = \"other\"\ntitle = \"Other\"\n\n[[step]]");
  EXPECT_THAT(read_whats(two), ElementsAre("section other has no step"));
  EXPECT_THAT(read_whats(replaced(two, "section = \"all\"\ntitle = \"Who they are\"",
                                  "section = \"other\"\ntitle = \"Who they are\"")),
              Contains("sign: is in section all, which has ended before it"));
  EXPECT_THAT(read_whats(replaced(two, "section = \"all\"\ntitle = \"They come\"",
                                  "section = \"other\"\ntitle = \"They come\"")),
              ElementsAre("the sections stand in another order than their steps"));
}

TEST(StepOrder, TakesAsLongAsThePlanSaysAndNoLonger) {
  EXPECT_THAT(with("longest = \"1h\"", "longest = \"15m\""), ::testing::IsEmpty());
  EXPECT_THAT(with("longest = \"1h\"", "longest = \"14m\""),
              ElementsAre("the steps take 15 minutes, but longest is 14"));
}

}  // namespace step_order_test
}  // namespace pyx::ceremony::planning

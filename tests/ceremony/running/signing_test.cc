#include "ceremony/running/signing.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace signing_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Recorder;
using testing::SmallCeremony;

TEST(Signing, EverybodyIsShownTheEntryThatHeSigns) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  for (const char* id : {"initial.fetch", "section.bag.alice", "end.carol"}) {
    const auto found = std::ranges::find(guide.asked, id, &Question::id);
    ASSERT_NE(found, guide.asked.end()) << id;
    EXPECT_THAT(found->to_read, HasSubstr("REHEARSAL"));
    EXPECT_THAT(found->to_read, HasSubstr("root "));
  }
}

TEST(Signing, WhoDoesNotAgreeSaysSoAndTheOthersReadTheSectionAnew) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("section.bag.carol", "object")
      .answer("section.bag.carol.objection", "the bag was wet");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("objection carol"));
  const auto asked = std::ranges::count(guide.asked, "section.bag.alice", &Question::id);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Signing, WhoSignsNothingLeavesAndTheOthersSignWithoutHim) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("section.bag.carol", "leave").answer("left.carol", "does not want to sign");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("left carol"));
  EXPECT_FALSE(guide.was_asked("section.closing.carol"));
  EXPECT_TRUE(guide.was_asked("section.closing.bob"));
}

TEST(Signing, AWitnessWhoObjectsToAStepInitialsItAfterwards) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("initial.open", "object").answer("initial.open.objection", "I saw nothing");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("objection wanda"));
  EXPECT_THAT(room.entries(), Contains("initialled open wanda"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

}  // namespace signing_test
}  // namespace pyx::ceremony::running

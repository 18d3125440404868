#include "ceremony/steps/doing.h"

#include <gmock/gmock.h>

#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace doing_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

class DoingOfAStep : public ::testing::Test {
 protected:
  StepRoom room_;
  // Before what follows looks at the room.
  const bool begun_ = [this] {
    room_.upto("fetch").begin("fetch");
    return true;
  }();
  Host host_{room_.setting()};
  std::vector<std::string> doers_ = room_.doers("fetch");
  Doing doing_{{room_.step("fetch"), *room_.model, doers_, *room_.record, host_},
               room_.people,
               *room_.record};
};

TEST_F(DoingOfAStep, HasQuestionsWithIdsOfStepThingAndPerson) {
  EXPECT_EQ(doing_.question("number", "bag", "carol", "text").id, "fetch.number.bag.carol");
  EXPECT_EQ(doing_.question("paper", "", "carol", "text").id, "fetch.paper.carol");
  EXPECT_EQ(doing_.question("until", "", "", "text").id, "fetch.until");
}

TEST_F(DoingOfAStep, WritesTheSameEntryOnce) {
  EXPECT_THAT(doing_.write(Kind::kNote, {{"text", "seen"}}), IsOk());
  EXPECT_THAT(doing_.write(Kind::kNote, {{"text", "seen"}}), IsOk());
  EXPECT_THAT(room_.entries(Kind::kNote, "text", "seen"), SizeIs(1));
}

TEST_F(DoingOfAStep, LooksAtTheEntriesSinceItsLastBeginningOnly) {
  ASSERT_THAT(doing_.write(Kind::kNote, {{"text", "seen"}}), IsOk());
  EXPECT_FALSE(doing_.was_begun_before());
  ASSERT_THAT(room_.record->entry(Kind::kStepBrokenOff, {{"step", "fetch"}, {"text", "no"}}),
              IsOk());
  room_.begin("fetch");
  EXPECT_THAT(doing_.entries(), IsEmpty());
  EXPECT_FALSE(doing_.has_entry(Kind::kNote, {{"text", "seen"}}));
  EXPECT_TRUE(doing_.was_begun_before());
}

TEST_F(DoingOfAStep, EndsAtTheFirstWhoSaysNo) {
  room_.people.says_no.insert("fetch.agree." + doers_.front());
  room_.people.asked.clear();
  EXPECT_THAT(doing_.agreed_by(doers_, "done", "it"), FailsSaying(Code::kRefused, "says no"));
  EXPECT_THAT(room_.people.asked, SizeIs(1));
}

TEST_F(DoingOfAStep, NamesThoseWhoDoItForWhoIsNotInTheRoom) {
  EXPECT_EQ(doing_.named_for("officer-1"), "officer-1");
  EXPECT_EQ(doing_.named_for("nobody"), joined_names(doers_));
  EXPECT_EQ(doing_.named_for(""), joined_names(doers_));
}

TEST_F(DoingOfAStep, KeepsWhatItShowsBesideTheTranscript) {
  ASSERT_THAT(doing_.show("a table", "one\ntwo\n"), IsOk());
  const auto outputs = room_.entries(Kind::kOutput, "what", "a table");
  ASSERT_THAT(outputs, SizeIs(1));
  EXPECT_EQ(outputs.front().text("digest"), to_hex(sha256("one\ntwo\n")));
  EXPECT_THAT(room_.people.shown, ::testing::HasSubstr("one\ntwo"));
}

}  // namespace doing_test
}  // namespace pyx::ceremony::steps

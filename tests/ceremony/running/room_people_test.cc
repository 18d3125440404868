#include "ceremony/running/room_people.h"

#include <gmock/gmock.h>

#include <sstream>

#include "ceremony/running/rehearsal_screen.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace room_people_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

class PeopleInTheRoom : public ::testing::Test {
 protected:
  PeopleInTheRoom() {
    at_ = read_plan_at_site(room_.ask().plan, Judged::kNo).value();
    Recorder guide;
    guide.stops_at = "step.fetch";
    EXPECT_THAT(room_.hold(guide), FailsWith(Code::kAskPerson));
    for (const auto& entry : room_.transcript().entries) roster_.follow(entry);
    people_.know(roster_);
  }

  SmallCeremony room_;
  PlanAtSite at_;
  transcript::Roster roster_;
  Recorder guide_;
  std::ostringstream words_;
  Output output_{words_, words_, Colour::kNo};
  KeyRing keys_{*at_.file.site, room_.folder(), guide_, output_};
  RoomPeople people_{guide_, keys_, nullptr};
};

TEST_F(PeopleInTheRoom, AQuestionOfAStepKeepsItsIdAndItsPerson) {
  guide_.answer("fetch.number.bag", "  17-B ");
  EXPECT_EQ(people_.ask({"fetch.number.bag", "alice", "number on bag"}).value(), "17-B");
  EXPECT_EQ(guide_.asked.back().person, "alice");
}

TEST_F(PeopleInTheRoom, WhoSaysNoIsNamed) {
  guide_.answer("fetch.agree.alice", "no");
  const auto said = people_.agree({"fetch.agree.alice", "alice", "it was done"}, "what was done\n");
  EXPECT_THAT(said, FailsWith(Code::kRefused));
  EXPECT_EQ(said.error().message, "alice says no: it was done");
  EXPECT_EQ(guide_.asked.back().to_read, "what was done\n");
}

TEST_F(PeopleInTheRoom, EachSignsWithTheKeyThatIsOnTheRoster) {
  const auto signer = people_.signer("bob");
  ASSERT_THAT(signer, IsOk());
  EXPECT_EQ((*signer)->public_key().id(), roster_.person("bob")->key.id());
}

TEST_F(PeopleInTheRoom, AnotherKeyThanOnTheRosterIsRefused) {
  // Somebody has put carol's key where bob's was.
  for (auto& one : at_.file.site->people)
    if (one.person.id == "bob") one.key = "carol.key";
  EXPECT_THAT(people_.signer("bob"), FailsWith(Code::kRefused));
}

TEST_F(PeopleInTheRoom, WithoutATerminalNobodySitsDown) {
  EXPECT_THAT(people_.screen().ask("carol: sit down"), FailsWith(Code::kAskPerson));
  EXPECT_EQ(guide_.lent, 0);
}

TEST_F(PeopleInTheRoom, TheGuideLendsItsTerminalUntilItIsNeededAgain) {
  RehearsalScreen screen(room_.folder() / "cards");
  RoomPeople people(guide_, keys_, &screen);
  people.screen();
  people.screen();
  EXPECT_EQ(guide_.lent, 1);
  EXPECT_THAT(people.ask({"a.b.c", "", "a question"}), IsOk());
  EXPECT_EQ(guide_.lent, 0);
}

}  // namespace room_people_test
}  // namespace pyx::ceremony::running

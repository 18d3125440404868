#include "ceremony/report/question.h"
#include "tests/ceremony/report/answers.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace questions_of_sp800_57_test {

using pyx::testing::CeremonyRecord;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Sp80057, TellsTheStatesOfTheKeys) {
  CeremonyRecord room;
  room.whole();
  const Answers answers(questions_of_sp800_57(), reading_of(room));
  EXPECT_EQ(answers.to("one purpose").text,
            "1 of 1 key made for one purpose, fixed by the profile");
  EXPECT_EQ(answers.to("Pre-activation").shown, Shown::kYes);
  EXPECT_EQ(answers.to("Active").shown, Shown::kNo);
  EXPECT_EQ(answers.to("Deactivated").shown, Shown::kNo);
  EXPECT_EQ(answers.to("Destroyed").shown, Shown::kNo);
  EXPECT_EQ(answers.to("Compromised").text, "no key of this ceremony is recorded as exposed");
  EXPECT_EQ(answers.to("Is there a backup").shown, Shown::kNo);
  EXPECT_THAT(answers.to("Accountability").entries, SizeIs(6)) << "five people and the end";
  EXPECT_THAT(answers.to("Audit").entries, SizeIs(3));
}

TEST(Sp80057, CountsTheKeysThatAStateConcerns) {
  CeremonyRecord room;
  room.whole();
  Reading reading = reading_of(room);
  auto books = *reading.books;
  custody::KeyRecord& key = books.keys.front();
  key.activated = key.created;
  key.state = custody::KeyState::kActive;
  reading.books = std::make_shared<const custody::Books>(books);
  const Answers answers(questions_of_sp800_57(), reading);
  EXPECT_EQ(answers.to("Active").text, "1 of 1 key activated");
  EXPECT_EQ(answers.to("Pre-activation").shown, Shown::kNo) << "it was live at once";
}

}  // namespace questions_of_sp800_57_test
}  // namespace pyx::ceremony::report

#include "ceremony/report/question.h"
#include "tests/ceremony/report/answers.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace questions_of_authorities_test {

using pyx::testing::CeremonyRecord;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Authorities, AreAnsweredByScriptWitnessAndSignatures) {
  CeremonyRecord room;
  room.whole();
  const Answers answers(questions_of_authorities(), reading_of(room));
  EXPECT_THAT(answers.to("script before the day").entries, SizeIs(2)) << "header, read aloud";
  EXPECT_THAT(answers.to("independent witness").entries, SizeIs(11));
  EXPECT_THAT(answers.to("independent witness").text, HasSubstr("11 steps initialled"));
  EXPECT_THAT(answers.to("confirm what happened").entries, SizeIs(3));
  EXPECT_EQ(answers.to("cryptographic module").shown, Shown::kPartly);
  EXPECT_EQ(answers.to("act together").shown, Shown::kYes);
  EXPECT_EQ(answers.to("identity checked").shown, Shown::kYes);
  EXPECT_THAT(answers.to("entries to the room").entries, SizeIs(5));
  EXPECT_EQ(answers.to("times right").shown, Shown::kYes);
  EXPECT_EQ(answers.to("Are media kept").shown, Shown::kYes);
  EXPECT_EQ(answers.to("did not follow").text, "nobody found a deviation, and nobody objected");
}

TEST(Authorities, GetNoAnswerToWhatNoBundleShows) {
  CeremonyRecord room;
  room.whole();
  const Answers answers(questions_of_authorities(), reading_of(room));
  EXPECT_EQ(answers.to("video").shown, Shown::kNo);
  EXPECT_EQ(answers.to("physically secured").shown, Shown::kNo);
  EXPECT_EQ(answers.to("knowledge split").shown, Shown::kNo) << "no backup was made";
  EXPECT_EQ(answers.to("crashes logged").shown, Shown::kNo);
}

TEST(Authorities, SeeDeviationsAndCrashes) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const Answers answers(questions_of_authorities(), reading_of(room));
  EXPECT_THAT(answers.to("did not follow").entries, SizeIs(4))
      << "a deviation, two signatures, an objection";
  EXPECT_THAT(answers.to("crashes logged").entries, SizeIs(3)) << "and a look afterwards";
}

}  // namespace questions_of_authorities_test
}  // namespace pyx::ceremony::report

#include "ceremony/report/question.h"
#include "tests/ceremony/report/answers.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace questions_of_dora_test {

using pyx::testing::CeremonyRecord;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Dora, IsAnsweredByTheEntriesThatShowIt) {
  CeremonyRecord room;
  room.whole();
  const Answers answers(questions_of_dora(), reading_of(room));
  const Answer generating = answers.to("Generating");
  EXPECT_EQ(generating.shown, Shown::kYes);
  ASSERT_THAT(generating.entries, SizeIs(1));
  EXPECT_EQ(room.writer->transcript().entries[generating.entries.front()].text("event"),
            "executed");
  EXPECT_EQ(answers.to("rules that were decided on").shown, Shown::kYes);
  EXPECT_EQ(answers.to("Which cryptographic techniques").shown, Shown::kPartly);
  EXPECT_THAT(answers.to("Which cryptographic techniques").text, HasSubstr("p-256 for sign"));
  EXPECT_EQ(answers.to("Storing").shown, Shown::kYes);
  EXPECT_THAT(answers.to("Who can use").entries, SizeIs(2)) << "two decisions";
  EXPECT_EQ(answers.to("Transmitting").shown, Shown::kYes);
}

TEST(Dora, IsNotAnsweredByWhatWasNotDone) {
  CeremonyRecord room;
  room.whole();
  const Answers answers(questions_of_dora(), reading_of(room));
  for (const char* const words :
       {"Renewing", "Backing up", "Retrieving", "Retiring", "Revoking", "Destroying", "had again",
        "register of all certificates", "renewed in time"}) {
    EXPECT_EQ(answers.to(words).shown, Shown::kNo) << words;
    EXPECT_TRUE(answers.to(words).entries.empty()) << words;
  }
}

TEST(Dora, WithoutALogShowsNoKey) {
  CeremonyRecord room;
  room.whole();
  Reading reading = reading_of(room);
  reading.books = nullptr;
  const Answers answers(questions_of_dora(), reading);
  EXPECT_EQ(answers.to("Generating").shown, Shown::kNo);
  EXPECT_EQ(answers.to("rules that were decided on").shown, Shown::kNo);
  EXPECT_EQ(answers.to("Who can use").shown, Shown::kNo);
}

}  // namespace questions_of_dora_test
}  // namespace pyx::ceremony::report

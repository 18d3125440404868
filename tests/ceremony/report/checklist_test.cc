#include "ceremony/report/checklist.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace checklist_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

std::string checklist_of(const Reading& reading) {
  const auto acts = act_stories(reading.transcript, reading.books.get());
  return text_of(checklist_section(Finder(reading, acts)));
}

TEST(Checklist, AnswersEachWithEntriesOrSaysThatItIsNotShown) {
  CeremonyRecord room;
  room.whole();
  const std::string text = checklist_of(reading_of(room));
  EXPECT_THAT(text,
              HasSubstr("art. 7(1) | Generating: how did keys come into being? | shown | made "
                        "by an act"));
  EXPECT_THAT(text, HasSubstr("art. 7(5) | Are certificates renewed in time? | not shown by this "
                              "bundle | Pyx keeps keys, and no certificates | \n"));
  EXPECT_THAT(text, HasSubstr("none was exposed | the vault's log\n"));
  EXPECT_THAT(text, HasSubstr("NIST SP 800-57"));
  EXPECT_THAT(text, HasSubstr("CA/Browser Forum"));
}

// RECORD-WHOLE: no answer is drawn from a bundle that is not acceptable.
TEST(Checklist, OfABundleThatIsNotAcceptableShowsNothing) {
  CeremonyRecord room;
  room.whole();
  const std::string text = checklist_of(reading_of(room, transcript::Mode::kRehearsal));
  EXPECT_THAT(text, HasSubstr("Nothing is shown\n"));
  EXPECT_THAT(text, Not(HasSubstr("| shown")));
  EXPECT_THAT(text, Not(HasSubstr("| partly shown")));
}

TEST(Checklist, OfARehearsalSaysThatNothingWasDone) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  EXPECT_THAT(checklist_of(reading_of(room, transcript::Mode::kRehearsal)),
              HasSubstr("A rehearsal\n"));
}

}  // namespace checklist_test
}  // namespace pyx::ceremony::report

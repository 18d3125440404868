#include "ceremony/report/reading.h"

#include <filesystem>

#include "base/file.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace reading_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::FailsWith;
using pyx::testing::must;
using transcript::Level;

TEST(ReadBundle, HasPlanStepsAndBooksOfOneThatIsGood) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  EXPECT_TRUE(reading.acceptable());
  EXPECT_FALSE(reading.rehearsal());
  EXPECT_EQ(reading.level, Level::kSecret);
  ASSERT_NE(reading.plan, nullptr);
  EXPECT_EQ(reading.steps.size(), 11U);
  ASSERT_NE(reading.books, nullptr);
  EXPECT_EQ(reading.books->vault, room.vault.books().vault);
  EXPECT_EQ(reading.transcript.roots.back(), reading.report.root);
}

// RECORD-WHOLE: nothing of the log of a bundle that is not acceptable is taken for true.
TEST(ReadBundle, HasNoBooksOfOneThatIsNotAcceptable) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room, transcript::Mode::kRehearsal);
  EXPECT_FALSE(reading.acceptable());
  EXPECT_EQ(reading.books, nullptr);
  EXPECT_EQ(reading.steps.size(), 11U);
}

TEST(ReadBundle, HasNoPlanThatIsNotTheHeaders) {
  CeremonyRecord room;
  room.whole();
  must(write_file(room.bundle() / transcript::kPlanFile, as_bytes("version = 1\n"),
                  Overwrite::kYes));
  const Reading reading = reading_of(room);
  EXPECT_FALSE(reading.acceptable());
  EXPECT_EQ(reading.plan, nullptr);
  EXPECT_EQ(reading.steps.front().title, "come");
}

TEST(ReadBundle, KnowsWhatACopyHides) {
  CeremonyRecord room;
  room.whole();
  EXPECT_EQ(redacted(room).level, Level::kPublic);
  EXPECT_EQ(redacted(room).report.hidden, 12U);
}

TEST(ReadBundle, OfNoEntryIsStillRead) {
  CeremonyRecord room;
  room.whole();
  room.set_text("");
  const Reading reading = reading_of(room);
  EXPECT_FALSE(reading.acceptable());
  EXPECT_TRUE(reading.transcript.entries.empty());
}

TEST(ReadBundle, AnythingButABundleIsAnError) {
  EXPECT_THAT(report::read("/nowhere", {}), FailsWith(Code::kNotFound));
}

}  // namespace reading_test
}  // namespace pyx::ceremony::report

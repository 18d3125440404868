#include "ceremony/report/finder.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace finder_test {

using planning::Action;
using policies::ActType;
using pyx::testing::CeremonyRecord;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using transcript::Kind;

TEST(Finder, FindsEntriesStepsAndActs) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const Finder finder(reading, acts);
  EXPECT_THAT(finder.entries(Kind::kPerson), SizeIs(5));
  EXPECT_THAT(finder.entries(Kind::kDigestRead, "what", "plan"), SizeIs(1));
  EXPECT_THAT(finder.entries(Kind::kDigestRead, "what", "nothing"), IsEmpty());
  ASSERT_THAT(finder.done({Action::kCheckIdentity}), SizeIs(1));
  const std::uint64_t done = finder.done({Action::kCheckIdentity}).front();
  EXPECT_EQ(reading.transcript.entries[done].kind, Kind::kStepDone);
  EXPECT_EQ(reading.transcript.entries[done].text("step"), "identify");
  EXPECT_THAT(finder.done({Action::kFreeze}), IsEmpty());
  EXPECT_THAT(finder.executed({ActType::kKeyGenerate, ActType::kKeyDestroy}), SizeIs(1));
  EXPECT_THAT(finder.executed({ActType::kKeyDestroy}), IsEmpty());
  EXPECT_THAT(finder.approvals(), SizeIs(2));
  EXPECT_EQ(finder.executed_acts(), 1U);
  EXPECT_THAT(finder.keys(), SizeIs(1));
}

TEST(Finder, FindsNothingInABundleThatIsNotAcceptable) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = reading_of(room, transcript::Mode::kRehearsal);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const Finder finder(reading, acts);
  EXPECT_THAT(finder.entries(Kind::kPerson), IsEmpty());
  EXPECT_THAT(finder.done({Action::kCheckIdentity}), IsEmpty());
  EXPECT_THAT(finder.executed({ActType::kKeyGenerate}), IsEmpty());
  EXPECT_THAT(finder.approvals(), IsEmpty());
  EXPECT_EQ(finder.executed_acts(), 0U);
  EXPECT_EQ(finder.books(), nullptr);
}

TEST(Joined, IsInOrder) { EXPECT_EQ(joined({3, 9}, {5}), (Numbers{3, 5, 9})); }

}  // namespace finder_test
}  // namespace pyx::ceremony::report

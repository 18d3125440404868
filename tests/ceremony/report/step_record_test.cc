#include "ceremony/report/step_record.h"

#include <algorithm>

#include "ceremony/planning/plan_reader.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace step_record_test {

using pyx::testing::CeremonyRecord;
using ::testing::ElementsAre;

std::vector<StepRecord> records_of(const CeremonyRecord& room) {
  const planning::PlanReading read =
      planning::read_plan(as_bytes(pyx::testing::plan_of_the_record()), "plan.toml");
  return step_records(room.writer->transcript(), &*read.plan, {});
}
const StepRecord& record(const std::vector<StepRecord>& all, std::string_view id) {
  return *std::ranges::find(all, id, &StepRecord::id);
}

TEST(StepRecords, OfAWholeCeremonyAreAllDoneAndInitialled) {
  CeremonyRecord room;
  room.whole();
  const auto records = records_of(room);
  ASSERT_EQ(records.size(), 11U);
  for (const StepRecord& one : records) {
    EXPECT_EQ(one.end, StepEnd::kDone) << one.id;
    EXPECT_EQ(one.initialled_by, "dave") << one.id;
    EXPECT_EQ(one.attempts.size(), 1U) << one.id;
    EXPECT_GT(one.used(), Duration(0)) << one.id;
  }
  EXPECT_EQ(records.front().title, "Everybody comes");
  EXPECT_EQ(records.front().section, "Opening");
  EXPECT_EQ(records.front().minutes, 5U);
  EXPECT_THAT(record(records, "approve").people, ElementsAre("alice", "bob"));
}

TEST(StepRecords, KeepEveryAttempt) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const auto records = records_of(room);
  const StepRecord& look = record(records, "look");
  ASSERT_EQ(look.attempts.size(), 3U) << "broken off, crashed, done";
  EXPECT_FALSE(look.attempts[0].finished);
  EXPECT_FALSE(look.attempts[1].finished);
  EXPECT_TRUE(look.attempts[2].finished);
  EXPECT_EQ(look.end, StepEnd::kDone);
}

TEST(StepRecords, OfACeremonyThatEndsInAStepSayThatItIsNotDone) {
  CeremonyRecord room;
  room.open();
  room.opening();
  room.begin("look", "olga dave");
  const auto records = records_of(room);
  EXPECT_EQ(record(records, "look").end, StepEnd::kBrokenOff);
  EXPECT_EQ(record(records, "open").end, StepEnd::kNotBegun);
}

TEST(StepRecords, WithoutAPlanAreThoseThatTheEntriesName) {
  CeremonyRecord room;
  room.whole();
  const auto records = step_records(room.writer->transcript(), nullptr, {});
  ASSERT_EQ(records.size(), 11U);
  EXPECT_EQ(records.front().title, "come");
  EXPECT_EQ(records.front().section, "Not in the plan");
  EXPECT_EQ(records.front().minutes, 0U);
  EXPECT_FALSE(records.front().action);
}

}  // namespace step_record_test
}  // namespace pyx::ceremony::report

#include "ceremony/report/deviation_record.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace deviation_record_test {

using pyx::testing::CeremonyRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Deviations : public ::testing::Test {
 protected:
  void deviation(const std::string& number) {
    room_.put(transcript::Kind::kDeviation, {{"deviation", number},
                                             {"class", "overrun"},
                                             {"severity", "minor"},
                                             {"signers", "dave alice"},
                                             {"text", "took long"}});
  }
  std::vector<DeviationRecord> records() const {
    const auto& transcript = room_.writer->transcript();
    return deviation_records(transcript, person_records(transcript));
  }
  CeremonyRecord room_;
};

TEST_F(Deviations, SayWhoSignedAndWhoDidNot) {
  room_.open();
  room_.opening();
  deviation("1");
  room_.sign(transcript::Kind::kDeviationSigned, {{"deviation", "1"}}, {"alice"});
  const std::uint64_t entry = room_.writer->size() - 1;
  ASSERT_EQ(records().size(), 1U);
  const auto all = records();
  const DeviationRecord& one = all.front();
  EXPECT_EQ(one.what, "overrun");
  EXPECT_EQ(one.severity, "minor");
  EXPECT_THAT(one.signed_by, ElementsAre(std::pair<std::string, std::uint64_t>("alice", entry)));
  EXPECT_THAT(one.missing(), ElementsAre("dave"));
  room_.sign(transcript::Kind::kDeviationSigned, {{"deviation", "1"}}, {"dave"});
  EXPECT_THAT(records().front().missing(), IsEmpty());
}

TEST_F(Deviations, AreSignedEachForItself) {
  room_.open();
  room_.opening();
  deviation("1");
  deviation("2");
  room_.sign(transcript::Kind::kDeviationSigned, {{"deviation", "2"}}, {"alice"});
  EXPECT_THAT(records().at(0).signed_by, IsEmpty());
  EXPECT_EQ(records().at(1).signed_by.size(), 1U);
}

TEST_F(Deviations, CrashesComeWithTheStepThatWasOpenAndWhatWasFound) {
  go_wrong_and_end(room_);
  const auto crashes = crash_records(room_.writer->transcript());
  ASSERT_EQ(crashes.size(), 2U);
  EXPECT_FALSE(crashes[0].step);
  EXPECT_EQ(crashes[0].reconciliation, nullptr);
  EXPECT_EQ(crashes[1].step, "look");
  ASSERT_NE(crashes[1].reconciliation, nullptr);
  EXPECT_EQ(crashes[1].reconciliation->text("finding"), "unknown");
}

TEST_F(Deviations, ACrashThatNobodyReconciledSaysSo) {
  room_.open();
  room_.opening();
  room_.begin("look", "olga dave");
  room_.crash();
  const auto crashes = crash_records(room_.writer->transcript());
  ASSERT_EQ(crashes.size(), 1U);
  EXPECT_EQ(crashes[0].step, "look");
  EXPECT_EQ(crashes[0].reconciliation, nullptr);
}

}  // namespace deviation_record_test
}  // namespace pyx::ceremony::report

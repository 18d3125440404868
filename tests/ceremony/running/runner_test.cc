#include "ceremony/running/runner.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace runner_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Recorder;
using testing::SmallCeremony;

TEST(Runner, APlanThatGoesAsPlannedIsCleanInTheEyesOfTheVerifier) {
  SmallCeremony room;
  Recorder guide;
  const auto end = room.hold(guide);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->ending, Ending::kCompleted);
  EXPECT_EQ(end->report->verdict, transcript::Verdict::kClean);
  EXPECT_EQ(room.verdict(), "clean");
}

TEST(Runner, EachStepIsBegunDoneAndInitialledAndEachSectionSigned) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  const auto entries = room.entries();
  for (const char* step : {"arrive", "identify", "fetch", "destroy", "leave"}) {
    EXPECT_THAT(entries, Contains("step-begun " + std::string(step)));
    EXPECT_THAT(entries, Contains("step-done " + std::string(step)));
    EXPECT_THAT(entries, Contains("initialled " + std::string(step) + " wanda"));
  }
  for (const char* section : {"opening", "bag", "closing"})
    EXPECT_THAT(entries, Contains("section " + std::string(section)));
  EXPECT_EQ(entries.back(), "end completed");
}

TEST(Runner, WhoeverLeadsSeesEachStepBeforeItIsDone) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  std::vector<std::string> shown;
  for (const Moment& moment : guide.moments) {
    if (moment.stage == Stage::kStep) shown.push_back(moment.step);
  }
  EXPECT_EQ(shown, (std::vector<std::string>{"arrive", "identify", "digests", "fetch", "inspect",
                                             "open", "destroy", "sign", "leave"}));
}

TEST(Runner, AStepThatTheModelRefusesSaysWhyAndCanBeLeftOut) {
  SmallCeremony room;
  Recorder guide;
  // Nobody fetches the bag: it cannot be inspected, opened or destroyed.
  guide.answer("step.fetch", "skip").answer("step.fetch.skip.text", "the safe is stuck");
  for (const char* step : {"inspect", "open", "destroy"}) {
    guide.answer("refused." + std::string(step), "skip")
        .answer("refused." + std::string(step) + ".skip.text", "there is no bag");
  }
  const auto end = room.hold(guide);
  ASSERT_THAT(end, IsOk());
  EXPECT_TRUE(guide.has_said("step inspect cannot be done now: bag is in the safe"));
  EXPECT_THAT(room.entries(), Contains("step-skipped inspect"));
  // It does not end as its plan says: that is the verifier's to tell.
  EXPECT_THAT(room.verdict(), HasSubstr("model"));
}

TEST(Runner, ANoteAndADeviationStandInTheTranscript) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.fetch", "note")
      .answer("step.fetch.note", "the light flickers")
      .answer("step.fetch", "deviation")
      .answer("step.fetch.deviation.class", "equipment")
      .answer("step.fetch.deviation.severity", "minor")
      .answer("step.fetch.deviation.text", "a lamp is broken");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("note"));
  EXPECT_THAT(room.entries(), Contains("deviation equipment"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Runner, AnAbandonedCeremonyIsSignedByThoseInTheRoomAndSaysSo) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.inspect", "abandon");
  const auto end = room.hold(guide);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->ending, Ending::kAbandoned);
  EXPECT_EQ(room.entries().back(), "end abandoned");
  EXPECT_EQ(room.verdict(), "clean with deviations");
  EXPECT_TRUE(guide.has_said("at this end: "));
}

TEST(Runner, AStepThatFailsIsBrokenOffAndBegunAgain) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("inspect.agree.alice", "no").answer("failed.inspect", "again");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_TRUE(guide.has_said("step inspect failed: alice says no"));
  EXPECT_THAT(room.entries(), Contains("step-broken-off inspect"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Runner, WhereNobodyAnswersTheRunEndsAndNothingIsWrittenForHim) {
  SmallCeremony room;
  Recorder guide;
  guide.stops_at = "step.inspect";
  EXPECT_THAT(room.hold(guide), pyx::testing::FailsWith(Code::kAskPerson));
  EXPECT_THAT(room.entries(), Not(Contains("step-begun inspect")));
}

}  // namespace runner_test
}  // namespace pyx::ceremony::running

#include "ceremony/transcript/story.h"

#include "ceremony/transcript/signature_check.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace story_test {

using pyx::testing::CeremonyRecord;
using ::testing::ElementsAre;

const std::array kPlan = {OutlineStep{"come", "opening", "arrive"},
                          OutlineStep{"identify", "opening", "check-identity"},
                          OutlineStep{"digests", "opening", "read-digests"},
                          OutlineStep{"look", "work", "inspect-token", "vault"},
                          OutlineStep{"open", "work", "open-vault"},
                          OutlineStep{"propose", "work", "propose"},
                          OutlineStep{"approve", "work", "approve"},
                          OutlineStep{"make", "work", "execute"},
                          OutlineStep{"take-log", "closing", "export-log"},
                          OutlineStep{"log-out", "closing", "log-out"},
                          OutlineStep{"sign", "closing", "sign-transcript"}};

class Told : public ::testing::Test {
 protected:
  Told() {
    room_.open();
    room_.opening();
  }
  Story story() const { return tell(room_.writer->transcript(), kPlan); }
  // The kind of the first fault, or nothing. Whatever is told, people signed it.
  std::string fault() const {
    EXPECT_FALSE(check_signatures(room_.writer->transcript()).fault);
    const Story told = story();
    return told.fault ? std::string(to_text(told.fault->kind)) : "";
  }
  std::vector<std::string> departures() const {
    std::vector<std::string> what;
    for (const Departure& one : story().departures) what.push_back(one.what);
    return what;
  }
  void deviation(const std::string& what, const std::string& severity,
                 const std::string& number = "1") {
    room_.put(Kind::kDeviation, {{"deviation", number},
                                 {"class", what},
                                 {"severity", severity},
                                 {"signers", "dave olga"},
                                 {"text", "as it was"}});
  }
  void sign_deviation(const std::string& number = "1") {
    room_.sign(Kind::kDeviationSigned, {{"deviation", number}}, {"dave", "olga"});
  }
  void go_on() {
    room_.work();
    room_.closing();
    room_.end();
  }
  CeremonyRecord room_;
};

TEST_F(Told, AsPlannedHasNoDepartures) {
  go_on();
  EXPECT_EQ(fault(), "");
  const Story told = story();
  EXPECT_THAT(departures(), ElementsAre());
  EXPECT_EQ(told.steps_done, 11U);
  EXPECT_EQ(told.initials, 11U);
  EXPECT_EQ(told.acts.size(), 4U);
  EXPECT_EQ(told.acts[0].event, "proposed");
  EXPECT_TRUE(told.acts[0].anchored);
  EXPECT_EQ(told.tokens.size(), 1U);
  EXPECT_TRUE(told.completed);
}

TEST_F(Told, WithASignedDeviationDeparts) {
  deviation("equipment", "minor");
  sign_deviation();
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("equipment"));
}

TEST_F(Told, WithADeviationThatSomebodyDidNotSignIsRefused) {
  deviation("equipment", "minor");
  room_.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"dave"});
  go_on();
  EXPECT_EQ(fault(), "deviation");
}

TEST_F(Told, WithACriticalDeviationIsRefused) {
  deviation("equipment", "critical");
  sign_deviation();
  go_on();
  EXPECT_EQ(fault(), "deviation");
}

TEST_F(Told, WithDeviationsThatAreNotCountedIsRefused) {
  deviation("equipment", "minor", "2");
  EXPECT_EQ(fault(), "deviation");
}

TEST_F(Told, WithAnObjectionDeparts) {
  room_.sign(Kind::kObjection, {{"person", "carol"}, {"text", "I do not agree"}}, {"carol"});
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("objection"));
}

TEST_F(Told, WithACrashBetweenStepsGoesOn) {
  room_.crash("{\"n\"");
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("crash"));
}

TEST_F(Told, WithACrashInAStepIsReconciledBeforeAnythingElse) {
  room_.begin("look", "olga dave");
  room_.crash();
  room_.put(Kind::kStepDone, {{"step", "look"}});
  EXPECT_EQ(fault(), "crash");
}

Values reconciled(const std::string& finding, const std::string& decision,
                  const std::string& people) {
  return {{"step", "look"},
          {"finding", finding},
          {"decision", decision},
          {"people", people},
          {"text", "the token was asked"}};
}

TEST_F(Told, WithAStepThatIsDoneAgainAfterACrashGoesOn) {
  room_.begin("look", "olga dave");
  room_.crash();
  room_.put(Kind::kReconciled, reconciled("unknown", "again", "olga dave"));
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("crash"));
}

TEST_F(Told, WithOnePersonWhoDecidesWhatIsUnknownIsRefused) {
  room_.begin("look", "olga dave");
  room_.crash();
  room_.put(Kind::kReconciled, reconciled("unknown", "again", "olga"));
  EXPECT_EQ(fault(), "crash");
}

TEST_F(Told, WithNothingToReconcileIsRefused) {
  room_.put(Kind::kReconciled, reconciled("done", "continue", "olga"));
  EXPECT_EQ(fault(), "crash");
}

TEST_F(Told, StoppedAfterACrashIsAbandoned) {
  room_.begin("look", "olga dave");
  room_.crash();
  room_.put(Kind::kReconciled, reconciled("unknown", "stop", "olga dave"));
  room_.end("abandoned");
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("crash", "abandoned"));
  EXPECT_FALSE(story().completed);
}

TEST_F(Told, WithAnIntermissionGoesOnWithThoseWhoCameBack) {
  room_.put(Kind::kIntermission, {{"reason", "night"}});
  room_.put(Kind::kReturned, {{"people", "olga alice bob carol dave"}});
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(story().intermissions, 1U);
}

TEST_F(Told, WithSomethingDoneDuringAnIntermissionIsRefused) {
  room_.put(Kind::kIntermission, {});
  room_.put(Kind::kPreflight, {{"check", "printer"}, {"result", "good"}});
  EXPECT_EQ(fault(), "section");
}

TEST_F(Told, WithAnIntermissionThatNobodySignedIsRefused) {
  room_.step("look", "olga dave", [&] {
    room_.put(Kind::kToken,
              {{"token", "vault"}, {"serial", "1"}, {"model", "m"}, {"manufacturer", "m"}});
  });
  room_.put(Kind::kIntermission, {});
  EXPECT_EQ(fault(), "section");
}

TEST_F(Told, WithPeopleWhoComeBackFromNowhereIsRefused) {
  room_.put(Kind::kReturned, {{"people", "olga"}});
  EXPECT_EQ(fault(), "section");
}

TEST_F(Told, WithAClockThatIsOffIsRefusedUnlessItSaysSo) {
  const Time off = room_.vault.clock.now() + std::chrono::minutes(3);
  room_.put(Kind::kClock, {{"person", "dave"}, {"watch", to_rfc3339(off)}});
  deviation("other", "minor");
  sign_deviation();
  go_on();
  EXPECT_EQ(fault(), "time");
}

TEST_F(Told, WithAClockThatIsOffAndADeviationDeparts) {
  const Time off = room_.vault.clock.now() - std::chrono::minutes(3);
  room_.put(Kind::kClock, {{"person", "dave"}, {"watch", to_rfc3339(off)}});
  deviation("clock", "minor");
  sign_deviation();
  go_on();
  EXPECT_EQ(fault(), "");
}

TEST_F(Told, WithTheDigestOfAnotherPlanIsRefused) {
  room_.put(Kind::kDigestRead,
            {{"what", "plan"}, {"digest", std::string(64, 'a')}, {"people", "olga dave"}});
  EXPECT_EQ(fault(), "plan");
}

TEST_F(Told, WithAnActOutsideOfAStepIsRefused) {
  room_.put(Kind::kFounded, {{"vault", std::string(64, 'a')}, {"leaf_hash", std::string(64, 'b')}});
  EXPECT_EQ(fault(), "order");
}

TEST_F(Told, WithASkippedStepNeedsMoreThanAMinorDeviation) {
  deviation("skipped", "minor");
  sign_deviation();
  room_.put(Kind::kStepSkipped, {{"step", "look"}, {"deviation", "1"}});
  EXPECT_EQ(fault(), "deviation");
}

TEST_F(Told, WithASkippedStepAndAMajorDeviationGoesOn) {
  deviation("skipped", "major");
  sign_deviation();
  room_.put(Kind::kStepSkipped, {{"step", "look"}, {"deviation", "1"}});
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(story().steps_skipped, 1U);
}

TEST_F(Told, WithAStepThatWasBrokenOffDeparts) {
  room_.begin("look", "olga dave");
  room_.put(Kind::kStepBrokenOff, {{"step", "look"}, {"text", "fire alarm"}});
  go_on();
  EXPECT_EQ(fault(), "");
  EXPECT_THAT(departures(), ElementsAre("broken-off"));
}

TEST_F(Told, CompletedBeforeItsLastStepIsRefused) {
  room_.end();
  EXPECT_EQ(fault(), "order");
}

TEST_F(Told, WithoutAWitnessAtTheEndIsRefused) {
  room_.work();
  room_.closing();
  room_.put(Kind::kLeft, {{"person", "dave"}});
  room_.present.pop_back();
  room_.end();
  EXPECT_EQ(fault(), "presence");
}

}  // namespace story_test
}  // namespace pyx::ceremony::transcript

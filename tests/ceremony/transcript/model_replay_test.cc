#include "ceremony/transcript/model_replay.h"

#include "ceremony/planning/plan_reader.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace model_replay_test {

using pyx::testing::CeremonyRecord;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Replayed : public ::testing::Test {
 protected:
  Replayed() { room_.open(); }
  Replay play() const {
    planning::PlanReading read =
        planning::read_plan(as_bytes(pyx::testing::plan_of_the_record()), "plan.toml");
    EXPECT_TRUE(read.plan) << planning::to_text(read.findings.front(), "plan.toml");
    return replay(room_.writer->transcript(),
                  std::make_shared<const planning::Plan>(*std::move(read.plan)),
                  std::make_shared<const policies::Policy>(room_.vault.books().policy));
  }
  // What the model refuses, or nothing.
  std::string refusal() const {
    const Replay played = play();
    if (!played.fault) return "";
    EXPECT_EQ(played.fault->kind, FaultKind::kModel);
    return played.fault->text;
  }
  CeremonyRecord room_;
};

TEST_F(Replayed, AsItWasPlannedIsTaken) {
  room_.opening();
  room_.work();
  room_.closing();
  room_.end();
  EXPECT_EQ(refusal(), "");
  EXPECT_THAT(play().departures, IsEmpty());
}

TEST_F(Replayed, ByTooFewPeopleIsRefused) {
  room_.opening();
  room_.step("look", "olga dave");
  room_.step("open", "olga");
  room_.step("propose", "olga");
  room_.step("approve", "alice");
  EXPECT_THAT(refusal(), HasSubstr("step approve"));
}

TEST_F(Replayed, ByAPersonOfAnotherRoleIsRefused) {
  room_.opening();
  room_.step("look", "olga dave");
  room_.step("open", "alice");
  EXPECT_THAT(refusal(), HasSubstr("step open"));
}

TEST_F(Replayed, WithPeopleWhoCameLateIsRefusedUntilTheyAreIdentified) {
  room_.opening();
  room_.put(Kind::kLeft, {{"person", "olga"}});
  room_.put(Kind::kArrived, {{"person", "olga"}});
  room_.step("look", "olga dave");
  EXPECT_THAT(refusal(), HasSubstr("step look"));
}

TEST_F(Replayed, WithPeopleWhoCameLateAndWereIdentifiedIsTaken) {
  room_.opening();
  room_.put(Kind::kLeft, {{"person", "olga"}});
  room_.put(Kind::kArrived, {{"person", "olga"}});
  room_.put(Kind::kIdentified, {{"people", "alice dave"}, {"who", "olga"}});
  room_.step("look", "olga dave");
  EXPECT_EQ(refusal(), "");
}

TEST_F(Replayed, AfterAnIntermissionThatNobodyPlannedGoesOn) {
  room_.opening();
  room_.put(Kind::kIntermission, {});
  room_.put(Kind::kReturned, {{"people", "olga alice bob carol dave"}});
  room_.put(Kind::kIdentified, {{"people", "alice dave"}, {"who", "olga alice bob carol dave"}});
  const std::string plan = to_hex(room_.writer->transcript().header.plan);
  room_.put(Kind::kDigestRead, {{"what", "plan"}, {"digest", plan}, {"people", "olga dave"}});
  room_.work();
  room_.closing();
  room_.end();
  EXPECT_EQ(refusal(), "");
}

TEST_F(Replayed, AfterAnIntermissionWithoutReadingTheDigestsIsRefused) {
  room_.opening();
  room_.put(Kind::kIntermission, {});
  room_.put(Kind::kReturned, {{"people", "olga alice bob carol dave"}});
  room_.put(Kind::kIdentified, {{"people", "alice dave"}, {"who", "olga alice bob carol dave"}});
  room_.step("look", "olga dave");
  EXPECT_THAT(refusal(), HasSubstr("digests"));
}

TEST_F(Replayed, IntoAnIntermissionWithATokenLoggedInIsRefused) {
  room_.opening();
  room_.step("look", "olga dave");
  room_.step("open", "olga");
  room_.put(Kind::kIntermission, {});
  EXPECT_NE(refusal(), "");
}

TEST_F(Replayed, WithATokenLoggedOutGoesIntoAnIntermission) {
  room_.opening();
  room_.step("look", "olga dave");
  room_.step("open", "olga");
  room_.put(Kind::kLoggedOut, {{"token", "vault"}, {"people", "olga"}});
  room_.put(Kind::kIntermission, {});
  EXPECT_EQ(refusal(), "");
}

TEST_F(Replayed, ToAnEndThatLeavesATokenLoggedInIsRefused) {
  room_.opening();
  room_.step("look", "olga dave");
  room_.step("open", "olga");
  room_.end("abandoned");
  EXPECT_THAT(refusal(), HasSubstr("the end"));
}

TEST_F(Replayed, AbandonedInTimeTellsWhatWasLeftUndone) {
  room_.opening();
  room_.end("abandoned");
  EXPECT_EQ(refusal(), "");
  EXPECT_THAT(play().departures, Not(IsEmpty()));
}

TEST_F(Replayed, WithAParameterThatThePlanDoesNotHaveIsRefused) {
  room_.put(Kind::kParameter, {{"name", "m"}, {"value", "2"}});
  EXPECT_NE(refusal(), "");
}

}  // namespace model_replay_test
}  // namespace pyx::ceremony::transcript

#include "ceremony/transcript/step_walk.h"

#include <gmock/gmock.h>

#include <array>

#include "base/base64.h"
#include "tests/base/public_keys.h"

namespace pyx::ceremony::transcript {
namespace step_walk_test {

const std::array kPlan = {OutlineStep{"come", "one", "arrive"},
                          OutlineStep{"look", "one", "inspect-token", "vault"},
                          OutlineStep{"ask", "two", "propose"}, OutlineStep{"go", "two", "leave"}};

class Walked : public ::testing::Test {
 protected:
  Walked() {
    room(Kind::kPerson, {{"person", "dave"},
                         {"name", "x"},
                         {"roles", "witness"},
                         {"key", to_base64(pyx::testing::ed25519().spki())}});
    room(Kind::kPerson, {{"person", "olga"},
                         {"name", "x"},
                         {"roles", "operator"},
                         {"key", to_base64(pyx::testing::p256().spki())}});
  }
  static Entry entry(Kind kind, const Values& values) {
    return make_entry(0, Time(), kind, values).value();
  }
  static std::string kind_of(const std::optional<Fault>& fault) {
    return fault ? std::string(to_text(fault->kind)) : "";
  }
  void room(Kind kind, const Values& values) {
    ASSERT_EQ(kind_of(roster_.follow(entry(kind, values))), "");
  }
  std::string begin(const std::string& step) {
    return kind_of(
        walk_.begin(entry(Kind::kStepBegun, {{"step", step}, {"people", "dave olga"}}), roster_));
  }
  std::string done(const std::string& step) {
    return kind_of(walk_.end(entry(Kind::kStepDone, {{"step", step}}), roster_));
  }
  std::string initial(const std::string& step, const std::string& person = "dave") {
    return kind_of(
        walk_.initial(entry(Kind::kInitialled, {{"step", step}, {"person", person}}), roster_));
  }
  std::string section(const std::string& name) {
    return kind_of(walk_.sign_section(entry(Kind::kSection, {{"section", name}})));
  }
  std::string finish(bool completed) {
    return kind_of(walk_.finish(entry(Kind::kEnd, {{"outcome", "completed"}}), completed));
  }
  void come() {
    ASSERT_EQ(begin("come"), "");
    room(Kind::kArrived, {{"person", "dave"}});
    room(Kind::kArrived, {{"person", "olga"}});
    ASSERT_EQ(done("come"), "");
    ASSERT_EQ(initial("come"), "");
  }
  void look() {
    ASSERT_EQ(begin("look"), "");
    walk_.leave_trace("token vault");
    ASSERT_EQ(done("look"), "");
    ASSERT_EQ(initial("look"), "");
  }

  Roster roster_;
  StepWalk walk_{kPlan};
};

TEST_F(Walked, FromTheFirstStepToTheLast) {
  come();
  look();
  ASSERT_EQ(section("one"), "");
  ASSERT_EQ(begin("ask"), "");
  walk_.leave_trace("proposed");
  ASSERT_EQ(done("ask"), "");
  ASSERT_EQ(initial("ask"), "");
  ASSERT_EQ(begin("go"), "");
  room(Kind::kLeft, {{"person", "dave"}});
  room(Kind::kLeft, {{"person", "olga"}});
  ASSERT_EQ(done("go"), "");
  EXPECT_EQ(walk_.next(), nullptr);
  EXPECT_EQ(finish(true), "order") << "the last step is not initialled";
}

TEST_F(Walked, OutOfTurnIsRefused) {
  EXPECT_EQ(begin("look"), "order");
  EXPECT_EQ(begin("dance"), "order");
  EXPECT_EQ(done("come"), "order");
  come();
  EXPECT_EQ(begin("come"), "order");
  EXPECT_EQ(begin("look"), "");
  EXPECT_EQ(begin("ask"), "order") << "one step at a time";
  EXPECT_EQ(done("come"), "order");
}

TEST_F(Walked, WithoutThoseWhoDoItIsRefused) {
  ASSERT_EQ(begin("come"), "");
  EXPECT_EQ(done("come"), "presence") << "nobody came";
  room(Kind::kArrived, {{"person", "dave"}});
  EXPECT_EQ(done("come"), "presence") << "olga did not";
  room(Kind::kArrived, {{"person", "olga"}});
  EXPECT_EQ(done("come"), "");
  room(Kind::kLeft, {{"person", "olga"}});
  EXPECT_EQ(begin("look"), "presence");
}

TEST_F(Walked, WithoutItsTraceIsNotDone) {
  come();
  ASSERT_EQ(begin("look"), "");
  EXPECT_EQ(done("look"), "order");
  walk_.leave_trace("token other");
  EXPECT_EQ(done("look"), "order");
  walk_.leave_trace("token vault");
  EXPECT_EQ(done("look"), "");
}

TEST_F(Walked, ATraceOfAnEarlierStepIsNotOne) {
  come();
  look();
  ASSERT_EQ(section("one"), "");
  walk_.leave_trace("proposed");
  ASSERT_EQ(begin("ask"), "");
  EXPECT_EQ(done("ask"), "order");
}

TEST_F(Walked, IsInitialledOnceByAWitnessWhenItIsDone) {
  EXPECT_EQ(initial("come"), "order");
  come();
  EXPECT_EQ(initial("come"), "order");
  ASSERT_EQ(begin("look"), "");
  walk_.leave_trace("token vault");
  ASSERT_EQ(done("look"), "");
  EXPECT_EQ(initial("look", "olga"), "order");
  EXPECT_EQ(section("one"), "order") << "look is not initialled";
}

TEST_F(Walked, IntoTheNextSectionOnlyWhenThisOneIsSigned) {
  come();
  look();
  EXPECT_EQ(begin("ask"), "section");
  EXPECT_EQ(section("two"), "section");
  EXPECT_EQ(section("one"), "");
  EXPECT_EQ(section("one"), "section") << "nothing was done since";
  EXPECT_EQ(begin("ask"), "");
  EXPECT_EQ(section("two"), "section") << "a step is open";
}

TEST_F(Walked, ABrokenOffStepIsBegunAgain) {
  come();
  ASSERT_EQ(begin("look"), "");
  const Entry broken = entry(Kind::kStepBrokenOff, {{"step", "look"}, {"text", "fire alarm"}});
  EXPECT_EQ(kind_of(walk_.break_off(broken)), "");
  EXPECT_EQ(kind_of(walk_.break_off(broken)), "order");
  EXPECT_EQ(section("one"), "");
  look();
}

TEST_F(Walked, ASkippedStepIsTheNextOne) {
  const auto skip = [&](const std::string& step) {
    return kind_of(walk_.skip(entry(Kind::kStepSkipped, {{"step", step}, {"deviation", "1"}})));
  };
  EXPECT_EQ(skip("look"), "order");
  come();
  EXPECT_EQ(skip("look"), "");
  EXPECT_EQ(begin("look"), "order");
}

TEST_F(Walked, AfterADecisionToStopNothingIsBegun) {
  come();
  walk_.stop();
  EXPECT_EQ(begin("look"), "order");
  EXPECT_EQ(finish(true), "order");
  EXPECT_EQ(finish(false), "");
}

}  // namespace step_walk_test
}  // namespace pyx::ceremony::transcript

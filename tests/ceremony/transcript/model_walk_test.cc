#include "ceremony/transcript/model_walk.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "ceremony/planning/plan_reader.h"
#include "tests/support/custody_fixture.h"

namespace pyx::ceremony::transcript {
namespace model_walk_test {

using planning::Action;
using pyx::testing::must;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Three people, and a token in the host.
constexpr std::string_view kPlan = R"(version = 1
title = "A look at a token"
purpose = "Three people look at a token."
vault = "founded"
longest = "1h"

[[role]]
id = "officer"
title = "Officer"
duty = "looks"
least = 2

[[role]]
id = "witness"
title = "Witness"
duty = "watches"
least = 1
in_policy = false

[[token]]
id = "vault"
text = "the vault's"
at = "host"
state = "vault"
so_pin = "elsewhere"
user_pin = "pin-source"

[[section]]
id = "all"
title = "All of it"

[[step]]
id = "arrive"
section = "all"
title = "They come"
who = ["officer", "witness"]
do = "arrive"
minutes = 1

[[step]]
id = "identify"
section = "all"
title = "Who they are"
who = ["officer", "witness"]
do = "check-identity"
with = { people = ["officer", "witness"] }
minutes = 1

[[step]]
id = "digests"
section = "all"
title = "What is done"
who = ["officer", "witness"]
do = "read-digests"
minutes = 1

[[step]]
id = "look"
section = "all"
title = "The token is the right one"
who = ["officer", "witness"]
do = "inspect-token"
with = { token = "vault" }
minutes = 1

[[step]]
id = "open"
section = "all"
title = "And the vault"
who = ["officer"]
do = "open-vault"
with = { token = "vault" }
minutes = 1

[[step]]
id = "sign"
section = "all"
title = "They sign"
who = ["officer", "witness"]
do = "sign-transcript"
minutes = 1
)";

class WalkAlong : public ::testing::Test {
 protected:
  WalkAlong() {
    for (const char* id : {"alice", "bob", "dave"}) {
      transcript_.entries.push_back(
          entry(Kind::kPerson, {{"person", id},
                                {"name", id},
                                {"roles", std::string(id) == "dave" ? "witness" : "officer"},
                                {"key", to_base64(people_.at(id).public_key().spki())}}));
    }
    auto beginning = ModelWalk::begin(transcript_,
                                      std::make_shared<const planning::Plan>(
                                          *planning::read_plan(as_bytes(kPlan), "plan.toml").plan),
                                      nullptr);
    for (const Entry& one : transcript_.entries) beginning.walk->follow(one);
    walk_.emplace(*std::move(beginning.walk));
  }
  Entry entry(Kind kind, const Values& values) {
    return must(make_entry(next_++, Time{}, kind, values));
  }
  // What is wrong; empty: nothing.
  std::string follow(Kind kind, const Values& values) {
    const auto fault = walk_->follow(entry(kind, values));
    return fault ? fault->text : "";
  }
  std::string step(const std::string& id, const std::string& people) {
    const std::string begun = follow(Kind::kStepBegun, {{"step", id}, {"people", people}});
    if (id == "arrive") {
      for (const char* person : {"alice", "bob", "dave"})
        follow(Kind::kArrived, {{"person", person}});
    }
    return begun + follow(Kind::kStepDone, {{"step", id}});
  }
  void upto_look() {
    EXPECT_EQ(step("arrive", "alice bob dave"), "");
    EXPECT_EQ(step("identify", "alice bob dave"), "");
    EXPECT_EQ(step("digests", "alice bob dave"), "");
    EXPECT_EQ(step("look", "alice bob dave"), "");
  }
  // Away and back, known again and with digests read again.
  void interrupt() {
    EXPECT_EQ(follow(Kind::kIntermission, {}), "");
    EXPECT_EQ(follow(Kind::kReturned, {{"people", "alice bob dave"}}), "");
    EXPECT_EQ(follow(Kind::kIdentified, {{"people", "alice dave"}, {"who", "alice bob dave"}}), "");
    EXPECT_EQ(
        follow(Kind::kDigestRead,
               {{"what", "plan"}, {"digest", std::string(64, '0')}, {"people", "alice dave"}}),
        "");
  }
  Values token() const {
    return {{"token", "vault"}, {"serial", "1"}, {"model", "m"}, {"manufacturer", "n"}};
  }

  std::uint64_t next_ = 0;
  pyx::testing::People people_ = pyx::testing::new_people();
  Transcript transcript_;
  std::optional<ModelWalk> walk_;
};

TEST_F(WalkAlong, AStepMovesTheModelOnceItIsDone) {
  follow(Kind::kStepBegun, {{"step", "arrive"}, {"people", "alice bob dave"}});
  EXPECT_FALSE(walk_->model().state().people.at("alice").present);
  follow(Kind::kStepDone, {{"step", "arrive"}});
  EXPECT_TRUE(walk_->model().state().people.at("alice").present);
}

TEST_F(WalkAlong, AStepThatTheModelRefusesIsAFault) {
  EXPECT_THAT(follow(Kind::kStepBegun, {{"step", "digests"}, {"people", "alice bob dave"}}),
              HasSubstr("step digests: alice is not in the room"));
}

TEST_F(WalkAlong, APersonWhoComesOutsideOfAStepIsThereAndNotKnown) {
  follow(Kind::kArrived, {{"person", "bob"}});
  EXPECT_TRUE(walk_->model().state().people.at("bob").present);
  EXPECT_FALSE(walk_->model().state().people.at("bob").identified);
}

TEST_F(WalkAlong, AfterAnIntermissionATokenHasToBeLookedAtAgain) {
  upto_look();
  interrupt();
  EXPECT_THAT(walk_->to_inspect_again(), ElementsAre("vault"));
  EXPECT_THAT(follow(Kind::kStepBegun, {{"step", "open"}, {"people", "alice"}}),
              HasSubstr("was not inspected"));
}

TEST_F(WalkAlong, ATokenThatEverybodyLookedAtAgainServesAsBefore) {
  upto_look();
  interrupt();
  EXPECT_EQ(follow(Kind::kToken, token()), "");
  EXPECT_THAT(walk_->to_inspect_again(), IsEmpty());
  EXPECT_EQ(follow(Kind::kStepBegun, {{"step", "open"}, {"people", "alice"}}), "");
}

TEST_F(WalkAlong, ATokenIsNotLookedAtByWhomNobodyKnows) {
  upto_look();
  EXPECT_EQ(follow(Kind::kIntermission, {}), "");
  EXPECT_EQ(follow(Kind::kReturned, {{"people", "alice bob dave"}}), "");
  EXPECT_THAT(follow(Kind::kToken, token()), HasSubstr("nobody has checked who"));
}

TEST_F(WalkAlong, ALookOutsideOfAStepBeforeAnyIntermissionSaysNothing) {
  EXPECT_EQ(follow(Kind::kToken, token()), "");
  EXPECT_FALSE(walk_->model().state().tokens.at("vault").inspected);
}

TEST_F(WalkAlong, AStepOfNoPlanIsDoneByExactlyThesePeople) {
  upto_look();
  const planning::Step leave = walk_->single_step(Action::kLeave, {"bob"});
  EXPECT_FALSE(walk_->model().check(leave, std::vector<std::string>{"bob"}).has_value());
  EXPECT_TRUE(walk_->model().check(leave, std::vector<std::string>{"alice"}).has_value());
}

}  // namespace model_walk_test
}  // namespace pyx::ceremony::transcript

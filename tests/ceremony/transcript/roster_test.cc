#include "ceremony/transcript/roster.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "tests/base/public_keys.h"

namespace pyx::ceremony::transcript {
namespace roster_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RosterOfTwo : public ::testing::Test {
 protected:
  RosterOfTwo() {
    EXPECT_EQ(add("alice", pyx::testing::ed25519()), "");
    EXPECT_EQ(add("dave", pyx::testing::p256()), "");
  }
  // The kind of the fault, or nothing.
  std::string follow(Kind kind, const Values& values) {
    const auto fault = roster_.follow(make_entry(next_++, Time(), kind, values).value());
    return fault ? std::string(to_text(fault->kind)) : "";
  }
  std::string add(const std::string& id, const PublicKey& key) {
    return follow(Kind::kPerson, {{"person", id},
                                  {"name", "x"},
                                  {"roles", "witness operator"},
                                  {"key", to_base64(key.spki())}});
  }
  Roster roster_;
  std::uint64_t next_ = 1;
};

TEST_F(RosterOfTwo, KnowsItsPeopleByIdAndKey) {
  ASSERT_NE(roster_.person("alice"), nullptr);
  EXPECT_THAT(roster_.person("alice")->roles, ElementsAre("witness", "operator"));
  EXPECT_EQ(roster_.person_with_key(pyx::testing::p256().id())->id, "dave");
  EXPECT_EQ(roster_.person("bob"), nullptr);
  EXPECT_EQ(roster_.person_with_key(sha256("key")), nullptr);
}

TEST_F(RosterOfTwo, TakesNobodyAndNoKeyTwice) {
  EXPECT_EQ(add("alice", pyx::testing::ed25519()), "person");
  EXPECT_EQ(add("bob", pyx::testing::p256()), "person");
}

TEST_F(RosterOfTwo, FollowsWhoComesAndLeaves) {
  EXPECT_THAT(roster_.present(), IsEmpty());
  EXPECT_EQ(follow(Kind::kLeft, {{"person", "alice"}}), "presence");
  EXPECT_EQ(follow(Kind::kArrived, {{"person", "alice"}}), "");
  EXPECT_EQ(follow(Kind::kArrived, {{"person", "alice"}}), "presence");
  EXPECT_EQ(follow(Kind::kArrived, {{"person", "bob"}}), "person");
  EXPECT_THAT(roster_.present(), ElementsAre("alice"));
  EXPECT_EQ(follow(Kind::kLeft, {{"person", "alice"}}), "");
  EXPECT_THAT(roster_.present(), IsEmpty());
}

TEST_F(RosterOfTwo, IsAwayDuringAnIntermission) {
  EXPECT_EQ(follow(Kind::kArrived, {{"person", "alice"}}), "");
  EXPECT_EQ(follow(Kind::kIntermission, {}), "");
  EXPECT_THAT(roster_.present(), IsEmpty());
  EXPECT_EQ(follow(Kind::kReturned, {{"people", "dave alice"}}), "");
  EXPECT_THAT(roster_.present(), ElementsAre("alice", "dave"));
  EXPECT_EQ(follow(Kind::kReturned, {{"people", "bob"}}), "person");
}

TEST_F(RosterOfTwo, NamesWhoeverActsAndIsNotThere) {
  const Values watch{{"person", "dave"}, {"watch", "2026-11-23T09:00:00.000Z"}};
  EXPECT_EQ(follow(Kind::kClock, watch), "presence");
  EXPECT_EQ(follow(Kind::kArrived, {{"person", "dave"}}), "");
  EXPECT_EQ(follow(Kind::kClock, watch), "");
  EXPECT_EQ(follow(Kind::kIdentified, {{"people", "dave"}, {"who", "alice"}}), "presence");
  EXPECT_EQ(follow(Kind::kIdentified, {{"people", "dave"}, {"who", "bob"}}), "person");
}

TEST_F(RosterOfTwo, LetsPeopleBeginAStepWithWhichTheyCome) {
  EXPECT_EQ(follow(Kind::kStepBegun, {{"step", "come"}, {"people", "alice dave"}}), "");
  EXPECT_EQ(follow(Kind::kStepBegun, {{"step", "come"}, {"people", "bob"}}), "person");
}

}  // namespace roster_test
}  // namespace pyx::ceremony::transcript

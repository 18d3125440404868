#include "ceremony/transcript/log_check.h"

#include "ceremony/transcript/signature_check.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace log_check_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::must;

class HeldAgainstTheLog : public ::testing::Test {
 protected:
  HeldAgainstTheLog() {
    room_.whole();
    log_ = must(read_held_log(room_.bundle() / kLogFolder, {}));
    for (const Entry& entry : room_.writer->transcript().entries) {
      if (entry.kind != Kind::kAct) continue;
      story_.acts.push_back({entry.number,
                             entry.text("act"),
                             entry.text("event"),
                             std::stoull(entry.text("leaf")),
                             entry.text("leaf_hash"),
                             entry.text("vault"),
                             {}});
      if (!entry.text("anchored").empty())
        story_.acts.back().anchored = std::stoull(entry.text("anchored"));
    }
  }
  LogCheck check() const { return check_log(room_.writer->transcript(), story_, log_); }
  std::string fault() const {
    const LogCheck checked = check();
    return checked.faults.empty() ? "" : std::string(to_text(checked.faults.front().kind));
  }
  Roster roster() const { return check_signatures(room_.writer->transcript()).roster; }

  CeremonyRecord room_;
  HeldLog log_;
  Story story_;
};

TEST_F(HeldAgainstTheLog, EveryActIsThereAndNamesTheTranscript) {
  const LogCheck checked = check();
  ASSERT_TRUE(checked.faults.empty()) << checked.faults.front().text;
  EXPECT_EQ(checked.acts, 4U);
  EXPECT_EQ(checked.anchored, story_.acts[0].anchored);
}

TEST_F(HeldAgainstTheLog, AnotherLeafThanWasNamedIsMissed) {
  story_.acts[1].leaf += 1;
  EXPECT_EQ(fault(), "act");
  story_.acts[1].leaf = 900;
  EXPECT_EQ(fault(), "act");
}

TEST_F(HeldAgainstTheLog, AnotherActEventOrHashIsMissed) {
  const Story good = story_;
  story_.acts[1].act = "01938c2e-7000-7000-8000-00000000000a";
  EXPECT_EQ(fault(), "act");
  story_ = good;
  story_.acts[1].event = "executed";
  EXPECT_EQ(fault(), "act");
  story_ = good;
  story_.acts[1].leaf_hash = std::string(64, 'a');
  EXPECT_EQ(fault(), "act");
}

TEST_F(HeldAgainstTheLog, TheFoundingIsLeafNought) {
  story_.acts = {{3, "", "founded", 0, to_hex(log_.founding_leaf), to_hex(log_.vault), {}}};
  EXPECT_EQ(fault(), "");
  story_.acts[0].leaf_hash = std::string(64, 'a');
  EXPECT_EQ(fault(), "act");
}

TEST_F(HeldAgainstTheLog, AnotherVaultIsRefused) {
  story_.acts[0].vault = std::string(64, 'a');
  EXPECT_EQ(fault(), "log");
}

TEST_F(HeldAgainstTheLog, OfAnotherVaultThanTheHeadersIsRefused) {
  log_.vault = sha256("another vault");
  EXPECT_EQ(fault(), "log");
}

TEST_F(HeldAgainstTheLog, AnActThatNamesAnotherTranscriptIsRefused) {
  *story_.acts[0].anchored -= 1;
  EXPECT_EQ(fault(), "anchor");
  story_.acts[0].anchored = story_.acts[0].entry + 1;
  EXPECT_EQ(fault(), "anchor");
}

TEST_F(HeldAgainstTheLog, OnlyAProposalNamesTheTranscript) {
  story_.acts[1].anchored = 3;
  EXPECT_EQ(fault(), "anchor");
}

TEST_F(HeldAgainstTheLog, PeopleAreThoseOfThePolicy) {
  EXPECT_FALSE(check_people(roster(), {}, log_.in_force(Time(), Time())));
  const auto fault = check_people(roster(), {}, {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::kRoster);
}

TEST_F(HeldAgainstTheLog, PeopleWithOtherKeysAreStrangers) {
  CeremonyRecord other;
  other.open();
  const Roster strangers = check_signatures(other.writer->transcript()).roster;
  const auto fault = check_people(strangers, {}, log_.in_force(Time(), Time()));
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::kRoster);
}

TEST_F(HeldAgainstTheLog, PeopleOfRolesOutsideOfThePolicyNeedNotBeInIt) {
  const policies::Policy whole = log_.policies.front().policy;
  policies::Policy without = whole;
  std::erase_if(without.people, [](const policies::Person& one) { return one.id == "dave"; });
  EXPECT_TRUE(check_people(roster(), {}, {&without}));
  EXPECT_FALSE(check_people(roster(), {"witness"}, {&without}));
  without.people.clear();
  const std::set<std::string> all = {"witness", "operator", "security-officer"};
  EXPECT_TRUE(check_people(roster(), all, {&without})) << "somebody has to be";
}

}  // namespace log_check_test
}  // namespace pyx::ceremony::transcript

#include "ceremony/steps/act_work.h"

#include <gmock/gmock.h>

#include "ceremony/steps/at_vault.h"
#include "ceremony/transcript/anchor.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace act_work_test {

using custody::ActState;
using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using testing::act_steps;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_rules;
using testing::with_steps;
using transcript::Kind;

// The vault as another program sees it, once the steps' own is closed.
class Seen {
 public:
  explicit Seen(StepRoom& room) : host_(room.setting()) {
    room.work_of_steps->log_out();
    vault = *host_.vault(*room.model);
  }
  custody::VaultAccess* vault = nullptr;

 private:
  Host host_;
};

TEST(ActWork, TheNonceOfEachProposalNamesTheTranscriptBeforeIt) {
  StepRoom room;
  room.upto("propose-make-coins");
  const auto proposed = room.entries(Kind::kAct, "event", "proposed");
  ASSERT_THAT(proposed, SizeIs(4));
  const Seen seen(room);
  const auto& transcript = room.writer->transcript();
  for (const auto& entry : proposed) {
    const Uuid id = *Uuid::parse(entry.text("act"));
    const auto size = std::stoull(entry.text("anchored"));
    EXPECT_LE(size, entry.number);
    EXPECT_EQ(seen.vault->act(id)->act.nonce,
              transcript::act_nonce(transcript.header.ceremony, size, transcript.roots[size], id));
  }
}

TEST(ActWork, WhoSaysNoToOneOfSeveralActsLeavesTheOthersProposed) {
  StepRoom room;
  room.upto("propose-make-keys").begin("propose-make-keys");
  room.people.says_no.insert("propose-make-keys.agree.answer.operator-1");
  EXPECT_THAT(room.work("propose-make-keys"), FailsSaying(Code::kRefused, "says no"));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "proposed"), SizeIs(2));
  const auto found = room.look("propose-make-keys");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->became, Became::kNotDone);
  EXPECT_EQ(found->because, "2 of 4 acts are in the vault's log");
}

TEST(ActWork, ProposesAfterACrashOnlyWhatIsMissingAndWritesDownWhatHasNoEntry) {
  StepRoom room;
  room.upto("propose-make-keys").begin("propose-make-keys");
  room.people.says_no.insert("propose-make-keys.agree.answer.operator-1");
  ASSERT_THAT(room.work("propose-make-keys"), FailsWith(Code::kRefused));
  room.people.says_no.clear();
  room.crash();
  room.reconciled("propose-make-keys", "again");
  room.begin("propose-make-keys");
  ASSERT_THAT(room.work("propose-make-keys"), IsOk());
  room.done("propose-make-keys");
  // Those of the first attempt have an entry in the second as well; none was proposed twice.
  EXPECT_THAT(room.entries(Kind::kAct, "event", "proposed"), SizeIs(6));
  const Seen seen(room);
  EXPECT_THAT(*seen.vault->acts(), SizeIs(4));
}

TEST(ActWork, FindsApprovalsAndExecutionsThatHaveNoEntry) {
  StepRoom room;
  room.upto("approve-keys").begin("approve-keys");
  ASSERT_THAT(room.work("approve-keys"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("approve-keys")->became, Became::kDone);
  room.reconciled("approve-keys", "again");
  room.begin("approve-keys");
  const std::size_t asked = room.people.asked.size();
  ASSERT_THAT(room.work("approve-keys"), IsOk());
  EXPECT_EQ(room.people.asked.size(), asked) << "nobody is asked twice";
  room.done("approve-keys");

  room.begin("execute-keys");
  ASSERT_THAT(room.work("execute-keys"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("execute-keys")->because, "5 of 5 acts are executed");
  room.reconciled("execute-keys", "again");
  room.begin("execute-keys");
  ASSERT_THAT(room.work("execute-keys"), IsOk());
  EXPECT_THAT(room.entries(Kind::kAct, "event", "executed"), SizeIs(10));
}

TEST(ActWork, ExecutesNothingWithoutItsQuorum) {
  StepRoom room;
  room.upto("approve-keys");
  EXPECT_THAT(room.run("execute-keys", room.doers("propose-make-keys")),
              FailsSaying(Code::kRefused, "needs 2 more of officer"));
  EXPECT_THAT(room.entries(Kind::kAct, "event", "executed"), SizeIs(0));
}

// Everything else that a plan can propose, in front of the closing.
std::string with_more_acts(std::string plan) {
  plan = with_rules(std::move(plan),
                    "\"key.retire\", \"key.destroy\", \"thaw\", \"log.rotate\", \"clock.accept\"");
  const std::string freezes =
      step_text("freeze-all", "proof", "\"officer\"", "freeze", "target = \"all\"") +
      step_text("freeze-issuer", "proof", "\"officer\"", "freeze",
                "target = \"keys\", keys = [\"issuer\", \"coins\"]");
  return with_steps(
      std::move(plan), "checkpoint",
      freezes + act_steps("thaw", "proof", "thaw") +
          act_steps("retire", "proof", "key.retire", ", keys = [\"issuer\", \"coins\"]") +
          act_steps("destroy", "proof", "key.destroy", ", keys = [\"issuer\"]") +
          act_steps("rotate-log", "proof", "log.rotate"));
}

TEST(ActWork, FreezesThawsRetiresDestroysAndRotates) {
  StepRoom room("genesis", with_more_acts);
  room.upto("checkpoint");
  EXPECT_THAT(room.entries(Kind::kFrozen, "target", "all"), SizeIs(1));
  EXPECT_THAT(room.entries(Kind::kFrozen, "person", "officer-1"), SizeIs(4));
  const Seen seen(room);
  EXPECT_THAT(*seen.vault->freezes(), SizeIs(0));
  std::map<std::string, std::string> states;
  for (const custody::KeyRecord& key : *seen.vault->keys())
    states[key.coins ? key.coins->denomination : key.name] = custody::to_text(key.state);
  EXPECT_EQ(states["issuer"], "destroyed");
  EXPECT_EQ(states["seed"], "active");
  EXPECT_EQ(states["eur-1"], "deactivated");
  EXPECT_EQ(states["eur-5"], "deactivated");
}

TEST(ActWork, AFreezeIsFoundAfterACrash) {
  StepRoom room("genesis", with_more_acts);
  room.upto("freeze-all").begin("freeze-all");
  EXPECT_EQ(room.look("freeze-all")->became, Became::kNotDone);
  ASSERT_THAT(room.work("freeze-all"), IsOk());
  room.crash();
  EXPECT_EQ(room.look("freeze-all")->became, Became::kDone);
  room.reconciled("freeze-all", "continue");
  ASSERT_THAT(room.work("freeze-all"), IsOk());
  const auto frozen = room.entries(Kind::kFrozen);
  ASSERT_THAT(frozen, SizeIs(1));
  const Seen seen(room);
  ASSERT_THAT(*seen.vault->freezes(), SizeIs(1));
  const custody::FreezeRecord freeze = seen.vault->freezes()->front();
  EXPECT_EQ(frozen.front().text("freeze"), to_hex(freeze.id));
  EXPECT_EQ(frozen.front().text("leaf"), std::to_string(freeze.leaf_index));
}

}  // namespace act_work_test
}  // namespace pyx::ceremony::steps

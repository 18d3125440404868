#include "custody/client/remote_vault.h"

#include "tests/custody/client/client_fixture.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/custody/server/statements.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace remote_vault_test {

using pyx::testing::ClientFixture;
using pyx::testing::envelope_of;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;
using pyx::testing::RefusedBy;
using pyx::testing::sample_act;
using pyx::testing::sample_budget;
using pyx::testing::sample_decision;
using pyx::testing::sample_freeze;
using pyx::testing::sample_lowering;

class RemoteVaultOnLoopback : public ClientFixture {
 protected:
  RemoteVaultOnLoopback() { start(); }
  std::unique_ptr<RemoteVault> open() {
    return RemoteVault::open(transport_options(officers)).value();
  }
  const custody::Act act = sample_act(Uuid::v7(SystemClock().now()));
  const custody::Envelope proposal = envelope_of(custody::encode_act(act));
};

TEST_F(RemoteVaultOnLoopback, TellsWhatTheVaultTells) {
  const auto remote = open();
  EXPECT_EQ(remote->info()->id, vault.vault_id());
  EXPECT_EQ(remote->policy_bytes().value(), to_bytes(vault.policy));
  EXPECT_EQ(remote->keys()->front().id, vault.key());
  EXPECT_TRUE(remote->freezes()->empty());
  EXPECT_TRUE(remote->acts()->empty());
  EXPECT_EQ(remote->checkpoint().value(), vault.checkpoint().value());
}

TEST_F(RemoteVaultOnLoopback, AnActGoesItsWholeWay) {
  const auto remote = open();
  const auto proposed = remote->propose(proposal, std::nullopt);
  ASSERT_THAT(proposed, IsOk());
  EXPECT_EQ(proposed->act.id, act.id);
  EXPECT_EQ(vault.act_list.front().proposal.payload, proposal.payload);
  const auto decided =
      remote->decide(act.id, envelope_of(custody::encode_decision(sample_decision(act))));
  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->decisions.size(), 1U);
  const auto executed = remote->execute(act.id);
  ASSERT_THAT(executed, IsOk());
  EXPECT_EQ(executed->state, custody::ActState::kExecuted);
  EXPECT_EQ(remote->act(act.id)->act.id, act.id);
  EXPECT_EQ(remote->acts()->size(), 1U);
}

TEST_F(RemoteVaultOnLoopback, APolicyTravelsWithItsProposal) {
  ASSERT_THAT(open()->propose(proposal, to_bytes("name = \"new\"\n")), IsOk());
  EXPECT_EQ(vault.policy, "name = \"new\"\n");
}

TEST_F(RemoteVaultOnLoopback, BudgetsTravelWithTheirProposal) {
  custody::Act set = act;
  set.parameters = custody::BudgetSet{sha256("[[budget]]")};
  const std::string policy = vault.policy;
  ASSERT_THAT(open()->propose(envelope_of(custody::encode_act(set)), to_bytes("[[budget]]")),
              IsOk());
  EXPECT_EQ(vault.last_document, to_bytes("[[budget]]"));
  EXPECT_EQ(vault.policy, policy);
}

TEST_F(RemoteVaultOnLoopback, ATokenMatrixTravelsWithTheProofThatNamesIt) {
  custody::Act prove = act;
  prove.parameters = custody::BackupProve{act.id, sha256("{}")};
  ASSERT_THAT(open()->propose(envelope_of(custody::encode_act(prove)), to_bytes("{}")), IsOk());
  EXPECT_EQ(vault.last_document, to_bytes("{}"));
}

TEST_F(RemoteVaultOnLoopback, TellsBudgetsAndOpenRequestsAndLowers) {
  vault.budget_list.push_back({sample_budget(), {{3, 1500}, {40, 20000}}});
  vault.open_list.push_back({17, act.not_before, "bank", "sign", act.id});
  const auto remote = open();
  EXPECT_EQ(remote->budgets()->front().budget, sample_budget());
  EXPECT_EQ(remote->open_requests()->front().request, act.id);
  const auto lowered =
      remote->lower(envelope_of(custody::encode_lowering(sample_lowering(act.not_before))));
  ASSERT_THAT(lowered, IsOk());
  EXPECT_EQ(lowered->budget.limits.front().count, 10U);
  EXPECT_EQ(lowered->leaf_index, 10U);
}

TEST_F(RemoteVaultOnLoopback, AFreezeIsRecorded) {
  const auto freeze =
      open()->freeze(envelope_of(custody::encode_freeze(sample_freeze(act.not_before))));
  ASSERT_THAT(freeze, IsOk());
  EXPECT_EQ(freeze->statement.person, "carol");
}

TEST_F(RemoteVaultOnLoopback, RefusalsAreThoseOfTheVault) {
  vault.act_error = refused("ACT-QUORUM", "needs 1 more of security-officer");
  EXPECT_THAT(open()->execute(act.id), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(open()->act(act.id), FailsWith(Code::kNotFound));
  EXPECT_THAT(RemoteVault::open(transport_options(mint)).value()->acts(),
              RefusedBy("CLIENT-PINNED"));
}

TEST_F(RemoteVaultOnLoopback, LeavesComeFromTheTiles) {
  vault.add_leaf(to_bytes("second"));
  vault.add_leaf(to_bytes("third"));
  const auto remote = open();
  EXPECT_EQ(remote->leaves(1, 1).value(), std::vector<Bytes>{to_bytes("second")});
  EXPECT_EQ(remote->leaves(0, 256)->size(), 3U);
  EXPECT_TRUE(remote->leaves(3, 5)->empty());
  EXPECT_TRUE(remote->leaves(~std::uint64_t{0}, 5)->empty());
  EXPECT_THAT(remote->leaves(0, 257), FailsWith(Code::kBadInput));
}

TEST_F(RemoteVaultOnLoopback, ABlobIsTheOneThatWasAskedFor) {
  EXPECT_EQ(open()->blob(sha256(vault.policy)).value(), to_bytes(vault.policy));
  EXPECT_THAT(open()->blob(sha256("x")), FailsWith(Code::kNotFound));
}

TEST(RemoteVault, AServerThatSendsAnotherBlobIsNotBelieved) {
  pyx::testing::Script script;
  script.answers.emplace_back(Reply{200, "", "another blob"});
  RemoteVault remote(std::make_unique<pyx::testing::ScriptedTransport>(script));
  EXPECT_THAT(remote.blob(sha256("the blob")), FailsWith(Code::kBug));
}

TEST(RemoteVault, AnAnswerWithoutTheApisFormIsTheServersFault) {
  pyx::testing::Script script;
  for (int i = 0; i < 2; ++i) script.answers.emplace_back(json_reply(200, "{}"));
  RemoteVault remote(std::make_unique<pyx::testing::ScriptedTransport>(script));
  EXPECT_THAT(remote.info(), FailsWith(Code::kBug));
  EXPECT_THAT(remote.keys(), FailsWith(Code::kBug));
}

// It is unknown whether a lost statement was recorded: sending it again is the caller's decision.
TEST(RemoteVault, StatementsAreNeverSentTwice) {
  pyx::testing::Script script;
  RemoteVault remote(std::make_unique<pyx::testing::ScriptedTransport>(script));
  EXPECT_THAT(remote.execute(Uuid::v7(SystemClock().now())), FailsWith(Code::kRetry));
  ASSERT_EQ(script.asked.size(), 1U);
  EXPECT_EQ(script.asked.front().repeat, Repeat::kNever);
}

}  // namespace remote_vault_test
}  // namespace pyx::client

// Acts of a ceremony that no shipped plan has: of a mint that runs, and of its clock; on a real
// token.

#include <gmock/gmock.h>

#include <future>
#include <set>

#include "base/file.h"
#include "ceremony/cli/open_vault.h"
#include "ceremony/steps/host.h"
#include "custody/client/wallet.h"
#include "custody/evidence/verify.h"
#include "custody/vault.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"
#include "tests/support/crashes.h"
#include "tests/support/mint_budgets.h"

namespace pyx::ceremony::steps {
namespace mint_acts_test {

using custody::ActState;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::must;
using testing::act_steps;
using ::testing::SizeIs;
using testing::step_text;
using testing::StepRoom;
using testing::with_rules;
using testing::with_steps;

std::string with_acts_of_a_mint(std::string plan) {
  plan = with_rules(std::move(plan),
                    "\"budget.set\", \"coins.refund\", \"reservation.free\", \"clock.accept\", "
                    "\"policy.change\"");
  return with_steps(std::move(plan), "checkpoint",
                    act_steps("budget", "proof", "budget.set") +
                        act_steps("refund", "proof", "coins.refund") +
                        act_steps("free", "proof", "reservation.free") +
                        act_steps("accept", "proof", "clock.accept") +
                        step_text("read-policy", "proof", "\"administrator\", \"witness\"",
                                  "check-policy", "which = \"new\"") +
                        act_steps("change", "proof", "policy.change"));
}

class ActsOfAMint : public ::testing::Test {
 protected:
  ActsOfAMint() {
    write("budgets.toml", pyx::testing::roomy_budgets());
    write("new-policy.toml", to_text(must(read_file(room_.path("policy.toml")))) + "# changed\n");
    room_.site->budgets = "budgets.toml";
    room_.site->new_policy = "new-policy.toml";
  }
  void write(std::string_view name, const std::string& text) const {
    must(write_file(room_.path(name), as_bytes(text), Overwrite::kYes));
  }
  // As pyxd opens it, while no step has it open.
  std::unique_ptr<custody::Vault> served() {
    custody::VaultOptions options;
    options.folder = room_.path("vault");
    options.clock = &room_.clock;
    options.open_token = [this](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(const pkcs11::TokenUri parsed, pkcs11::parse_token_uri(uri));
      return open_token(parsed, SecretSource{SecretSource::File{room_.path("pins") / "vault"}});
    };
    return must(custody::Vault::open(std::move(options)));
  }
  Result<custody::ValueAnswer> mint(custody::Vault& vault) {
    custody::ValueRequest request;
    request.client = pyx::testing::issuer();
    request.request = Uuid::v7(room_.clock.now());
    request.what = custody::CoinsMint{{{"eur-5", 2}}, holder_.public_key};
    std::promise<Result<custody::ValueAnswer>> promise;
    auto future = promise.get_future();
    vault.operations().submit(std::move(request), [&](Result<custody::ValueAnswer> answer) {
      promise.set_value(std::move(answer));
    });
    return future.get();
  }
  // A request that was answered: the leaf.
  std::uint64_t answered() {
    room_.work_of_steps->log_out();
    return must(mint(*served())).receipt.leaf_index;
  }
  // One whose process died before it could answer, long ago.
  std::uint64_t never_answered() {
    room_.work_of_steps->log_out();
    pyx::testing::dies_at("crash-point:sign-reserved",
                          [&] { static_cast<void>(mint(*served()).ok()); });
    room_.clock.shift(std::chrono::minutes(61));
    return must(served()->open_requests()).front().leaf_index;
  }
  void say(const std::string& question, const std::string& answer) {
    room_.people.answers[question + ".operator-1"] = answer;
  }
  void does(const std::string& act) {
    for (const char* step : {"propose-", "approve-", "execute-"}) room_.does(step + act);
  }

  StepRoom room_{"genesis", with_acts_of_a_mint};
  hpke::KeyPair holder_ = must(client::new_holder_key(hpke::Kem::kX25519));
};

TEST_F(ActsOfAMint, AreDoneInACeremonyAndItsLogVerifies) {
  room_.upto("propose-budget");
  does("budget");
  say("propose-refund.leaf", std::to_string(answered()));
  say("propose-refund.case", "case 7: the answer was lost");
  say("propose-refund.holder", custody::to_text(holder_.public_key));
  does("refund");
  say("propose-free.leaf", std::to_string(never_answered()));
  say("propose-free.case", "case 8: it never left");
  does("free");
  say("propose-accept.until", to_rfc3339(room_.clock.now() + std::chrono::hours(1)));
  does("accept");
  room_.does("read-policy");
  does("change");
  room_.upto("log-out");

  Host host(room_.setting());
  room_.work_of_steps->log_out();
  custody::VaultAccess& vault = **host.vault(*room_.model);
  std::set<std::string> done;
  for (const custody::ActRecord& record : must(vault.acts())) {
    EXPECT_EQ(record.state, ActState::kExecuted);
    done.emplace(policies::to_text(record.act.type()));
  }
  for (const char* act :
       {"budget.set", "coins.refund", "reservation.free", "clock.accept", "policy.change"})
    EXPECT_TRUE(done.contains(act)) << act;
  const custody::VaultInfo info = must(vault.info());
  EXPECT_EQ(info.policy, sha256(must(read_file(room_.path("new-policy.toml")))));
  EXPECT_THAT(must(vault.budgets()), SizeIs(5));
  EXPECT_THAT(custody::verify_export(room_.bundle() / "log", info.id, std::nullopt), IsOk());
}

TEST_F(ActsOfAMint, ALeafThatIsNoRequestIsToldWhenTheActIsExecuted) {
  room_.upto("propose-budget");
  does("budget");
  say("propose-refund.leaf", "1");
  say("propose-refund.case", "case 7");
  say("propose-refund.holder", custody::to_text(holder_.public_key));
  room_.does("propose-refund").does("approve-refund").begin("execute-refund");
  EXPECT_THAT(room_.work("execute-refund"), FailsWith(Code::kNotFound));
  EXPECT_EQ(room_.look("execute-refund")->became, Became::kNotDone);
}

TEST_F(ActsOfAMint, NobodyIsAskedForTheCaseAgainAfterACrash) {
  room_.upto("propose-budget");
  does("budget");
  say("propose-refund.leaf", "1");
  say("propose-refund.case", "case 7");
  say("propose-refund.holder", custody::to_text(holder_.public_key));
  room_.begin("propose-refund");
  ASSERT_THAT(room_.work("propose-refund"), IsOk());
  room_.crash();
  EXPECT_EQ(room_.look("propose-refund")->became, Became::kDone);
  room_.reconciled("propose-refund", "again");
  room_.begin("propose-refund");
  const std::size_t asked = room_.people.asked.size();
  ASSERT_THAT(room_.work("propose-refund"), IsOk());
  EXPECT_EQ(room_.people.asked.size(), asked);
  room_.work_of_steps->log_out();
  Host host(room_.setting());
  std::size_t refunds = 0;
  for (const custody::ActRecord& record : must((*host.vault(*room_.model))->acts()))
    refunds += record.act.type() == policies::ActType::kCoinsRefund ? 1 : 0;
  EXPECT_EQ(refunds, 1U);
}

}  // namespace mint_acts_test
}  // namespace pyx::ceremony::steps

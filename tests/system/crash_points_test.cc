// ACT-ONCE at every named crash point of an act: a child process is killed there as by a power cut;
// then the vault is opened again, goes on by itself, and nothing was lost or done twice.

#include <gmock/gmock.h>

#include <array>

#include "tests/support/crashes.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace crash_points_test {

using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::expect_log_verifies;
using pyx::testing::FailsWith;
using pyx::testing::in_words;
using pyx::testing::IsOk;
using pyx::testing::last_leaf;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_on_token;
using pyx::testing::plant_foreign_key;
using pyx::testing::saw;
using pyx::testing::test_name;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Name = std::string_view;

const CrashPage kPage("Acts");

// ---- Proposals and decisions --------------------------------------------------------------------

TEST(ProposalCrash, BeforeItsCommitLeavesNoActAndTheSameProposalIsTakenLater) {
  LiveVault vault;
  const Act act = vault.act(KeyGenerate{vault.new_id(), "issuer-p-256", "coin"});
  vault.close();
  dies_at("crash-point:propose-before-commit", [&] {
    vault.open();
    vault.propose(act);
  });
  const std::string then = last_leaf(vault);
  vault.open();
  EXPECT_THAT(must(vault->acts()), IsEmpty());
  vault.propose(act);
  saw({"propose-before-commit", "proposing", then, "no act", "the proposer: propose again"});
  EXPECT_THAT(must(vault->acts()), SizeIs(1));
  expect_log_verifies(vault);
}

TEST(DecisionCrash, BeforeItsCommitLeavesNoVoteAndTheSameDecisionIsTakenLater) {
  LiveVault vault;
  const Uuid act = vault.propose(KeyGenerate{vault.new_id(), "issuer-p-256", "coin"});
  const Envelope decision = vault.decision(must(vault->act(act)), "alice");
  vault.close();
  dies_at("crash-point:decide-before-commit", [&] {
    vault.open();
    must(vault->decide(act, decision));
  });
  const std::string then = last_leaf(vault);
  vault.open();
  EXPECT_THAT(must(vault->act(act)).decisions, IsEmpty());
  must(vault->decide(act, decision));
  saw({"decide-before-commit", "deciding", then, "the act without the decision",
       "the officer: decide again"});
  EXPECT_THAT(must(vault->act(act)).decisions, SizeIs(1));
  expect_log_verifies(vault);
}

TEST(ExpiryCrash, BeforeItsCommitLeavesTheActOpenAndTheNextDecisionClosesIt) {
  LiveVault vault;
  const Uuid act = vault.propose(KeyGenerate{vault.new_id(), "issuer-p-256", "coin"});
  const ActRecord record = must(vault->act(act));
  vault.close();
  vault.clock.shift(std::chrono::minutes(30));
  const Envelope late = vault.decision(record, "alice");
  dies_at("crash-point:expire-before-commit", [&] {
    vault.open();
    static_cast<void>(vault->decide(act, late));
  });
  const std::string then = last_leaf(vault);
  vault.open();
  EXPECT_EQ(must(vault->act(act)).state, ActState::kOpen);
  EXPECT_FALSE(vault->decide(act, late).ok());
  EXPECT_EQ(must(vault->act(act)).state, ActState::kExpired);
  EXPECT_THAT(must(vault->act(act)).decisions, IsEmpty());
  saw({"expire-before-commit", "recording an expiry", then, "the act, open and past its time",
       "nobody: whoever decides or executes next closes it"});
  expect_log_verifies(vault);
}

// FREEZE-ONE
TEST(FreezeCrash, BeforeItsCommitLeavesNoFreezeAndTheSameFreezeIsTakenLater) {
  LiveVault vault;
  FreezeStatement freeze;
  freeze.vault = vault.id;
  freeze.target = FreezeAll{};
  freeze.person = "carol";
  freeze.time = vault.clock.now();
  freeze.expires = freeze.time + std::chrono::minutes(5);
  freeze.nonce = pyx::testing::new_nonce();
  freeze.reason = "a test";
  const Envelope envelope =
      pyx::testing::envelope_by({&vault.people.at("carol")}, encode_freeze(freeze));
  vault.close();
  dies_at("crash-point:freeze-before-commit", [&] {
    vault.open();
    must(vault->freeze(envelope));
  });
  const std::string then = last_leaf(vault);
  vault.open();
  EXPECT_THAT(must(vault->freezes()), IsEmpty());
  must(vault->freeze(envelope));
  EXPECT_THAT(must(vault->freezes()), SizeIs(1));
  saw({"freeze-before-commit", "freezing", then, "no freeze", "the officer: freeze again"});
  expect_log_verifies(vault);
}

// ---- Execution ----------------------------------------------------------------------------------

struct ActCase {
  std::string name;
  bool on_token = false;
  // Everything that must be there before the act, and the act.
  std::function<ActParameters(LiveVault&)> prepare;
  // What must be true once it was executed.
  std::function<void(LiveVault&, const ActParameters&)> expect;
  // Of a key that it made or destroyed: how many objects the token has of it then.
  std::size_t objects = 0;
};

template <class Parameters>
const Uuid& key_of(const ActParameters& parameters) {
  return std::get<Parameters>(parameters).key;
}
std::optional<Uuid> key_on_token(const ActParameters& parameters) {
  if (const auto* made = std::get_if<KeyGenerate>(&parameters)) return made->key;
  if (const auto* made = std::get_if<LogRotate>(&parameters)) return made->key;
  if (const auto* gone = std::get_if<KeyDestroy>(&parameters)) return gone->key;
  return std::nullopt;
}

std::vector<ActCase> all_acts() {
  return {
      {"KeyGenerate", true,
       [](LiveVault& vault) {
         return KeyGenerate{vault.new_id(), "issuer-rsa-2048", "coin"};
       },
       [](LiveVault& vault, const ActParameters& parameters) {
         const Uuid& key = key_of<KeyGenerate>(parameters);
         EXPECT_EQ(vault.key(key).state, KeyState::kPreActivation);
         vault.done(KeyActivate{key});
         EXPECT_THAT(vault.sign(key, {to_bytes("a coin")}), IsOk());
       },
       2},
      {"KeyDestroy", true,
       [](LiveVault& vault) { return KeyDestroy{vault.make_key("issuer-p-256")}; },
       [](LiveVault& vault, const ActParameters& parameters) {
         EXPECT_EQ(vault.key(key_of<KeyDestroy>(parameters)).state, KeyState::kDestroyed);
       },
       0},
      {"LogRotate", true, [](LiveVault& vault) { return LogRotate{vault.new_id()}; },
       [](LiveVault& vault, const ActParameters&) { EXPECT_THAT(vault->checkpoint(), IsOk()); }, 2},
      {"KeyActivate", false,
       [](LiveVault& vault) { return KeyActivate{vault.make_key("issuer-p-256")}; },
       [](LiveVault& vault, const ActParameters& parameters) {
         EXPECT_EQ(vault.key(key_of<KeyActivate>(parameters)).state, KeyState::kActive);
       }},
      {"KeyRetire", false,
       [](LiveVault& vault) { return KeyRetire{vault.make_active_key("issuer-p-256")}; },
       [](LiveVault& vault, const ActParameters& parameters) {
         EXPECT_EQ(vault.key(key_of<KeyRetire>(parameters)).state, KeyState::kDeactivated);
       }},
      {"Thaw", false,
       [](LiveVault& vault) {
         return Thaw{{must(vault.freeze(FreezeAll{})).id}, false};
       },
       [](LiveVault& vault, const ActParameters&) {
         EXPECT_THAT(must(vault->freezes()), IsEmpty());
       }},
      {"PolicyChange", false,
       [](LiveVault& vault) {
         return PolicyChange{sha256(as_bytes(vault.policy() + "# stricter\n"))};
       },
       [](LiveVault& vault, const ActParameters& parameters) {
         EXPECT_EQ(must(vault->info()).policy, std::get<PolicyChange>(parameters).policy);
       }},
  };
}

constexpr std::array<Name, 4> kTokenActPoints = {
    "crash-point:execute-before-intent", "crash-point:execute-intent-written",
    "crash-point:execute-token-done", "crash-point:execute-before-commit"};

struct ExecutionCase {
  ActCase act;
  Name point;
  friend void PrintTo(const ExecutionCase& one, std::ostream* to) { *to << one.point; }
};

std::vector<ExecutionCase> all_executions() {
  std::vector<ExecutionCase> cases;
  for (const ActCase& act : all_acts()) {
    for (const Name point : kTokenActPoints) {
      if (act.on_token || point == kTokenActPoints.back()) cases.push_back({act, point});
    }
  }
  return cases;
}

std::size_t leaves_of(LiveVault& vault, const Uuid& act) {
  std::size_t found = 0;
  for (const Leaf& leaf : vault.leaves()) {
    const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
    if (executed != nullptr && executed->act == act) ++found;
  }
  return found;
}

// The leaf and the objects that a crash left, read past the vault.
std::string durable(const LiveVault& vault, const ActParameters& parameters) {
  const auto key = key_on_token(parameters);
  return last_leaf(vault) + (key ? ", " + in_words(objects_on_token(vault, *key)) : "");
}

// A vault with an act that has its quorum and is not executed, closed; and what is true of it once
// it is, whatever happened in between.
class ExecutionCrash : public ::testing::Test {
 protected:
  void prepare(const ActCase& test) {
    vault_.open();
    parameters_ = test.prepare(vault_);
    std::optional<Bytes> policy;
    if (std::holds_alternative<PolicyChange>(parameters_))
      policy = to_bytes(vault_.policy() + "# stricter\n");
    act_ = vault_.propose(vault_.act(parameters_), policy);
    vault_.approve(act_);
    vault_.close();
  }
  void dies_executing_at(Name point) {
    dies_at(point, [this] {
      vault_.open();
      must(vault_->execute(act_));
    });
  }
  ActState state() { return must(vault_->act(act_)).state; }
  std::string type() {
    Act act;
    act.parameters = parameters_;
    return std::string(policies::to_text(act.type()));
  }
  void expect_done_once(const ActCase& test) {
    EXPECT_EQ(state(), ActState::kExecuted);
    EXPECT_THAT(vault_->execute(act_), FailsWith(Code::kConflict));
    EXPECT_EQ(leaves_of(vault_, act_), 1U);
    test.expect(vault_, parameters_);
    expect_log_verifies(vault_);
    if (const auto key = key_on_token(parameters_)) {
      EXPECT_EQ(objects_on_token(vault_, *key), test.objects);
    }
    EXPECT_EQ(objects_on_token(vault_, foreign_), 2U);
  }

  LiveVault vault_{LiveVault::Start::kFounded};
  const Uuid foreign_ = plant_foreign_key(vault_);
  ActParameters parameters_;
  Uuid act_;
};

class FirstCrash : public ExecutionCrash, public ::testing::WithParamInterface<ExecutionCase> {};

TEST_P(FirstCrash, IsDoneOnceAndWithoutAPersonOnceItsIntentIsWritten) {
  const auto& [test, point] = GetParam();
  prepare(test);
  dies_executing_at(point);
  const std::string then = durable(vault_, parameters_);
  vault_.open();
  const ActState found = state();
  std::string who = "nobody";
  if (found != ActState::kExecuted) {
    EXPECT_EQ(found, ActState::kOpen);
    EXPECT_FALSE(test.on_token && point != kTokenActPoints.front());
    must(vault_->execute(act_));
    who = "whoever executes: again";
  }
  saw({std::string(point), type(), then, "the act is " + std::string(to_text(found)), who});
  expect_done_once(test);
}

INSTANTIATE_TEST_SUITE_P(Of, FirstCrash, ::testing::ValuesIn(all_executions()),
                         [](const auto& one) {
                           return one.param.act.name + "At" + test_name(one.param.point);
                         });

// ---- A second crash, while the first is reconciled ----------------------------------------------

std::vector<ExecutionCase> all_second_crashes() {
  std::vector<ExecutionCase> cases;
  for (const ActCase& act : all_acts()) {
    if (!act.on_token) continue;
    // Nothing is swept for a key that is destroyed: its destruction is repeated.
    if (act.objects > 0) cases.push_back({act, "crash-point:execute-swept"});
    cases.push_back({act, "crash-point:execute-token-done"});
    cases.push_back({act, "crash-point:execute-before-commit"});
  }
  return cases;
}

class SecondCrash : public ExecutionCrash, public ::testing::WithParamInterface<ExecutionCase> {};

TEST_P(SecondCrash, WhileTheFirstIsReconciledIsReconciledToo) {
  const auto& [test, point] = GetParam();
  prepare(test);
  dies_executing_at("crash-point:execute-token-done");
  dies_at(point, [this] { vault_.open(); });
  const std::string then = durable(vault_, parameters_);
  vault_.open();
  saw({std::string(point), type() + ", reconciling", then,
       "the act is " + std::string(to_text(state())), "nobody"});
  expect_done_once(test);
}

INSTANTIATE_TEST_SUITE_P(Of, SecondCrash, ::testing::ValuesIn(all_second_crashes()),
                         [](const auto& one) {
                           return one.param.act.name + "At" + test_name(one.param.point);
                         });

// The token made the key and failed; what it left was destroyed, and the process dies before that
// is in the log. The act was never refused, so it is done.
TEST_F(ExecutionCrash, AfterTheSweepOfAnAttemptThatFailedIsDoneByTheNextStart) {
  const ActCase test = all_acts().front();
  prepare(test);
  dies_at("crash-point:execute-swept", [this] {
    pyx::testing::TokenScript script;
    script.generate = [](pkcs11::Token& beneath, const pkcs11::KeySpec& spec) {
      must(beneath.generate(spec));
      return pyx::testing::device_error("C_GenerateKeyPair");
    };
    VaultOptions options = vault_.options();
    options.open_token = [&script, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<pyx::testing::ScriptedToken>(script, std::move(real)));
    };
    vault_.open(std::move(options));
    static_cast<void>(vault_->execute(act_));
  });
  const std::string then = durable(vault_, parameters_);
  vault_.open();
  saw({"execute-swept", type() + ", the token fails", then,
       "the act is " + std::string(to_text(state())), "nobody"});
  expect_done_once(test);
}

}  // namespace crash_points_test
}  // namespace pyx::custody

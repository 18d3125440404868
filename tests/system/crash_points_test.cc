// ACT-ONCE and SIGN-DURABLE at every named crash point: a child process is killed there as by a
// power cut; then the vault is opened again, goes on by itself, and nothing was lost or done twice.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <set>

#include "base/file.h"
#include "custody/evidence/merkle.h"
#include "tests/crash_point_hook.h"
#include "tests/support/live_vault.h"

namespace pyx::custody {
namespace {

using pyx::testing::crash_at;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_of;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Name = std::string_view;

// Does `work` in a child that is armed for `point`, and demands that it dies there.
void dies_at(Name point, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    crash_at(point);
    try {
      work();
    } catch (const std::exception& failure) {
      const std::string text = std::string(failure.what()) + "\n";
      static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
      ::_exit(EXIT_FAILURE);
    }
    ::_exit(EXIT_SUCCESS);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << point << " was not passed; the child ended with status " << status;
}

// "crash-point:sign-reserved" as GoogleTest takes it: "SignReserved".
std::string test_name(Name point) {
  std::string name;
  bool upper = true;
  for (const char c : point.substr(std::string_view("crash-point:").size())) {
    if (c != '-') name += upper ? static_cast<char>(std::toupper(c)) : c;
    upper = c == '-';
  }
  return name;
}

// An object of somebody else on the same token, which nothing of ours may touch.
Uuid plant_foreign_key(LiveVault& vault) {
  const Uuid id = vault.new_id();
  must(vault.open_token()->generate({id, KeyType::kP256, Purpose::kSign, "of somebody else"}));
  return id;
}

std::size_t objects_on_token(const LiveVault& vault, const Uuid& id) {
  return objects_of(*vault.open_token(), id);
}

// And closes the vault: one process logs in on a token once.
void expect_log_verifies(LiveVault& vault) {
  vault->stop();
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
  vault.close();
}

// ---- Founding -----------------------------------------------------------------------------------

constexpr std::array<Name, 2> kFoundingPoints = {"crash-point:found-keys-made",
                                                 "crash-point:found-before-commit"};

class FoundingCrash : public ::testing::TestWithParam<Name> {};

TEST_P(FoundingCrash, IsTakenUpAndLeavesOneVaultWithOneKeyEach) {
  LiveVault vault(LiveVault::Start::kTokenOnly);
  const Uuid foreign = plant_foreign_key(vault);
  dies_at(GetParam(), [&] { vault.found(); });
  // With a store there is nothing to draft any more; every other step is repeated as it was.
  if (GetParam() == kFoundingPoints.front()) must(vault.draft());
  must(vault.sign_founding());
  must(vault.finish());
  vault.open();
  EXPECT_THAT(vault->canary(), IsOk());
  EXPECT_THAT(vault.leaves(), SizeIs(1));
  expect_log_verifies(vault);
  // Two halves of each of the vault's two keys, its marker, and the two halves of the foreign key.
  EXPECT_THAT(must(vault.open_token()->objects()), SizeIs(7));
  EXPECT_EQ(objects_on_token(vault, foreign), 2U);
}

INSTANTIATE_TEST_SUITE_P(At, FoundingCrash, ::testing::ValuesIn(kFoundingPoints),
                         [](const auto& one) { return test_name(one.param); });

// ---- Proposals and decisions --------------------------------------------------------------------

TEST(ProposalCrash, BeforeItsCommitLeavesNoActAndTheSameProposalIsTakenLater) {
  LiveVault vault;
  const Act act = vault.act(KeyGenerate{vault.new_id(), "issuer-p-256", "coin"});
  vault.close();
  dies_at("crash-point:propose-before-commit", [&] {
    vault.open();
    vault.propose(act);
  });
  vault.open();
  EXPECT_THAT(must(vault->acts()), IsEmpty());
  vault.propose(act);
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
  vault.open();
  EXPECT_THAT(must(vault->act(act)).decisions, IsEmpty());
  must(vault->decide(act, decision));
  EXPECT_THAT(must(vault->act(act)).decisions, SizeIs(1));
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

constexpr std::array<Name, 3> kTokenActPoints = {"crash-point:execute-intent-written",
                                                 "crash-point:execute-token-done",
                                                 "crash-point:execute-before-commit"};

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

class ExecutionCrash : public ::testing::TestWithParam<ExecutionCase> {};

TEST_P(ExecutionCrash, IsDoneOnceAndWithoutAPersonOnceItsIntentIsWritten) {
  const auto& [test, point] = GetParam();
  LiveVault vault(LiveVault::Start::kFounded);
  const Uuid foreign = plant_foreign_key(vault);
  vault.open();
  const ActParameters parameters = test.prepare(vault);
  std::optional<Bytes> policy;
  if (std::holds_alternative<PolicyChange>(parameters))
    policy = to_bytes(vault.policy() + "# stricter\n");
  const Uuid act = vault.propose(vault.act(parameters), policy);
  vault.approve(act);
  vault.close();
  dies_at(point, [&] {
    vault.open();
    must(vault->execute(act));
  });

  vault.open();
  if (test.on_token) {
    EXPECT_EQ(must(vault->act(act)).state, ActState::kExecuted);
  } else {
    EXPECT_EQ(must(vault->act(act)).state, ActState::kOpen);
    must(vault->execute(act));
  }
  EXPECT_THAT(vault->execute(act), FailsWith(Code::kConflict));
  EXPECT_EQ(leaves_of(vault, act), 1U);
  test.expect(vault, parameters);
  expect_log_verifies(vault);
  if (const auto key = key_on_token(parameters)) {
    EXPECT_EQ(objects_on_token(vault, *key), test.objects);
  }
  EXPECT_EQ(objects_on_token(vault, foreign), 2U);
}

INSTANTIATE_TEST_SUITE_P(Of, ExecutionCrash, ::testing::ValuesIn(all_executions()),
                         [](const auto& one) {
                           return one.param.act.name + "At" + test_name(one.param.point);
                         });

// ---- Signing ------------------------------------------------------------------------------------

constexpr std::array<Name, 3> kSignPoints = {"crash-point:sign-reserved", "crash-point:sign-signed",
                                             "crash-point:sign-before-settle"};

class SigningCrash : public ::testing::TestWithParam<Name> {};

// FIELD trap 24.
TEST_P(SigningCrash, LeavesOneRequestLeafAndTheRetryGetsTheSameAnswer) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-ed25519");
  const SignRequest request = vault.request(key, {to_bytes("a coin of 5")});
  vault.close();
  const auto answered = vault.folder.path() / "answered";
  dies_at(GetParam(), [&] {
    vault.open();
    const auto answer = must(vault.sign(request));
    must(write_file(answered, answer.signatures.front(), Overwrite::kNo));
    ::pause();  // for the settle leaf, which rides behind
  });

  vault.open();
  std::vector<std::uint64_t> found;
  const auto before = vault.leaves();
  for (std::uint64_t i = 0; i < before.size(); ++i) {
    const auto* leaf = std::get_if<RequestLeaf>(&before[i].body);
    if (leaf != nullptr && leaf->request == request.request) found.push_back(i);
  }
  ASSERT_THAT(found, SizeIs(1));
  const auto answer = must(vault.sign(request));
  EXPECT_EQ(answer.receipt.leaf_index, found.front());
  const auto left = read_file(answered);
  ASSERT_EQ(left.ok(), GetParam() == kSignPoints.back());
  if (left) {
    EXPECT_EQ(*left, answer.signatures.front());
  }
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(At, SigningCrash, ::testing::ValuesIn(kSignPoints),
                         [](const auto& one) { return test_name(one.param); });

// Each test above fails if its point is not passed; so a name that stands in none of them is one
// that is never hit.
TEST(CrashPoints, EveryNameStandsInATestAbove) {
  std::set<Name> used = {"crash-point:propose-before-commit", "crash-point:decide-before-commit"};
  used.insert(kFoundingPoints.begin(), kFoundingPoints.end());
  used.insert(kTokenActPoints.begin(), kTokenActPoints.end());
  used.insert(kSignPoints.begin(), kSignPoints.end());
  std::set<Name> known;
  for (const auto& point : pyx::testing::kCrashPoints) known.insert(point.name);
  EXPECT_EQ(used, known);
}

}  // namespace
}  // namespace pyx::custody

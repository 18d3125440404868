// ACT-ONCE for the acts of a mint that have a part on the token, at every named point that they
// pass: a child process is killed there, and the disk loses whatever was not synced. Then the act
// is executed once, or has failed once; budgets, ledger and coins agree to the unit; no object is
// left over on the token; the log verifies. The acts' table of docs/crash-matrix.md is what this
// saw.

#include <gmock/gmock.h>

#include <array>

#include "tests/support/crashes.h"
#include "tests/support/mint_acts.h"
#include "tests/support/power_cut_vfs.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace mint_act_crash_test {

using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::MintAct;
using pyx::testing::MintVault;
using pyx::testing::must;
using pyx::testing::test_name;
using ::testing::IsSupersetOf;

using Name = std::string_view;

const CrashPage kPage("Acts", "docs/crash-matrix.md");

struct Case {
  std::string name;    // of the act, in the test's
  std::string during;  // on the page
  std::function<std::unique_ptr<MintAct>()> act;
  Name point;
  friend void PrintTo(const Case& one, std::ostream* to) {
    *to << one.during << " at " << one.point;
  }
};
std::string name_of(const ::testing::TestParamInfo<Case>& one) {
  return one.param.name + "At" + test_name(one.param.point);
}

constexpr Duration kLongAfter = std::chrono::minutes(61);
constexpr Name kBeforeIntent = "crash-point:execute-before-intent";
constexpr Name kIntentWritten = "crash-point:execute-intent-written";
constexpr Name kTokenDone = "crash-point:execute-token-done";
constexpr Name kSwept = "crash-point:execute-swept";
constexpr Name kBeforeCommit = "crash-point:execute-before-commit";

std::vector<Case> acts_at(std::initializer_list<Name> points) {
  std::vector<Case> cases;
  for (const Name point : points) {
    cases.push_back({"KeysSchedule", "keys.schedule", pyx::testing::scheduling, point});
    if (point == kSwept) continue;  // the others make no object
    cases.push_back(
        {"CoinsRefund", "coins.refund", [] { return pyx::testing::refunding(5'000); }, point});
    cases.push_back({"ReservationFree", "reservation.free",
                     [] { return pyx::testing::freeing_mint(kLongAfter); }, point});
    cases.push_back({"ReservationFreeOfBlindSign", "reservation.free of a blind.sign",
                     [] { return pyx::testing::freeing_blind(kLongAfter); }, point});
  }
  return cases;
}

class MintActCrash : public ::testing::TestWithParam<Case> {
 protected:
  // The act has its quorum and is not executed; the vault is closed.
  void prepare() {
    const ActParameters parameters = act_->prepare(vault_);
    vault_.close();  // which settles what was asked
    vault_.open();
    id_ = vault_.approved(parameters);
    vault_.close();
    before_ = all_objects();
  }
  std::size_t all_objects() const { return must(vault_.open_token()->objects()).size(); }
  void dies_executing_at(Name point) {
    dies_at(point, [this] {
      pyx::testing::power_cut_vfs::install();
      vault_.open();
      static_cast<void>(vault_->execute(id_));
    });
  }
  // What a crash left, read past the vault.
  std::string durable() const {
    std::string leaf = pyx::testing::last_leaf(vault_);
    if (act_->objects() == 0) return leaf;
    return leaf + ", " + pyx::testing::in_words(all_objects() - before_);
  }
  void saw(const std::string& during, const std::string& then, const std::string& who) {
    pyx::testing::saw({std::string(GetParam().point), during, then,
                       "the act is " + std::string(to_text(state())), who});
  }
  ActState state() { return must(vault_->act(id_)).state; }

  void expect_ended_once(ActState as) {
    EXPECT_EQ(state(), as);
    EXPECT_THAT(vault_->execute(id_), FailsWith(Code::kConflict));
    std::size_t executed = 0;
    std::size_t failed = 0;
    for (const Leaf& leaf : vault_.leaves()) {
      if (const auto* one = std::get_if<ExecutedLeaf>(&leaf.body)) executed += one->act == id_;
      if (const auto* one = std::get_if<FailedLeaf>(&leaf.body)) failed += one->act == id_;
    }
    EXPECT_EQ(executed, as == ActState::kExecuted ? 1U : 0U);
    EXPECT_EQ(failed, as == ActState::kFailed ? 1U : 0U);
    if (as == ActState::kExecuted) {
      act_->expect_executed(vault_, id_);
    } else {
      act_->expect_failed(vault_);
    }
    vault_->stop();
    const auto report = vault_.exported_and_verified();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->facts, IsSupersetOf(act_->cash(as)));
    vault_.close();
    EXPECT_EQ(all_objects(), before_ + (as == ActState::kExecuted ? act_->objects() : 0));
  }

  MintVault vault_;
  const std::unique_ptr<MintAct> act_ = GetParam().act();
  Uuid id_;
  std::size_t before_ = 0;
};

class FirstCrash : public MintActCrash {};

TEST_P(FirstCrash, IsDoneOnceAndWithoutAPersonOnceItsIntentIsWritten) {
  prepare();
  dies_executing_at(GetParam().point);
  const std::string then = durable();
  vault_.open();
  const bool open = GetParam().point == kBeforeIntent;
  EXPECT_EQ(state(), open ? ActState::kOpen : ActState::kExecuted);
  saw(GetParam().during, then, open ? "whoever executes: again" : "nobody");
  if (open) must(vault_->execute(id_));
  expect_ended_once(ActState::kExecuted);
}

INSTANTIATE_TEST_SUITE_P(Of, FirstCrash,
                         ::testing::ValuesIn(acts_at({kBeforeIntent, kIntentWritten, kTokenDone,
                                                      kBeforeCommit})),
                         name_of);

class SecondCrash : public MintActCrash {};

TEST_P(SecondCrash, WhileTheFirstIsReconciledIsReconciledToo) {
  prepare();
  dies_executing_at(kTokenDone);
  dies_at(GetParam().point, [this] {
    pyx::testing::power_cut_vfs::install();
    vault_.open();
  });
  const std::string then = durable();
  vault_.open();
  saw(GetParam().during + ", reconciling", then, "nobody");
  expect_ended_once(ActState::kExecuted);
}

INSTANTIATE_TEST_SUITE_P(Of, SecondCrash,
                         ::testing::ValuesIn(acts_at({kSwept, kTokenDone, kBeforeCommit})),
                         name_of);

// What its gate refuses has failed: a refund without room in its budget, a request that may still
// be under way.
class RefusedCrash : public MintActCrash {};

std::vector<Case> refused_acts() {
  std::vector<Case> cases;
  for (const Name point : {kIntentWritten, kTokenDone, kSwept}) {
    cases.push_back({"CoinsRefund", "coins.refund, refused",
                     [] { return pyx::testing::refunding(1'000); }, point});
    cases.push_back({"ReservationFree", "reservation.free, refused",
                     [] { return pyx::testing::freeing_mint(Duration(0)); }, point});
  }
  return cases;
}

TEST_P(RefusedCrash, HasFailedOnceAndChangedNothing) {
  prepare();
  dies_executing_at(GetParam().point);
  const std::string then = durable();
  vault_.open();
  saw(GetParam().during, then, "the officers: a new act, once it may pass");
  expect_ended_once(ActState::kFailed);
}

INSTANTIATE_TEST_SUITE_P(Of, RefusedCrash, ::testing::ValuesIn(refused_acts()), name_of);

// Of two keys the token made the first, failed at the second, and what it left was destroyed.
class HalfDoneCrash : public MintActCrash {};

TEST_P(HalfDoneCrash, LeavesNoKeyAndIsDoneByTheNextStart) {
  prepare();
  dies_at(GetParam().point, [this] {
    pyx::testing::power_cut_vfs::install();
    pyx::testing::TokenScript script;
    script.generate = [](pkcs11::Token& beneath, const pkcs11::KeySpec& spec) {
      auto made = beneath.generate(spec);
      if (is_asymmetric(spec.type)) made = pyx::testing::device_error("C_GenerateKeyPair");
      return made;
    };
    VaultOptions options = vault_.options();
    options.open_token = [&script, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<pyx::testing::ScriptedToken>(script, std::move(real)));
    };
    vault_.open(std::move(options));
    static_cast<void>(vault_->execute(id_));
  });
  const std::string then = durable();
  vault_.open();
  saw(GetParam().during + ", the token fails at its second key", then, "nobody");
  expect_ended_once(ActState::kExecuted);
}

INSTANTIATE_TEST_SUITE_P(Of, HalfDoneCrash, ::testing::ValuesIn(acts_at({kSwept})), name_of);

}  // namespace mint_act_crash_test
}  // namespace pyx::custody

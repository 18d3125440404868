// The mint against a model of it (tests/support/mint_model.h): three clients with different rights
// and budgets mint, exchange, redeem and ask again in a random order, while people freeze and thaw,
// keys are retired and rotated, time passes, the clock is set wrong and the vault is restarted.
// What the model forbids never passes, what it allows always does, and value in is value out.
//   PYX_MODEL_STEPS  how many steps; 250 unless set
//   PYX_MODEL_SEED   of a run that is to be repeated
// SIGN-BUDGET, SIGN-RETRY, FREEZE-ONE, CLOCK-SANE, COIN-ONCE, COIN-EQUAL.

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>

#include "tests/support/mint_clients.h"
#include "tests/support/several_clients.h"

namespace pyx::custody {
namespace mint_model_test {

using pyx::testing::IsOk;
using pyx::testing::MintClients;
using pyx::testing::MintModel;
using pyx::testing::MintVault;
using pyx::testing::must;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// After a silence that is longer than the policy's longest outage a restart puts the clock in
// doubt.
constexpr Duration kLongestSilence = policies::kLongestOutage - hours(24 * 10);

unsigned number_in(const char* variable, unsigned otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

std::vector<policies::Budget> read_budgets(const std::string& text) {
  return must(policies::parse_budgets(text, "budgets")).budgets;
}

class MintProperty : public ::testing::Test {
 protected:
  MintProperty() {
    const Bytes policy = to_bytes(vault_.policy() + pyx::testing::more_clients_toml());
    const Uuid act = vault_.propose(vault_.act(PolicyChange{sha256(policy)}), policy);
    vault_.approve(act);
    must(vault_->execute(act));
    model_.rights = pyx::testing::rights_of_several();
    model_.budgets.set(read_budgets(pyx::testing::roomy_budgets()));
    schedule_what_is_missing();
  }

  unsigned pick(std::size_t below) { return static_cast<unsigned>(random_() % below); }

  // ---- What people do ---------------------------------------------------------------------------

  bool has_key(const std::string& denomination) const {
    return std::ranges::any_of(model_.keys, [&](const MintModel::Key& key) {
      return key.terms.denomination == denomination && !key.is_retired &&
             key.terms.period.number == vault_.present_period();
    });
  }
  void schedule_what_is_missing() {
    for (const char* denomination : {"eur-1", "eur-5"}) {
      if (has_key(denomination)) continue;
      const Uuid key = vault_.schedule(denomination);
      model_.keys.push_back({key, *vault_.key(key).coins});
      if (denomination != std::string_view("eur-5")) continue;
      const std::string text = pyx::testing::several_budgets(key, model_.keys.size());
      vault_.set_budgets(text);
      model_.budgets.set(read_budgets(text));
    }
  }
  void retire_a_key() {
    MintModel::Key& key = model_.keys[pick(model_.keys.size())];
    if (key.is_retired) return;
    vault_.done(KeyRetire{key.id});
    key.is_retired = true;
  }
  FreezeTarget some_target() {
    const std::size_t client = pick(model_.rights.size());
    switch (pick(8)) {
      case 0:
        return FreezeAll{};
      case 1:
        return FreezeMinting{};
      case 2:
      case 3:
        return FreezeKey{model_.keys[pick(model_.keys.size())].id};
      default:
        return FreezeClient{std::next(model_.rights.begin(), static_cast<int>(client))->first};
    }
  }
  // What was answered just before is not answered again either; whoever is not frozen goes on.
  void freeze() {
    if (model_.freezes.size() > 2) return;
    clients_.everybody_asks();
    const FreezeTarget target = some_target();
    model_.freezes.emplace(must(vault_.freeze(target)).id, target);
    for (int i = 0; i < 3; ++i) clients_.ask_again();
    clients_.everybody_asks();
  }
  void thaw() {
    if (model_.freezes.empty()) return;
    const auto freeze =
        std::next(model_.freezes.begin(), static_cast<int>(pick(model_.freezes.size())));
    vault_.done(Thaw{{freeze->first}, false});
    model_.freezes.erase(freeze);
  }

  // ---- What happens -----------------------------------------------------------------------------

  Duration since_the_last_leaf() {
    const std::uint64_t size = must(vault_->info()).log_size;
    const Leaf last = must(parse_leaf(must(vault_->leaves(size - 1, 1)).at(0)));
    return vault_.clock.now() - last.time;
  }
  void pass_time() {
    static constexpr std::array kSteps = {Duration(minutes(7)), Duration(minutes(40)),
                                          Duration(hours(30)), Duration(hours(24 * 8))};
    if (since_the_last_leaf() < kLongestSilence) vault_.clock.shift(kSteps[pick(kSteps.size())]);
  }
  // Behind the last leaf, until it is set right, or ahead of what has passed, until it is accepted.
  void set_the_clock_wrong() {
    clients_.everybody_asks();  // a restart forgets what the clock said
    const bool ahead = pick(2) == 0;
    const Duration step = ahead ? Duration(hours(2)) : -since_the_last_leaf() - minutes(1);
    vault_.clock.step(step);
    model_.clock_in_doubt = true;
    clients_.everybody_asks();
    if (ahead) {
      restart();
      clients_.everybody_asks();
      vault_.done(ClockAccept{vault_.clock.now() + minutes(1)});
    } else {
      vault_.clock.step(-step);
    }
    model_.clock_in_doubt = false;
  }
  void restart() {
    vault_.close();
    vault_.open();
  }

  void step() {
    const unsigned kind = pick(24);
    if (kind < 6) return clients_.mint();
    if (kind < 10) return clients_.exchange();
    if (kind < 13) return clients_.redeem();
    if (kind < 16) return clients_.ask_again();
    if (kind < 17) return freeze();
    if (kind < 19) return thaw();
    if (kind < 20) return pass_time();
    if (kind < 21) return pick(3) > 0 ? retire_a_key() : set_the_clock_wrong();
    if (kind < 23) return schedule_what_is_missing();
    return restart();
  }

  // ---- What is true -----------------------------------------------------------------------------

  // Each window has taken what its own charges say, and so nothing of anybody else's.
  void expect_windows_as_charged() {
    const Time before = vault_.clock.now();
    const auto records = must(vault_->budgets());
    const Time after = vault_.clock.now();
    ASSERT_EQ(records.size(), model_.budgets.budgets().size());
    for (const BudgetRecord& record : records) {
      for (std::size_t i = 0; i < record.taken.size(); ++i) {
        const policies::Limit& limit = record.budget.limits[i];
        const Amount least = model_.budgets.taken(record.budget, limit, after);
        const Amount most = model_.budgets.taken(record.budget, limit, before, 1);
        EXPECT_TRUE(fits(least, record.taken[i]) && fits(record.taken[i], most))
            << record.budget.name << ", " << policies::window_text(limit.window);
      }
    }
    EXPECT_THAT(model_.budgets.above_their_limits(after), IsEmpty());
  }
  MintModel::Flows flows_of_leaves() {
    MintModel::Flows flows;
    for (const Leaf& leaf : vault_.leaves()) {
      const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
      if (operation == nullptr) continue;
      MintModel::Flow& flow = flows[{operation->client, operation->operation}];
      const auto worth = [&](const Uuid& key, std::uint64_t count) {
        return *times(count, model_.key(key).terms.value);
      };
      for (const IssuedCoins& line : operation->moves.issued)
        flow.out = *sum(flow.out, worth(line.key, line.count));
      for (const RetiredCoins& line : operation->moves.retired)
        flow.in = *sum(flow.in, worth(line.key, line.coins.size()));
    }
    return flows;
  }
  // The leaves, the ledger made anew from them, and what clients got say the same.
  void expect_books_agree() {
    EXPECT_EQ(flows_of_leaves(), model_.flows());
    const auto report = vault_.exported_and_verified();
    ASSERT_THAT(report, IsOk());
    auto held = clients_.held();
    for (const auto& [denomination, amount] : model_.outstanding()) {
      EXPECT_EQ(held[denomination], amount) << denomination;
      const std::string words = ", " + std::to_string(amount.count) + " outstanding worth " +
                                std::to_string(amount.value);
      EXPECT_THAT(report->facts,
                  Contains(AllOf(StartsWith(denomination + ": "), HasSubstr(words))));
    }
  }

  const unsigned seed_ = number_in("PYX_MODEL_SEED", std::random_device{}());
  std::mt19937 random_{seed_};
  MintVault vault_{MintVault::Coins::kNone};
  MintModel model_;
  MintClients clients_{vault_, model_, random_};
};

TEST_F(MintProperty, EachOfSeveralClientsGetsWhatTheModelForeseesAndNothingElse) {
  SCOPED_TRACE("PYX_MODEL_SEED=" + std::to_string(seed_));
  const unsigned steps = number_in("PYX_MODEL_STEPS", 250);
  for (unsigned i = 0; i < steps && !HasFailure(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    step();
    expect_windows_as_charged();
  }
  expect_books_agree();
  EXPECT_GT(clients_.answers(), 0U);
}

}  // namespace mint_model_test
}  // namespace pyx::custody

// pyx budget: what may be issued, exchanged, redeemed, refunded and checked, and what is left
// of it. One person lowers a limit, at once; what raises one is an act (pyx act propose
// budget.set).

#include <algorithm>
#include <utility>

#include "ceremony/cli/budget_file.h"
#include "ceremony/cli/budget_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/confirm.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/reason_flag.h"
#include "ceremony/cli/signing_alone.h"
#include "custody/acts/lowering_statement.h"

namespace pyx::ceremony {
namespace {

constexpr std::uint64_t kMostLimit = 1'000'000'000'000'000;  // docs/formats/budgets.md

struct LowerAsk {
  VaultPlace place;
  SignerPlace signer;
  std::string budget;
  std::optional<Duration> window;
  std::optional<std::uint64_t> count;
  std::optional<std::uint64_t> value;
  std::string reason;
  Yes yes = Yes::kAsk;
};

Result<Outcome> run_budget_list(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  PYX_ASSIGN(const std::vector<custody::BudgetRecord> budgets, vault->budgets());
  Outcome outcome;
  outcome.data["budgets"] = budgets_json(budgets);
  if (budgets.empty()) {
    outcome.words = {
        "there are no budgets: nothing can be issued",
        "next: pyx act propose budget.set --budgets FILE --key FILE" + place_words(place)};
  } else {
    outcome.text = budget_table(budgets);
    outcome.words = {"values are in minor units; to lower a limit at once: pyx budget lower"};
  }
  return outcome;
}

Result<Outcome> run_budget_check(const std::filesystem::path& file) {
  const auto read = read_budgets(file);
  if (!read && read.error().code == Code::kBadInput) return wrong_input(read.error());
  if (!read) return read.error();
  Outcome outcome;
  outcome.data["digest"] = to_hex(sha256(read->bytes));
  outcome.data["budgets"] = limits_json(read->budgets);
  outcome.text = "digest  " + to_hex(sha256(read->bytes)) + "\n\n" + limits_table(read->budgets);
  outcome.words = {file.string() + " says sound budgets; values are in minor units",
                   "next: pyx act propose budget.set --budgets " + file.string() + " --key FILE"};
  return outcome;
}

// The limit as it is to be: what is not named stays. It only goes down.
Result<policies::Limit> lowered(const LowerAsk& ask, const policies::Limit& now,
                                policies::Charge charge) {
  if (ask.value && charge == policies::Charge::kCheck) {
    return bad_argument("--value", ask.budget + " counts checks, which have no value");
  }
  policies::Limit limit = now;
  limit.count = ask.count.value_or(now.count);
  limit.value = ask.value.value_or(now.value);
  if (limit.count > now.count || limit.value > now.value) {
    return refused("SIGN-BUDGET", "the limit is " + std::to_string(now.count) + " coins worth " +
                                      std::to_string(now.value) +
                                      " now, and one person only lowers it; to raise it: pyx act "
                                      "propose budget.set");
  }
  if (limit == now) return error(Code::kConflict, "the limit is that already");
  return limit;
}

Result<const policies::Limit*> present_limit(const LowerAsk& ask, const policies::Budget& budget) {
  const auto found = std::ranges::find(budget.limits, ask.window, &policies::Limit::window);
  if (found != budget.limits.end()) return &*found;
  std::string windows;
  for (const policies::Limit& limit : budget.limits) {
    windows += (windows.empty() ? "" : ", ") + policies::window_text(limit.window);
  }
  return error(Code::kNotFound, "budget " + budget.name + " has no window " +
                                    policies::window_text(ask.window) + "; it has " + windows);
}

Result<Outcome> run_budget_lower(const LowerAsk& ask, Context& context) {
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const std::vector<custody::BudgetRecord> budgets, vault->budgets());
  const auto there = std::ranges::find_if(
      budgets, [&](const custody::BudgetRecord& one) { return one.budget.name == ask.budget; });
  if (there == budgets.end()) {
    return error(Code::kNotFound, "there is no budget " + ask.budget + "; next: pyx budget list" +
                                      place_words(ask.place));
  }
  PYX_ASSIGN(const policies::Limit* const now, present_limit(ask, there->budget));
  custody::LoweringStatement lowering;
  PYX_ASSIGN(lowering.limit, lowered(ask, *now, there->budget.charge));
  const std::string change = "coins " + change_text(now->count, lowering.limit.count) + ", value " +
                             change_text(now->value, lowering.limit.value);
  context.output.say(ask.budget + ", " + policies::window_text(ask.window) + ": " + change);
  PYX_TRY(confirm(context, "lower", ask.yes));

  lowering.budget = ask.budget;
  lowering.reason = ask.reason;
  PYX_ASSIGN(const custody::Envelope envelope,
             sign_alone(ask.signer, info, in_force.policy, context, lowering,
                        [&] { return custody::encode_lowering(lowering); }));
  PYX_ASSIGN(const custody::LoweredBudget record, vault->lower(envelope));

  Outcome outcome;
  outcome.data["budget"] = limits_json({record.budget}).front();
  outcome.data["leaf_index"] = record.leaf_index;
  outcome.text = limits_table({record.budget});
  outcome.words = {"lowered: " + ask.budget + ", by " + lowering.person,
                   "to raise it again, with a quorum: pyx act propose budget.set --budgets FILE "
                   "--key FILE" +
                       place_words(ask.place)};
  return outcome;
}

Result<Run> prepare_budget_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_budget_list(place, context); });
}

Result<Run> prepare_budget_check(const Arguments& given) {
  return Run([file = given.path("--budgets")](Context&) { return run_budget_check(file); });
}

Result<Run> prepare_budget_lower(const Arguments& given) {
  LowerAsk ask;
  ask.budget = given.text("NAME");
  const auto window = policies::window_from(given.text("--window"));
  if (!window) return bad_argument("--window", "must be life, or a length of time: 1h, 1d");
  ask.window = *window;
  if (!given.has("--count") && !given.has("--value")) {
    return bad_argument("--count", "say what is lowered: --count N, --value M or both");
  }
  PYX_ASSIGN(ask.count, given.whole_number_if("--count", kMostLimit));
  PYX_ASSIGN(ask.value, given.whole_number_if("--value", kMostLimit));
  PYX_ASSIGN(ask.reason, reason_of(given));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  ask.yes = given.has("--yes") ? Yes::kGiven : Yes::kAsk;
  return Run([ask](Context& context) { return run_budget_lower(ask, context); });
}

}  // namespace

Commands budget_commands() {
  return {{"budget",
           "list",
           "list the budgets: their limits, what is taken and what is left",
           {},
           vault_place_flags(),
           prepare_budget_list},
          {"budget",
           "check",
           "read a file of budgets strictly and show what it says; needs no vault",
           {},
           {{"--budgets", "FILE", "the budgets, TOML", Need::kRequired}},
           prepare_budget_check},
          {"budget",
           "lower",
           "lower a limit at once and alone; only a quorum raises it again",
           {{"NAME", "the budget's name, as pyx budget list shows it"}},
           with(with(vault_place_flags(),
                     {{"--window", "WINDOW", "which limit: 1h, 1d, life", Need::kRequired},
                      {"--count", "N", "coins; as they are if left out"},
                      {"--value", "M", "minor units; as they are if left out"},
                      reason_flag(),
                      yes_flag()}),
                signer_flags()),
           prepare_budget_lower}};
}

}  // namespace pyx::ceremony

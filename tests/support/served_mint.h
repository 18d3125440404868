// A mint in a served vault, by the policy of policies/examples/quickstart.toml.in: keys and
// budgets, made by acts before pyxd starts.
#pragma once

#include <string>

#include "tests/support/mint_budgets.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {

struct ServedMint {
  Uuid seed, envelope, answer;
  Uuid five, one, blind;  // of eur-5, eur-1 and eur-10-blind, for the present period
};

// Precondition: pyxd does not run.
inline ServedMint make_mint(ServedVault& served, const std::string& budgets = roomy_budgets()) {
  LiveVault& vault = served.vault;
  custody::VaultOptions options = vault.options();
  options.signing_threads = 0;
  vault.open(options);
  ServedMint mint;
  mint.seed = vault.make_active_key("mint-seed");
  mint.envelope = vault.make_active_key("mint-envelope");
  mint.answer = vault.make_active_key("mint-answer");
  mint.five = vault.new_id();
  mint.one = vault.new_id();
  mint.blind = vault.new_id();
  const std::int64_t period = present_period(vault.clock);
  vault.done(custody::KeysSchedule{{{mint.five, "eur-5", period},
                                    {mint.one, "eur-1", period},
                                    {mint.blind, "eur-10-blind", period}}});
  const Uuid act = vault.propose(vault.act(custody::BudgetSet{sha256(budgets)}), to_bytes(budgets));
  vault.approve(act);
  must(vault->execute(act));
  vault.close();
  return mint;
}

}  // namespace pyx::testing

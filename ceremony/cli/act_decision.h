// One person's decision on an act: what he reads before it, and the statement that he signs.
#pragma once

#include <optional>
#include <string>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/signer.h"
#include "custody/vault_access.h"
#include "policies/quorum.h"

namespace pyx::ceremony {

// The act in plain words, the profiles of its keys and what it changes, in this order; and that it
// is of another policy, if it is. What it changes may be missing where somebody says no: then there
// is the reason.
struct ActToDecide {
  std::string act;
  std::string profile;
  std::string change;
  bool of_another_policy = false;
};
// Errors: those of profile_in_words(); of an approval also those of change_in_words().
Result<ActToDecide> act_to_decide(custody::VaultAccess& vault, const ShownAct& shown,
                                  policies::Choice choice, const PolicyInForce& in_force, Time now);

// Whether an approval of it helps to do what nobody can take back.
bool is_irreversible(policies::ActType type);

// The seat that the person decides for: `named`, or the only one that fits; empty where somebody
// withdraws his own proposal. Errors: kRefused with ACT-QUORUM if he has none; kBadInput if several
// fit.
Result<std::string> seat_of(const policies::Policy& policy, const policies::Person& person,
                            const custody::Act& act, policies::Choice choice,
                            const std::optional<std::string>& named);

struct DecisionTerms {
  policies::Choice choice = policies::Choice::kRefuse;
  std::string role;  // seat_of()
  std::string reason;
};
// Signs it, over the act's very bytes, and hands it in. Errors: those of the key and of
// VaultAccess::decide.
Result<custody::ActRecord> decide(custody::VaultAccess& vault, const custody::VaultInfo& info,
                                  const ShownAct& shown, const policies::Person& person,
                                  const Signer& signer, const DecisionTerms& terms, Time now);

}  // namespace pyx::ceremony

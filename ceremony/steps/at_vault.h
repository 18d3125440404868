// The vault, open, with what its acts are judged by; and what of the plan is what in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/steps/doing.h"
#include "custody/vault_access.h"

namespace pyx::ceremony::steps {

struct AtVault {
  custody::VaultAccess* vault = nullptr;
  custody::VaultInfo info;
  PolicyInForce in_force;
};
// Errors: those of Host::vault, VaultAccess::info and policy_in_force().
Result<AtVault> at_vault(const Standing& standing);

// The acts that the step which gives this name proposed, in this ceremony, in its order; of two
// about the same thing the newer one. Errors: kNotFound if there is none.
Result<std::vector<custody::ActRecord>> acts_named(const Standing& standing, const AtVault& at,
                                                   const std::string& name);
// What two acts must have in common so that one stands for the other: "key.activate 0190…".
std::string subject_of(const custody::Act& act);

// Keys of the vault that a key of the plan stands for: of the site, or made here. Of a key with
// `each` the site names one, and the others are of the same act. Errors: kNotFound.
Result<std::vector<Uuid>> keys_of(const Standing& standing, const AtVault& at,
                                  const std::string& key);
// The values of its `each`; empty if it has none.
Names denominations_of(const Standing& standing, const planning::Key& key);
// What key.generate calls it, or each of them.
Names names_of(const Standing& standing, const planning::Key& key);
Result<Uuid> backup_of(const Standing& standing, const AtVault& at, const std::string& backup);

// Errors: kStore if the log has no such leaf.
Result<Sha256> leaf_hash_of(const AtVault& at, std::uint64_t leaf);
// An entry `act` about a leaf of the vault's log, unless it is there already. Errors: kStore if the
// log has no such leaf.
enum class ActEvent { kProposed, kDecided, kExecuted, kFailed };
Result<void> write_act(const Doing& doing, const AtVault& at, const Uuid& act, ActEvent event,
                       std::uint64_t leaf, std::optional<std::uint64_t> anchored = std::nullopt);
bool has_act_entry(const Standing& standing, const Uuid& act, ActEvent event, std::uint64_t leaf);
// Of an act that is closed: executed or failed. Errors: kToken, with its outcome, if it failed.
Result<void> write_closed(const Doing& doing, const AtVault& at, const custody::ActRecord& act);

// His key, open, and the person of the policy whose it is. Errors: those of People::signer and
// signing_person().
struct Signing {
  const Signer* signer = nullptr;
  const policies::Person* person = nullptr;
};
Result<Signing> signing(const Doing& doing, const AtVault& at, const std::string& person);

}  // namespace pyx::ceremony::steps

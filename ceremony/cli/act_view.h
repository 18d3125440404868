// An act as it is shown before somebody decides: from the bytes that were signed, not from what a
// vault says about them (ACT-SHOWN).
#pragma once

#include <string>
#include <vector>

#include "ceremony/cli/signing_person.h"
#include "ceremony/cli/vault_place.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

struct ShownAct {
  custody::ActRecord record;  // its `act` parsed anew from the proposal's payload
  std::string plain_words;    // custody::in_plain_words of that payload
};
// Errors: those of the vault; kRefused with ACT-SHOWN if the bytes are not those of act `id`, or
// not of this vault.
Result<ShownAct> act_to_show(custody::VaultAccess& vault, const Uuid& id);

// Of policy.change: the difference between the policy in force and the new one. Errors: kRefused
// with ACT-SHOWN if the vault hands out other bytes than the act names, kBadInput if they are no
// policy.
Result<std::string> policy_difference(custody::VaultAccess& vault, const Sha256& new_policy,
                                      const PolicyInForce& in_force);
// The same for bytes at hand.
std::string policy_difference(ByteView new_policy, const PolicyInForce& in_force);

// What the policy lets go of (TOKEN-ENFORCES), in plain words: nothing, or for each profile that
// has exceptions what its keys accept and what that means.
std::string exceptions_in_words(const policies::KeyProfile& profile);
std::string exceptions_in_words(const policies::Policy& policy);
// Of key.generate and key.activate under the policy in force: the profile of the key, and its
// exceptions. Nothing for other acts, and for an act under another policy. Errors: those of the
// vault.
Result<std::string> profile_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                     const PolicyInForce& in_force);

// "next: pyx act execute …", or what is missing; nothing for an act that is closed.
std::vector<std::string> next_steps(const custody::ActRecord& record, const VaultPlace& place);

}  // namespace pyx::ceremony

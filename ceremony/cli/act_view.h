// An act as it is shown before somebody decides: from the bytes that were signed, not from what a
// vault says about them (ACT-SHOWN).
#pragma once

#include <optional>
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

// What an act changes, against what is in force now: of policy.change the lines that differ and the
// exceptions, of keys.schedule the keys that are added, of budget.set each limit from what to what,
// of coins.refund and reservation.free the request that is meant, of backup.prove and
// backup.restore the token matrix that they name, of token.replace which keys come along and which
// stay behind. Nothing for other acts.
//   document  of the proposer: the bytes at hand; otherwise the vault is asked for them
// Errors: those of the vault; kRefused with ACT-SHOWN if it hands out other bytes than the act
// names, kBadInput if they are not what the act says.
Result<std::string> change_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                    const std::optional<Bytes>& document,
                                    const PolicyInForce& in_force, Time now);

// What the policy lets go of (TOKEN-ENFORCES), in plain words: nothing, or for each profile that
// has exceptions what its keys accept and what that means.
std::string exceptions_in_words(const policies::KeyProfile& profile);
std::string exceptions_in_words(const policies::SecondTokenTerms& terms);
std::string exceptions_in_words(const policies::Policy& policy);
// Of key.generate, key.activate and keys.schedule under the policy in force: the profiles of the
// keys, and their exceptions; of backup.prove and backup.restore the exceptions of tokens to which
// they may bring keys. Nothing for other acts, and for an act under another policy.
// Errors: those of the vault.
Result<std::string> profile_in_words(custody::VaultAccess& vault, const custody::Act& act,
                                     const PolicyInForce& in_force);

// "next: pyx act execute …", or what is missing; nothing for an act that is closed.
std::vector<std::string> next_steps(const custody::ActRecord& record, const VaultPlace& place);

}  // namespace pyx::ceremony

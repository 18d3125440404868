// An act put together from what is asked for, shown, signed by its proposer and handed in.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/cli/proposal_flags.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/signer.h"
#include "custody/acts/act.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

struct ProposalTerms {
  std::optional<Time> not_before;    // executed no earlier; now, if nothing is said
  std::optional<Duration> lifetime;  // shorter than that of the policy's rule
};

// Without its proposer yet.
struct Proposal {
  custody::Act act;
  std::optional<Bytes> document;            // travels beside it
  std::vector<custody::ScheduledKey> keys;  // of keys.schedule
  std::uint64_t more_keys = 0;              // wanted, for which one act has no room
  std::string change;                       // change_in_words()
};
// Reads the files that `ask` names, and the new token. Errors: kRefused with ACT-QUORUM (no rule, a
// longer lifetime than its); kBadInput; kNotFound; kConflict (nothing would change); those of the
// files and of the vault.
Result<Proposal> put_together(const ProposalAsk& ask, const ProposalTerms& terms,
                              custody::VaultAccess& vault, const custody::VaultInfo& info,
                              const PolicyInForce& in_force, Context& context);

// Signs the act as that of `proposer` and hands it in. `show` gets what the proposer reads before
// he signs: the act in plain words, and the profiles of its keys. Errors: those of the key and of
// VaultAccess::propose; what `show` says.
Result<custody::ActRecord> propose(Proposal proposal, const std::string& proposer,
                                   const Signer& signer, custody::VaultAccess& vault,
                                   const PolicyInForce& in_force,
                                   const std::function<Result<void>(const std::string&)>& show);

}  // namespace pyx::ceremony

// What one person signs alone, and what counts at once: pyx freeze, pyx budget lower.
#pragma once

#include <functional>

#include "ceremony/cli/context.h"
#include "ceremony/cli/signing_person.h"
#include "custody/acts/lone_statement.h"

namespace pyx::ceremony {

// Opens the signer, puts into `statement` who signs it, for which vault and until when it may be
// used, shows it in plain words and signs it. A key on the vault's own token will do: what stops or
// lowers is never put off.
//   encode  the statement's bytes, once it is whole
// Errors: those of open_signer() and person_of().
Result<custody::Envelope> sign_alone(const SignerPlace& place, const custody::VaultInfo& vault,
                                     const policies::Policy& policy, Context& context,
                                     custody::LoneStatement& statement,
                                     const std::function<Bytes()>& encode);

}  // namespace pyx::ceremony

// What one person signs alone, and what counts at once: pyx freeze, pyx budget lower.
#pragma once

#include <functional>
#include <optional>
#include <string>

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

// The same with a signer that is open; `show` gets the plain words before he signs. Errors: those
// of person_of() and of the key, and what `show` says.
Result<custody::Envelope> sign_alone(const Signer& signer, const custody::VaultInfo& vault,
                                     const policies::Policy& policy, Time now,
                                     custody::LoneStatement& statement,
                                     const std::function<Bytes()>& encode,
                                     const std::function<Result<void>(const std::string&)>& show,
                                     const std::optional<std::string>& named);

}  // namespace pyx::ceremony

// What two people sign together: one statement, both signatures in one envelope.
#pragma once

#include <memory>
#include <optional>

#include "ceremony/cli/context.h"
#include "ceremony/cli/signing_person.h"

namespace pyx::ceremony {

struct OpenPerson {
  std::unique_ptr<Signer> signer;
  const policies::Person* person = nullptr;  // of the policy, which outlives this
};
// Errors: those of open_signer() and signing_person().
Result<OpenPerson> open_person(const SignerPlace& place, const policies::Policy& policy,
                               const custody::VaultInfo& vault, Context& context);

// --second-passphrase-source, of the second person's key, whatever flag names that.
FlagSpec second_passphrase_flag();
// The second person's key behind `key_flag`; nothing if it is not given. Errors: kBadInput, naming
// the flag.
Result<std::optional<SignerPlace>> second_signer(const Arguments& given, std::string_view key_flag);

// Shows the statement in plain words, then has each of them sign it. Errors: those of the keys.
Result<custody::Envelope> sign_both(const Signer& first, const Signer& second,
                                    const Bytes& statement, Context& context);

}  // namespace pyx::ceremony

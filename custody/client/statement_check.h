// Whether a statement of the vault (answer.sign, ledger.attest) is signed by the key that was asked
// to sign, and says what was asked. Format: docs/formats/coins.md.
#pragma once

#include "base/public_key.h"
#include "custody/coins/value_request.h"

namespace pyx::client {

// Whether `key` has signed the envelope, by the scheme of its type: RSA-PSS, ECDSA or Ed25519.
bool is_signed_by(const custody::Envelope& envelope, const PublicKey& key);

// The request is an AnswerSign or a LedgerAttest. That the receipt is true is checked elsewhere
// (Client::check_receipt). Errors: kRefused with SIGN-CHECKED; kBadInput (another request, or no
// statement in the answer).
Result<void> check_stated(const PublicKey& key, const custody::ValueRequest& request,
                          const custody::ValueAnswer& answer);

}  // namespace pyx::client

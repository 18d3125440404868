// The part of an act token.replace that is done on the new token, so that it can be done again
// after a crash without doing it twice (ACT-ONCE).
#pragma once

#include "custody/acts/token_act.h"

namespace pyx::custody {

// What the marker on the new token holds: the SHA-256 of the act's bytes, which its officers
// signed.
Sha256 marker_of(const ActRecord& act);

// Before the intent: that it is the token of the act and carries nothing that an attempt under it
// would leave; what is there then is not ours. Errors: kRefused with TOKEN-BOUND, kConflict, the
// token's.
Result<void> check_new_token(pkcs11::Token& token, const ActRecord& act);
// Finds out what the token enforces, makes the log key and the canary key and tries both, looks
// which of the vault's keys are there, and marks the token. Errors: kRefused with TOKEN-BOUND;
// kConflict (marked for another vault); the token's.
Result<Performed> perform_move(pkcs11::Token& token, const Books& books, const ActRecord& act,
                               Attempt attempt, Time now);
// Destroys what an attempt left: the two keys and the marker. Keys that were restored there stay.
// Errors: kRefused with TOKEN-BOUND, the token's.
Result<void> sweep_move(pkcs11::Token& token, const ActRecord& act);

}  // namespace pyx::custody

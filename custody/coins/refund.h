// The acts coins.refund and reservation.free on the token: which coins a request had is worked out
// once more, and what of them is still good is retired; a refund issues its value anew.
#pragma once

#include "custody/acts/token_act.h"
#include "custody/evidence_log.h"
#include "custody/store/store.h"

namespace pyx::custody {

bool moves_coins(policies::ActType type);

// May be done again after a crash: nothing is changed but by the leaf that it makes. Errors:
// kNotFound (no such request), kRefused with COIN-REFUND (nothing of it is left to refund), those
// of choose_keys(), the token's.
Result<Performed> perform_refund(pkcs11::Token& token, const EvidenceLog& log, Store& store,
                                 const Act& act);

}  // namespace pyx::custody

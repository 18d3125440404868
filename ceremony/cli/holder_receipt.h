// What a holder says of the share in his hand.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/sha256.h"
#include "ceremony/cli/find_backup.h"
#include "custody/acts/share_receipt.h"
#include "custody/shares/share.h"

namespace pyx::ceremony {

// That `person` has his share of this set: compared with its record. Errors: kRefused with
// SHARE-SAFE (a set of another vault, another share than his); kNotFound if he holds none of it.
Result<custody::ShareReceipt> receipt_for(const FoundShareSet& found, const shares::Share& share,
                                          const std::string& person, const Sha256& vault, Time now);

}  // namespace pyx::ceremony

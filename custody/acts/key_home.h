// Control KEY-HOME: a key is used only where it is. When a vault goes on on another token, a key
// that was not restored there stays behind; one that came along is used if the new token enforces
// what it needs (TOKEN-ENFORCES).
#pragma once

#include <string>

#include "custody/acts/books.h"

namespace pyx::custody {

// Errors: kRefused with KEY-HOME, saying on which token the key is and what is to be done; kRefused
// with TOKEN-ENFORCES.
Result<void> check_at_home(const Books& books, const KeyRecord& key);
// Whether the key came to the vault's token out of a backup: from there it is never wrapped again.
bool was_brought_in(const KeyRecord& key);
// From `at` on it is at home on the token with that serial, which is the vault's then.
void come_home(KeyRecord& key, const std::string& serial, Time at);

}  // namespace pyx::custody

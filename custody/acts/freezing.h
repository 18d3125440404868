// Control FREEZE-ONE: one officer's statement stops value operations at once; what is frozen, and
// who may freeze.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

// Errors: kBadInput, kRefused with FREEZE-ONE (wrong vault, unknown or suspended person, bad
// signature, expired, used before), kNotFound (no such key or client).
Result<Change> check_freeze(const Books& books, const FreezeLeaf& leaf, Time time,
                            std::uint64_t index, LeafChecks checks = LeafChecks::kAll);

// What custody freezes by itself. Errors: kNotFound (no such client).
Result<Change> check_alarm(const Books& books, const AlarmLeaf& leaf, Time time,
                           std::uint64_t index);

bool is_minting_frozen(const Books& books);                          // by "minting" or by "all"
bool is_frozen(const Books& books, const KeyRecord& key);            // by its id or by "all"
bool is_frozen(const Books& books, const policies::Client& client);  // by its name or by "all"

}  // namespace pyx::custody

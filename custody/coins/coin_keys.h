// Which key coins of a denomination are made with now, and what a key's coins are still good for.
// Pure: the books and the ledger in, a verdict out. Control KEY-TERMS.
#pragma once

#include "custody/acts/books.h"
#include "custody/coins/ledger.h"
#include "custody/coins/value_request.h"

namespace pyx::custody {

// Where a key of coins stands in its life.
enum class CoinPhase {
  kWaiting,      // made, its period has not begun
  kMinting,      // its period, or the overlap after it
  kChecking,     // its coins can be spent, none are made
  kRefreshOnly,  // its coins can only be exchanged
  kOver,         // its coins are worth nothing
  kUnusable,     // pre-activation or destroyed
};
std::string_view to_text(
    CoinPhase phase);  // "waiting" "minting" "checking" "refresh-only" "over" …
// By its state and the time alone. A deactivated key only refreshes, up to the end of its grace.
// Precondition: the key has terms.
CoinPhase phase_of(const KeyRecord& key, Time now);

// Whether the key may issue `amount` more at `now`: it is active, not frozen, in its period or the
// overlap (or before it, if the one before is used up), and not used up itself.
// Errors: kRefused with KEY-TERMS, KEY-STATE, STATE-FRESH or as check_at_home, kFrozen with
// FREEZE-ONE.
Result<void> check_may_issue(const Books& books, const Ledger& ledger, const KeyRecord& key,
                             const Amount& amount, Time now);
// The key for `count` coins of the denomination: that of the present period; if it is used up, the
// next; if it is missing or frozen, the one before, as long as it overlaps.
// Errors: kNotFound (no such denomination); as check_may_issue.
Result<const KeyRecord*> issuing_key(const Books& books, const Ledger& ledger,
                                     const std::string& denomination, std::uint64_t count,
                                     Time now);

// What the operation makes of a coin by the books, before its tag and its id are looked at.
Verdict verdict_by_key(const Books& books, Operation operation, const CoinFace& face, Time now);

}  // namespace pyx::custody

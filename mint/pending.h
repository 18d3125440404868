// A request that is under way, kept in a file beside the purse until its answer is: so that a lost
// answer is asked for again, and not anew.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "custody/client/wallet.h"

namespace pyx::mint {

struct Pending {
  custody::ValueRequest request;      // coins.mint, coins.exchange or coins.redeem
  std::vector<custody::CoinId> paid;  // coins of the purse that it pays with
};

std::filesystem::path pending_file(const std::filesystem::path& purse);
// Durable when it returns. Errors: kConflict if another one is under way; kStore.
Result<void> keep_pending(const std::filesystem::path& purse, const Pending& pending);
// Nothing if none is under way. Errors: kBadInput.
Result<std::optional<Pending>> read_pending(const std::filesystem::path& purse);
Result<void> forget_pending(const std::filesystem::path& purse);

}  // namespace pyx::mint

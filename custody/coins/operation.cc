#include "custody/coins/operation.h"

#include <algorithm>

namespace pyx::custody {

std::string_view to_text(Operation operation) {
  switch (operation) {
    case Operation::kCoinsMint:
      return "coins.mint";
    case Operation::kCoinsCheck:
      return "coins.check";
    case Operation::kCoinsExchange:
      return "coins.exchange";
    case Operation::kCoinsRedeem:
      return "coins.redeem";
    case Operation::kBlindSign:
      return "blind.sign";
    case Operation::kAnswerSign:
      return "answer.sign";
    case Operation::kLedgerAttest:
      return "ledger.attest";
  }
  return "?";
}

std::optional<Operation> operation_from(std::string_view text) {
  const auto* const found =
      std::ranges::find_if(kOperations, [&](Operation one) { return to_text(one) == text; });
  if (found == kOperations.end()) return std::nullopt;
  return *found;
}

}  // namespace pyx::custody

#include "custody/server/operation_bounds.h"

namespace pyx::server {

using custody::Operation;

std::size_t most_body_bytes(Operation operation) {
  constexpr std::size_t kLines = std::size_t{8} * 1024;
  constexpr std::size_t kPayment = kMostSealedText + 1024;
  switch (operation) {
    case Operation::kCoinsMint:
      return kLines;
    case Operation::kCoinsExchange:
      return kPayment + kLines;
    case Operation::kCoinsCheck:
    case Operation::kCoinsRedeem:
      return kPayment;
    case Operation::kBlindSign:
      return custody::kMostCoins * (kMostElementText + 8) + 1024;
    case Operation::kAnswerSign:
      return std::size_t{4} * 1024;
    case Operation::kLedgerAttest:
      break;
  }
  return std::size_t{64} * 1024;
}

std::size_t most_commas(Operation operation) {
  constexpr std::size_t kFewMembers = 16;
  switch (operation) {
    case Operation::kCoinsMint:
    case Operation::kCoinsExchange:
      return kFewMembers + 2 * custody::kMostLines;
    case Operation::kBlindSign:
      return kFewMembers + custody::kMostCoins;
    case Operation::kLedgerAttest:
      return kFewMembers + 3 * kMostClaims;
    case Operation::kAnswerSign:
      return kFewMembers + 256;
    case Operation::kCoinsCheck:
    case Operation::kCoinsRedeem:
      break;
  }
  return kFewMembers;
}

}  // namespace pyx::server

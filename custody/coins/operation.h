// The operations of a mint, by the names that policies, leaves, the wire and metrics share.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace pyx::custody {

enum class Operation {
  kCoinsMint,
  kCoinsCheck,
  kCoinsExchange,
  kCoinsRedeem,
  kBlindSign,
  kAnswerSign,
  kLedgerAttest,
};
inline constexpr std::array kOperations = {Operation::kCoinsMint,     Operation::kCoinsCheck,
                                           Operation::kCoinsExchange, Operation::kCoinsRedeem,
                                           Operation::kBlindSign,     Operation::kAnswerSign,
                                           Operation::kLedgerAttest};

std::string_view to_text(Operation operation);  // "coins.mint" … as in a policy's `access`
std::optional<Operation> operation_from(std::string_view text);

// At most so many coins come in with a request, and at most so many go out.
inline constexpr std::size_t kMostCoins = 256;
// Different denominations that one request asks for.
inline constexpr std::size_t kMostLines = 32;

}  // namespace pyx::custody

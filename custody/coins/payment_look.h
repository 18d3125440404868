// Coins that are brought: opened and their tags checked, in one, by keys that never leave the
// token.
#pragma once

#include <optional>
#include <vector>

#include "custody/coins/operation_gate.h"
#include "custody/coins/value_request.h"
#include "custody/evidence_log.h"

namespace pyx::custody {

class PaymentLook {
 public:
  // Opens the payment, which must be bound to `binding`, and has the token make every coin's tag
  // anew. For a client that may do `operation`. Errors: kRefused with SIGN-GRANT or KEY-HOME;
  // kNotFound (no such envelope key); kBadInput (it does not open, or what it holds are no coins);
  // the token's.
  static Result<PaymentLook> at(pkcs11::Token& token, const EvidenceLog& log,
                                const ClientIdentity& identity, Operation operation,
                                const Payment& payment, ByteView binding);

  // What each coin is, by the books and the retired coins of now.
  Result<std::vector<JudgedCoin>> judge(Gate& gate, Operation operation) const;
  const std::vector<CoinFace>& faces() const { return pouch_.faces(); }

 private:
  CoinPouch pouch_;
  std::vector<bool> tag_is_good_;
};

// By key, in the order in which keys first appear: what a leaf says of coins that are retired.
// Precondition: all are good.
std::vector<RetiredCoins> retired_coins(const Sha256& vault, const std::vector<CoinFace>& faces);
JudgedCoin judged(const Books& books, const CoinFace& face, Verdict verdict);
// "2 of 5 coins are not good: 1 bad-tag, 1 retired"; nothing if all are.
std::optional<std::string> what_is_wrong(const std::vector<JudgedCoin>& coins);
std::uint64_t count_of(const std::vector<JudgedCoin>& coins, Verdict verdict);

}  // namespace pyx::custody

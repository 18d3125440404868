// What a client asks of the mint's operations, and what it is answered. Plain values; how they look
// on the wire: docs/api/openapi.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/hpke.h"
#include "custody/coins/amount.h"
#include "custody/coins/coin.h"
#include "custody/coins/operation.h"
#include "custody/evidence/dsse.h"
#include "custody/signing/sign_request.h"

namespace pyx::custody {

struct CoinLine {
  std::string denomination;
  std::uint32_t count = 0;  // 1 to kMostCoins
  friend bool operator==(const CoinLine&, const CoinLine&) = default;
};

// What the holder of coins receives by: a public key of HPKE.
using HolderKey = hpke::PublicKey;
std::string to_text(const HolderKey& holder);  // "x25519:" or "p-256:", and base64url
// Errors: kBadInput: not that form, not on the curve, of small order.
Result<HolderKey> holder_key_from(std::string_view text);

// Coins that come in: sealed by HPKE to a key of purpose envelope, bound to this very call
// (payment_binding).
struct Payment {
  Uuid envelope_key;
  Bytes sealed;
};

struct CoinsMint {
  std::vector<CoinLine> coins;
  HolderKey holder;
};
struct CoinsCheck {
  Payment payment;
};
struct CoinsExchange {
  Payment payment;
  std::vector<CoinLine> coins;  // worth as much as what comes in
  HolderKey holder;
};
struct CoinsRedeem {
  Payment payment;
  Sha256 account{};  // hash of the account that is paid, of the issuer's own making
};
struct BlindSign {
  Uuid key;                     // of a denomination: the key is the value
  std::vector<Bytes> elements;  // RFC 9474, 1 to kMostCoins
};
// A statement of the issuer, which others can check by the answer key's public half.
struct Answer {
  std::string kind;      // "receipt" "acceptance" "refusal": 1 to 32 of a-z, 0-9 and -
  Sha256 transaction{};  // hash of what it is about
  std::string currency;  // empty with value 0: no amount is stated
  std::uint64_t value = 0;
  std::string text;  // for people; at most 256 bytes of printable ASCII
  friend bool operator==(const Answer&, const Answer&) = default;
};
struct AnswerSign {
  Uuid key;
  Answer answer;
};
// What the issuer's own books say of a denomination.
struct LedgerClaim {
  std::string denomination;
  Amount outstanding;
  friend bool operator==(const LedgerClaim&, const LedgerClaim&) = default;
};
struct LedgerAttest {
  Uuid key;
  std::string denomination;         // only of this one; empty: of all
  std::vector<LedgerClaim> claims;  // compared; one that differs freezes minting. May be empty
};

struct ValueRequest {
  ClientIdentity client;
  Uuid request;          // the Idempotency-Key, scoped to the client
  bool dry_run = false;  // mint, exchange and blind.sign: would this pass? Without side effects
  std::variant<CoinsMint, CoinsCheck, CoinsExchange, CoinsRedeem, BlindSign, AnswerSign,
               LedgerAttest>
      what;

  Operation operation() const;
};

// What the request id stands for: SHA-256 over "pyx/value-request/v1", 0x00, and the operation and
// its parameters as docs/formats/coins.md lays them out.
Sha256 request_digest(const ValueRequest& request);

// What a payment is sealed with as associated data, so that it opens for one call only:
// "pyx/payment/v1", 0x00, the vault id, the operation's name, the request id, the receiver and the
// coins that go out. Docs: docs/formats/coins.md.
Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsCheck& check);
Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsExchange& exchange);
Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsRedeem& redeem);
// What new coins are sealed to their holder with.
Bytes delivery_binding(const Sha256& vault, const Uuid& request);
inline constexpr std::string_view kPaymentInfo = "pyx payment v1";
inline constexpr std::string_view kDeliveryInfo = "pyx coins v1";

// How custody judges a coin that was brought.
enum class Verdict {
  kGood,
  kBadTag,      // never made here, or changed
  kUnknownKey,  // no key of coins here has this id, or it is destroyed
  kExpired,     // only coins.exchange still takes it
  kOver,        // past its grace, too
  kRetired,     // exchanged, redeemed or refunded before
  kTwice,       // stands in the request before
  kFrozen,
};
std::string_view to_text(Verdict verdict);  // "good" "bad-tag" "unknown-key" "expired" "over" …
std::optional<Verdict> verdict_from(std::string_view text);
char letter_of(Verdict verdict);  // in leaves
std::optional<Verdict> verdict_of(char letter);

struct MintedCoin {
  CoinId id{};
  Uuid key;
  std::string denomination;
  Time expires{};
};
// New coins, sealed to their holder; ids and expiries for the issuer's coin database.
struct Minted {
  Bytes sealed;
  std::vector<MintedCoin> coins;
};
struct JudgedCoin {
  CoinId id{};
  Uuid key;
  std::string denomination;  // empty if the key is unknown
  std::uint64_t value = 0;
  Verdict verdict = Verdict::kBadTag;
};
struct Judged {
  std::vector<JudgedCoin> coins;
};
struct Exchanged {
  std::vector<JudgedCoin> retired;
  Minted minted;
};
struct Redeemed {
  std::vector<JudgedCoin> retired;
  std::string currency;
  std::uint64_t value = 0;
};
struct BlindSigned {
  std::vector<Bytes> signatures;
};
struct Stated {
  Envelope envelope;  // DSSE
};
struct WouldPass {};  // of a dry run

struct ValueAnswer {
  Receipt receipt;
  std::variant<Minted, Judged, Exchanged, Redeemed, BlindSigned, Stated, WouldPass> what;
};

using ValueCallback = std::function<void(Result<ValueAnswer>)>;

}  // namespace pyx::custody

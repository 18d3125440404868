#include "custody/coins/value_request.h"

#include <algorithm>

#include "base/base64.h"

namespace pyx::custody {
namespace {

constexpr std::string_view kX25519 = "x25519:";
constexpr std::string_view kP256 = "p-256:";

// Every field with its length before it, or of one fixed length: no two requests have the same
// bytes.
class Canonical {
 public:
  explicit Canonical(std::string_view domain) : bytes_(to_bytes(domain)) { bytes_.push_back(0); }
  Canonical& fixed(ByteView bytes) {
    append(bytes_, bytes);
    return *this;
  }
  Canonical& number(std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
    return *this;
  }
  Canonical& text(std::string_view text) { return number(text.size()).fixed(as_bytes(text)); }
  Canonical& lines(const std::vector<CoinLine>& lines) {
    number(lines.size());
    for (const CoinLine& line : lines) text(line.denomination).number(line.count);
    return *this;
  }
  Canonical& payment(const Payment& payment) {
    return fixed(payment.envelope_key.bytes).fixed(sha256(payment.sealed));
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

struct Parameters {
  Canonical& to;
  void operator()(const CoinsMint& mint) const { to.lines(mint.coins).text(to_text(mint.holder)); }
  void operator()(const CoinsCheck& check) const { to.payment(check.payment); }
  void operator()(const CoinsExchange& exchange) const {
    to.payment(exchange.payment).lines(exchange.coins).text(to_text(exchange.holder));
  }
  void operator()(const CoinsRedeem& redeem) const {
    to.payment(redeem.payment).fixed(redeem.account);
  }
  void operator()(const BlindSign& sign) const {
    to.fixed(sign.key.bytes).number(sign.elements.size());
    for (const Bytes& element : sign.elements) to.fixed(sha256(element));
  }
  void operator()(const AnswerSign& sign) const {
    const Answer& answer = sign.answer;
    to.fixed(sign.key.bytes).text(answer.kind).fixed(answer.transaction);
    to.text(answer.currency).number(answer.value).text(answer.text);
  }
  void operator()(const LedgerAttest& attest) const {
    to.fixed(attest.key.bytes).text(attest.denomination).number(attest.claims.size());
    for (const LedgerClaim& claim : attest.claims) {
      to.text(claim.denomination);
      to.number(claim.outstanding.count).number(claim.outstanding.value);
    }
  }
};

Canonical binding(const Sha256& vault, const Uuid& request, Operation operation,
                  std::string_view receiver) {
  Canonical bytes("pyx/payment/v1");
  bytes.fixed(vault).text(to_text(operation)).fixed(request.bytes).text(receiver);
  return bytes;
}

struct Letter {
  Verdict verdict;
  char letter;
  std::string_view text;
};
constexpr std::array kVerdicts = {Letter{Verdict::kGood, 'g', "good"},
                                  Letter{Verdict::kBadTag, 'b', "bad-tag"},
                                  Letter{Verdict::kUnknownKey, 'u', "unknown-key"},
                                  Letter{Verdict::kExpired, 'e', "expired"},
                                  Letter{Verdict::kOver, 'o', "over"},
                                  Letter{Verdict::kRetired, 'r', "retired"},
                                  Letter{Verdict::kTwice, 't', "twice"},
                                  Letter{Verdict::kFrozen, 'f', "frozen"}};

}  // namespace

std::string to_text(const HolderKey& holder) {
  return std::string(holder.kem == hpke::Kem::kX25519 ? kX25519 : kP256) +
         to_base64url(holder.bytes);
}

Result<HolderKey> holder_key_from(std::string_view text) {
  HolderKey holder;
  std::string_view rest;
  if (text.starts_with(kX25519)) {
    rest = text.substr(kX25519.size());
  } else if (text.starts_with(kP256)) {
    holder.kem = hpke::Kem::kP256;
    rest = text.substr(kP256.size());
  } else {
    return error(Code::kBadInput, "a holder's key is \"x25519:\" or \"p-256:\" and base64url");
  }
  PYX_ASSIGN(holder.bytes, from_base64url(rest));
  PYX_TRY(hpke::check_public_key(holder));
  return holder;
}

Operation ValueRequest::operation() const {
  struct Of {
    Operation operator()(const CoinsMint&) const { return Operation::kCoinsMint; }
    Operation operator()(const CoinsCheck&) const { return Operation::kCoinsCheck; }
    Operation operator()(const CoinsExchange&) const { return Operation::kCoinsExchange; }
    Operation operator()(const CoinsRedeem&) const { return Operation::kCoinsRedeem; }
    Operation operator()(const BlindSign&) const { return Operation::kBlindSign; }
    Operation operator()(const AnswerSign&) const { return Operation::kAnswerSign; }
    Operation operator()(const LedgerAttest&) const { return Operation::kLedgerAttest; }
  };
  return std::visit(Of{}, what);
}

Sha256 request_digest(const ValueRequest& request) {
  Canonical bytes("pyx/value-request/v1");
  bytes.text(to_text(request.operation()));
  std::visit(Parameters{bytes}, request.what);
  return sha256(bytes.take());
}

Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsCheck& /*check*/) {
  return binding(vault, request, Operation::kCoinsCheck, "").lines({}).take();
}
Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsExchange& exchange) {
  return binding(vault, request, Operation::kCoinsExchange, to_text(exchange.holder))
      .lines(exchange.coins)
      .take();
}
Bytes payment_binding(const Sha256& vault, const Uuid& request, const CoinsRedeem& redeem) {
  return binding(vault, request, Operation::kCoinsRedeem, "account:" + to_hex(redeem.account))
      .lines({})
      .take();
}
Bytes delivery_binding(const Sha256& vault, const Uuid& request) {
  return Canonical("pyx/coins/v1").fixed(vault).fixed(request.bytes).take();
}

std::string_view to_text(Verdict verdict) {
  const auto* const found = std::ranges::find(kVerdicts, verdict, &Letter::verdict);
  return found == kVerdicts.end() ? "?" : found->text;
}
std::optional<Verdict> verdict_from(std::string_view text) {
  const auto* const found = std::ranges::find(kVerdicts, text, &Letter::text);
  if (found == kVerdicts.end()) return std::nullopt;
  return found->verdict;
}
char letter_of(Verdict verdict) {
  const auto* const found = std::ranges::find(kVerdicts, verdict, &Letter::verdict);
  return found == kVerdicts.end() ? '?' : found->letter;
}
std::optional<Verdict> verdict_of(char letter) {
  const auto* const found = std::ranges::find(kVerdicts, letter, &Letter::letter);
  if (found == kVerdicts.end()) return std::nullopt;
  return found->verdict;
}

}  // namespace pyx::custody

#include "custody/coins/stated.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "custody/evidence/statement.h"
#include "custody/signing/sign_job.h"
#include "custody/signing/signing_input.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kKindMostBytes = 32;
constexpr std::size_t kTextMostBytes = 256;

bool is_kind(std::string_view text) {
  return !text.empty() && text.size() <= kKindMostBytes && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}
bool is_currency(std::string_view text) {
  return text.size() >= 3 && text.size() <= 8 && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

json::object by_whom(const StatedBy& by) {
  json::object predicate;
  predicate["client"] = by.client;
  predicate["request"] = by.request.text();
  predicate["time"] = to_rfc3339(by.time);
  return predicate;
}

json::object to_json(const Amount& amount) {
  json::object to;
  to["count"] = amount.count;
  to["value"] = amount.value;
  return to;
}

Amount plus(const Amount& a, const Amount& b) {
  return sum(a, b).value_or(Amount{~std::uint64_t{0}, ~std::uint64_t{0}});
}

struct Totals {
  Amount issued, redeemed, outstanding;
  void add(const KeyAccount& account) {
    issued = plus(issued, account.issued());
    redeemed = plus(redeemed, account.of(LedgerEntry::kRedeemed));
    outstanding = plus(outstanding, account.outstanding());
  }
  void write(json::object& to) const {
    to["issued"] = to_json(issued);
    to["redeemed"] = to_json(redeemed);
    to["outstanding"] = to_json(outstanding);
  }
};

// Of every key that the denomination ever had, its tombstones too.
Totals totals_of(const Books& books, const Ledger& ledger, std::string_view denomination) {
  Totals totals;
  for (const auto& [key, account] : ledger.all()) {
    const KeyRecord* record = books.key(key);
    if (record != nullptr && record->coins && record->coins->denomination == denomination)
      totals.add(account);
  }
  return totals;
}

// Those of the policy, and those that it had before and of which there are keys.
std::vector<std::string> denominations_of(const Books& books) {
  std::vector<std::string> names;
  for (const policies::Denomination& denomination : books.policy.denominations)
    names.push_back(denomination.name);
  for (const auto& [name, periods] : books.coin_keys) {
    if (books.policy.denomination(name) == nullptr) names.push_back(name);
  }
  return names;
}
bool is_known(const Books& books, const std::string& denomination) {
  return books.policy.denomination(denomination) != nullptr ||
         books.coin_keys.contains(denomination);
}
std::string currency_of(const Books& books, const std::string& denomination) {
  if (const auto* known = books.policy.denomination(denomination)) return known->currency;
  const auto& periods = books.coin_keys.find(denomination)->second;
  return books.keys[periods.begin()->second].coins->currency;
}

json::object denomination_json(const Books& books, const Ledger& ledger,
                               const std::string& denomination) {
  json::object to;
  to["denomination"] = denomination;
  to["currency"] = currency_of(books, denomination);
  totals_of(books, ledger, denomination).write(to);
  json::array keys;
  for (const auto& [key, account] : ledger.all()) {
    const KeyRecord* record = books.key(key);
    if (record == nullptr || !record->coins || record->coins->denomination != denomination)
      continue;
    json::object one;
    one["key"] = key.text();
    one["period"] = record->coins->period.number;
    Totals totals;
    totals.add(account);
    totals.write(one);
    keys.push_back(std::move(one));
  }
  to["keys"] = std::move(keys);
  return to;
}

}  // namespace

Result<void> check_answer(const Answer& answer) {
  if (!is_kind(answer.kind))
    return error(Code::kBadInput, "kind must be 1 to 32 of the characters a-z, 0-9 and -");
  if (answer.currency.empty() ? answer.value != 0 : !is_currency(answer.currency))
    return error(Code::kBadInput, "an amount is a currency, 3 to 8 of A-Z and 0-9, and a value");
  const bool printable =
      std::ranges::all_of(answer.text, [](char c) { return c >= ' ' && c <= '~'; });
  if (answer.text.size() > kTextMostBytes || !printable)
    return error(Code::kBadInput, "text must be at most 256 printable ASCII characters");
  return {};
}

Bytes encode_answer(const Sha256& vault, const StatedBy& by, const Answer& answer) {
  json::object predicate = by_whom(by);
  predicate["kind"] = answer.kind;
  predicate["transaction"] = to_hex(answer.transaction);
  if (!answer.currency.empty()) {
    predicate["currency"] = answer.currency;
    predicate["value"] = answer.value;
  }
  if (!answer.text.empty()) predicate["text"] = answer.text;
  return encode_statement({std::string(kAnswerPredicate), "vault", vault, std::move(predicate)});
}

Result<Bytes> encode_ledger(const Books& books, const Ledger& ledger, const StatedBy& by,
                            const LedgerAttest& attest) {
  if (!attest.denomination.empty() && !is_known(books, attest.denomination))
    return error(Code::kNotFound, "there is no denomination " + attest.denomination);
  json::object predicate = by_whom(by);
  json::array denominations;
  for (const std::string& denomination : denominations_of(books)) {
    if (attest.denomination.empty() || attest.denomination == denomination)
      denominations.push_back(denomination_json(books, ledger, denomination));
  }
  predicate["denominations"] = std::move(denominations);
  json::array claims;
  for (const LedgerClaim& claim : attest.claims) {
    json::object one;
    one["denomination"] = claim.denomination;
    one["outstanding"] = to_json(claim.outstanding);
    claims.push_back(std::move(one));
  }
  predicate["claims"] = std::move(claims);
  Bytes payload =
      encode_statement({std::string(kLedgerPredicate), "vault", books.vault, std::move(predicate)});
  if (payload.size() > kPayloadMostBytes) {
    return error(Code::kBadInput, "there are too many keys for one statement; name a denomination");
  }
  return payload;
}

Result<std::optional<std::string>> compare_claims(const Books& books, const Ledger& ledger,
                                                  const std::vector<LedgerClaim>& claims) {
  std::string differing;
  for (const LedgerClaim& claim : claims) {
    if (!is_known(books, claim.denomination))
      return error(Code::kNotFound, "there is no denomination " + claim.denomination);
    const Amount ours = totals_of(books, ledger, claim.denomination).outstanding;
    if (ours == claim.outstanding) continue;
    if (!differing.empty()) differing += "; ";
    differing += claim.denomination + ": the issuer has " +
                 std::to_string(claim.outstanding.count) + " coins worth " +
                 std::to_string(claim.outstanding.value) + " outstanding, custody " +
                 std::to_string(ours.count) + " worth " + std::to_string(ours.value);
  }
  return differing.empty() ? std::nullopt : std::optional(std::move(differing));
}

Result<Envelope> sign_statement(pkcs11::Token& token, const KeyRecord& key, const Bytes& payload) {
  const auto scheme = key.scheme();
  if (!scheme || !key.public_key)
    return error(Code::kBug, "an answer key signs and has a public half");
  Envelope envelope{std::string(kStatementPayloadType), payload, {}};
  const Bytes message = dsse_pae(envelope.payload_type, envelope.payload);
  DigestRoom room{};
  const std::vector<pkcs11::SignJob> jobs = {
      {key.id, *scheme, signing_input(*scheme, message, room), scheme_fixed(key)}};
  PYX_ASSIGN(std::vector<Bytes> signatures, token.sign(jobs));
  if (signatures.size() != 1)
    return error(Code::kBug, "the token answered another number of signatures");
  PYX_ASSIGN(Bytes signature,
             signature_in_form(*scheme, EcdsaForm::kDer, std::move(signatures.front())));
  envelope.signatures.push_back({key.public_key->id(), std::move(signature)});
  return envelope;
}

}  // namespace pyx::custody

#include "custody/client/statement_check.h"

#include <algorithm>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::client {
namespace {

using json::ObjectReader;

// As custody/coins/stated.h writes them.
constexpr std::string_view kAnswerPredicate = "urn:pyx:answer:v1";
constexpr std::string_view kLedgerPredicate = "urn:pyx:ledger:v1";

Error wrong(std::string why) { return refused("SIGN-CHECKED", std::move(why)); }

Result<custody::Answer> read_answer(ObjectReader& reader) {
  custody::Answer answer;
  PYX_ASSIGN(answer.kind, reader.string("kind"));
  PYX_ASSIGN(answer.transaction, reader.digest("transaction"));
  if (reader.has("currency")) {
    PYX_ASSIGN(answer.currency, reader.string("currency"));
    PYX_ASSIGN(const std::int64_t value, reader.integer("value"));
    answer.value = static_cast<std::uint64_t>(value);
  }
  if (reader.has("text")) {
    PYX_ASSIGN(answer.text, reader.string("text"));
  }
  return answer;
}

Result<void> check_content(const custody::ValueRequest& request, const Sha256& vault,
                           const Bytes& payload) {
  PYX_ASSIGN(const custody::Statement statement, custody::parse_statement(payload));
  const auto* const asked = std::get_if<custody::AnswerSign>(&request.what);
  if (statement.predicate_type != (asked != nullptr ? kAnswerPredicate : kLedgerPredicate))
    return wrong("the statement is of another kind");
  if (statement.subject_name != "vault" || statement.subject_digest != vault)
    return wrong("the statement is about another vault");
  ObjectReader reader(statement.predicate, "the statement");
  PYX_ASSIGN(const Uuid id, reader.uuid("request"));
  if (id != request.request) return wrong("the statement answers another request");
  if (asked == nullptr) return {};
  PYX_ASSIGN(const custody::Answer answer, read_answer(reader));
  if (answer != asked->answer) return wrong("the statement says something else");
  return {};
}

}  // namespace

bool is_signed_by(const custody::Envelope& envelope, const PublicKey& key) {
  const auto scheme = scheme_of(key.type(), Purpose::kSign);
  if (!scheme) return false;
  const Bytes message = custody::dsse_pae(envelope.payload_type, envelope.payload);
  return std::ranges::any_of(envelope.signatures, [&](const custody::EnvelopeSignature& one) {
    return one.key_id == key.id() && key.verify(*scheme, message, one.signature);
  });
}

Result<void> check_stated(const PublicKey& key, const custody::ValueRequest& request,
                          const custody::ValueAnswer& answer) {
  const bool states = std::holds_alternative<custody::AnswerSign>(request.what) ||
                      std::holds_alternative<custody::LedgerAttest>(request.what);
  const auto* const stated = std::get_if<custody::Stated>(&answer.what);
  if (!states || stated == nullptr) return error(Code::kBadInput, "the answer holds no statement");
  if (!is_signed_by(stated->envelope, key))
    return wrong("the statement is not signed by the key that was asked for");
  auto checked = check_content(request, answer.receipt.vault, stated->envelope.payload);
  if (!checked && checked.error().code == Code::kBadInput)
    return wrong("the statement: " + checked.error().message);
  return checked;
}

}  // namespace pyx::client

#include "custody/acts/decision_statement.h"

#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/acts/act.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {

Bytes encode_decision(const DecisionStatement& decision) {
  json::object predicate;
  predicate["act"] = to_base64(decision.act);
  predicate["choice"] = policies::to_text(decision.choice);
  predicate["person"] = decision.person;
  predicate["role"] = decision.role;
  predicate["time"] = to_rfc3339(decision.time);
  predicate["nonce"] = to_base64(decision.nonce);
  predicate["reason"] = decision.reason;
  return encode_statement(
      {std::string(kDecisionPredicate), "vault", decision.vault, std::move(predicate)});
}

Result<DecisionStatement> parse_decision(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kDecisionPredicate || statement.subject_name != "vault") {
    return error(Code::kBadInput, "the statement is not a decision");
  }
  DecisionStatement decision;
  decision.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "decision");
  PYX_ASSIGN(decision.act, reader.base64("act"));
  PYX_ASSIGN(const std::string choice_text, reader.string("choice"));
  const auto choice = policies::choice_from(choice_text);
  if (!choice) return error(Code::kBadInput, "a decision is approve, refuse or withdraw");
  decision.choice = *choice;
  PYX_ASSIGN(decision.person, reader.string("person"));
  PYX_ASSIGN(decision.role, reader.string("role"));
  PYX_ASSIGN(decision.time, reader.time("time"));
  PYX_ASSIGN(decision.nonce, reader.base64("nonce"));
  PYX_ASSIGN(decision.reason, reader.string("reason"));
  PYX_TRY(reader.finish());
  if (decision.nonce.size() != kNonceBytes) {
    return error(Code::kBadInput, "the nonce of a decision has 16 bytes");
  }
  if (decision.reason.size() > kReasonMostBytes) {
    return error(Code::kBadInput, "the reason of a decision has at most 512 bytes");
  }
  return decision;
}

}  // namespace pyx::custody

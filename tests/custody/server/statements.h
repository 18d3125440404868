// Signed statements for tests of what carries them; nobody checks these signatures.
#pragma once

#include <string>

#include "base/json.h"
#include "custody/acts/act.h"
#include "custody/acts/decision_statement.h"
#include "custody/acts/freeze_statement.h"
#include "custody/acts/lowering_statement.h"
#include "custody/evidence/dsse.h"

namespace pyx::testing {

inline custody::Envelope envelope_of(Bytes payload) {
  custody::Envelope envelope;
  envelope.payload_type = custody::kStatementPayloadType;
  envelope.payload = std::move(payload);
  envelope.signatures.push_back({sha256("a person"), Bytes(64, 1)});
  return envelope;
}

inline custody::Act sample_act(const Uuid& id) {
  custody::Act act;
  act.id = id;
  act.parameters = custody::KeyGenerate{id, "issuer-p256", "issuer-2027"};
  act.vault = sha256("vault");
  act.policy = sha256("policy");
  act.nonce = Bytes(custody::kNonceBytes, 2);
  act.not_before = id.time();
  act.expires = id.time() + std::chrono::hours(1);
  act.proposer = "alice";
  return act;
}

inline custody::DecisionStatement sample_decision(const custody::Act& act) {
  custody::DecisionStatement decision;
  decision.vault = act.vault;
  decision.act = custody::encode_act(act);
  decision.choice = policies::Choice::kApprove;
  decision.person = "bob";
  decision.role = "security-officer";
  decision.time = act.not_before;
  decision.nonce = Bytes(custody::kNonceBytes, 3);
  return decision;
}

inline custody::FreezeStatement sample_freeze(Time time) {
  custody::FreezeStatement freeze;
  freeze.vault = sha256("vault");
  freeze.target = custody::FreezeClient{"mint"};
  freeze.person = "carol";
  freeze.time = time;
  freeze.expires = time + std::chrono::hours(1);
  freeze.nonce = Bytes(custody::kNonceBytes, 4);
  freeze.reason = "a lost laptop";
  return freeze;
}

inline policies::Budget sample_budget() {
  policies::Budget budget;
  budget.name = "hourly";
  budget.scope = {policies::Scope::Kind::kClient, "bank"};
  budget.currency = "EUR";
  budget.limits = {{std::chrono::hours(1), 100, 50000}, {std::nullopt, 100000, 5000000}};
  return budget;
}

inline custody::LoweringStatement sample_lowering(Time time) {
  custody::LoweringStatement lowering;
  lowering.vault = sha256("vault");
  lowering.budget = "hourly";
  lowering.limit = {std::chrono::hours(1), 10, 5000};
  lowering.person = "carol";
  lowering.time = time;
  lowering.expires = time + std::chrono::hours(1);
  lowering.nonce = Bytes(custody::kNonceBytes, 5);
  lowering.reason = "a quiet week";
  return lowering;
}

inline std::string envelope_body(const custody::Envelope& envelope) {
  json::object body;
  body["envelope"] = custody::to_json(envelope);
  return json::serialize(body);
}

}  // namespace pyx::testing

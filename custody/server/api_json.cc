#include "custody/server/api_json.h"

#include "base/base64.h"
#include "base/clock.h"

namespace pyx::server {
namespace {

// With what each window has taken, if that is known.
json::object budget_json(const policies::Budget& budget,
                         const std::vector<custody::Amount>& taken) {
  json::array limits;
  for (std::size_t i = 0; i < budget.limits.size(); ++i) {
    const policies::Limit& limit = budget.limits[i];
    json::object one;
    one["window"] = policies::window_text(limit.window);
    one["count"] = limit.count;
    one["value"] = limit.value;
    if (i < taken.size()) {
      json::object amount;
      amount["count"] = taken[i].count;
      amount["value"] = taken[i].value;
      one["taken"] = std::move(amount);
    }
    limits.push_back(std::move(one));
  }
  json::object out;
  out["name"] = budget.name;
  out["charge"] = policies::to_text(budget.charge);
  out["scope"] = policies::to_text(budget.scope);
  if (!budget.currency.empty()) out["currency"] = budget.currency;
  out["limits"] = std::move(limits);
  return out;
}

}  // namespace

json::value to_json(const custody::VaultInfo& info) {
  json::object out;
  out["id"] = to_hex(info.id);
  out["name"] = info.name;
  out["policy"] = to_hex(info.policy);
  out["log_vkey"] = info.log_vkey;
  out["token_serials"] = json::array(info.token_serials.begin(), info.token_serials.end());
  if (!info.former_tokens.empty()) out["former_tokens"] = custody::to_json(info.former_tokens);
  out["log_size"] = info.log_size;
  out["warnings"] = json::array(info.warnings.begin(), info.warnings.end());
  return out;
}

json::value to_json(const custody::ActRecord& act) {
  json::array decisions;
  for (const custody::RecordedDecision& one : act.decisions) {
    json::object decision;
    decision["envelope"] = custody::to_json(one.envelope);
    decision["leaf_index"] = one.leaf_index;
    decisions.push_back(std::move(decision));
  }
  json::object out;
  out["id"] = act.act.id.text();
  out["type"] = policies::to_text(act.act.type());
  out["state"] = custody::to_text(act.state);
  out["proposal"] = custody::to_json(act.proposal);
  out["decisions"] = std::move(decisions);
  out["quorum"] = custody::quorum_json(act.quorum);
  out["leaf_index"] = act.leaf_index;
  if (act.closing_leaf) out["closing_leaf"] = *act.closing_leaf;
  out["outcome"] = act.outcome;
  return out;
}

json::value to_json(const custody::FreezeRecord& freeze) {
  const custody::FreezeStatement& statement = freeze.statement;
  json::object out;
  out["id"] = to_hex(freeze.id);
  out["vault"] = to_hex(statement.vault);
  out["target"] = custody::to_text(statement.target);
  out["person"] = statement.person;
  out["time"] = to_rfc3339(statement.time);
  out["expires"] = to_rfc3339(statement.expires);
  out["nonce"] = to_base64(statement.nonce);
  out["reason"] = statement.reason;
  out["leaf_index"] = freeze.leaf_index;
  return out;
}

json::value to_json(const custody::BudgetRecord& budget) {
  return budget_json(budget.budget, budget.taken);
}

json::value to_json(const custody::LoweredBudget& lowered) {
  json::object out;
  out["budget"] = budget_json(lowered.budget, {});
  out["leaf_index"] = lowered.leaf_index;
  return out;
}

Response json_response(unsigned status, const json::value& body) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json::serialize(body);
  return response;
}

}  // namespace pyx::server

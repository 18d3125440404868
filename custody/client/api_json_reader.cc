#include "custody/client/api_json_reader.h"

#include "base/json_reader.h"
#include "custody/acts/backup_record_json.h"
#include "custody/client/control_name.h"

namespace pyx::client {
namespace {

using json::ObjectReader;

// A word of a fixed list, by its *_from function.
template <class T>
Result<T> word(ObjectReader& reader, std::string_view name,
               std::optional<T> (*from)(std::string_view)) {
  PYX_ASSIGN(const std::string text, reader.string(name));
  const std::optional<T> known = from(text);
  if (!known) {
    return error(Code::kBadInput, "member \"" + std::string(name) + "\" of " + reader.what() +
                                      " is the unknown word \"" + text + "\"");
  }
  return *known;
}

// A whole number that is not negative.
Result<std::uint64_t> index_of(ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0) {
    return error(Code::kBadInput, "member \"" + std::string(name) + "\" is negative");
  }
  return static_cast<std::uint64_t>(number);
}

Result<std::vector<std::string>> strings(ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const json::array* const list, reader.array_member(name));
  std::vector<std::string> all;
  for (const json::value& item : *list) {
    const auto* const text = item.if_string();
    if (text == nullptr) {
      return error(Code::kBadInput, "\"" + std::string(name) + "\" must be a list of strings");
    }
    all.emplace_back(text->data(), text->size());
  }
  return all;
}

Result<std::optional<Time>> time_if(ObjectReader& reader, std::string_view name) {
  if (!reader.has(name)) return std::optional<Time>();
  PYX_ASSIGN(const Time time, reader.time(name));
  return std::optional<Time>(time);
}

Result<policies::Decision> read_decision(const json::object& from) {
  ObjectReader reader(from, "the quorum");
  policies::Decision decision;
  PYX_ASSIGN(decision.verdict, word(reader, "verdict", policies::verdict_from));
  PYX_ASSIGN(const std::string control, reader.string("control"));
  PYX_ASSIGN(decision.reason, reader.string("reason"));
  decision.control = control_name(control);
  if (decision.control.empty()) {
    decision.control = "FAIL-CLOSED";
    decision.reason += " [" + control + "]";
  }
  return decision;
}

Result<custody::RecordedDecision> read_recorded(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the decision"));
  PYX_ASSIGN(const json::object* const envelope, reader.object_member("envelope"));
  custody::RecordedDecision recorded;
  PYX_ASSIGN(recorded.envelope, custody::envelope_from(*envelope));
  PYX_ASSIGN(recorded.statement, custody::parse_decision(recorded.envelope.payload));
  PYX_ASSIGN(recorded.leaf_index, index_of(reader, "leaf_index"));
  return recorded;
}

Result<custody::CoinTerms> read_coin_terms(const json::object& from) {
  ObjectReader reader(from, "the key's coins");
  custody::CoinTerms coins;
  PYX_ASSIGN(coins.denomination, reader.string("denomination"));
  PYX_ASSIGN(coins.currency, reader.string("currency"));
  PYX_ASSIGN(coins.value, index_of(reader, "value"));
  PYX_ASSIGN(coins.period.number, reader.integer("period"));
  PYX_ASSIGN(coins.period.born, reader.time("born"));
  PYX_ASSIGN(coins.period.begins, reader.time("begins"));
  PYX_ASSIGN(coins.period.ends, reader.time("ends"));
  PYX_ASSIGN(coins.period.mints_until, reader.time("mints_until"));
  PYX_ASSIGN(coins.period.coins_expire, reader.time("coins_expire"));
  PYX_ASSIGN(coins.period.refresh_until, reader.time("refresh_until"));
  if (reader.has("most_issued")) {
    PYX_ASSIGN(coins.most_issued, index_of(reader, "most_issued"));
  }
  return coins;
}

Result<custody::Amount> read_amount(const json::object& from) {
  ObjectReader reader(from, "the amount");
  custody::Amount amount;
  PYX_ASSIGN(amount.count, index_of(reader, "count"));
  PYX_ASSIGN(amount.value, index_of(reader, "value"));
  return amount;
}

// A limit, and what its window has taken if that is told.
Result<void> read_limit(const json::value& from, custody::BudgetRecord& into) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the limit"));
  policies::Limit limit;
  PYX_ASSIGN(limit.window, word(reader, "window", policies::window_from));
  PYX_ASSIGN(limit.count, index_of(reader, "count"));
  PYX_ASSIGN(limit.value, index_of(reader, "value"));
  into.budget.limits.push_back(limit);
  if (!reader.has("taken")) return {};
  PYX_ASSIGN(const json::object* const taken, reader.object_member("taken"));
  PYX_ASSIGN(const custody::Amount amount, read_amount(*taken));
  into.taken.push_back(amount);
  return {};
}

Result<custody::BudgetRecord> read_budget(ObjectReader& reader) {
  custody::BudgetRecord record;
  policies::Budget& budget = record.budget;
  PYX_ASSIGN(budget.name, reader.string("name"));
  PYX_ASSIGN(budget.charge, word(reader, "charge", policies::charge_from));
  PYX_ASSIGN(budget.scope, word(reader, "scope", policies::scope_from));
  if (reader.has("currency")) {
    PYX_ASSIGN(budget.currency, reader.string("currency"));
  }
  PYX_ASSIGN(const json::array* const limits, reader.array_member("limits"));
  for (const json::value& item : *limits) PYX_TRY(read_limit(item, record));
  return record;
}

Result<std::vector<custody::FormerToken>> former_tokens(ObjectReader& from) {
  std::vector<custody::FormerToken> tokens;
  if (!from.has("former_tokens")) return tokens;
  PYX_ASSIGN(const json::array* const list, from.array_member("former_tokens"));
  for (const json::value& item : *list) {
    PYX_ASSIGN(ObjectReader reader, ObjectReader::of(item, "the former token"));
    custody::FormerToken token;
    PYX_ASSIGN(token.serial, reader.string("serial"));
    PYX_ASSIGN(token.until, reader.time("until"));
    PYX_ASSIGN(token.act, reader.uuid("act"));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// On which tokens the key was at home, and since when it is left behind on one.
Result<void> read_homes(ObjectReader& from, custody::KeyRecord& key) {
  PYX_ASSIGN(key.left_behind, time_if(from, "left_behind"));
  if (!from.has("former_homes")) return {};
  PYX_ASSIGN(const json::array* const homes, from.array_member("former_homes"));
  for (const json::value& item : *homes) {
    PYX_ASSIGN(ObjectReader reader, ObjectReader::of(item, "the former home"));
    custody::FormerHome home;
    PYX_ASSIGN(home.token_serial, reader.string("token_serial"));
    PYX_ASSIGN(home.until, reader.time("until"));
    key.former_homes.push_back(std::move(home));
  }
  return {};
}

}  // namespace

Result<custody::VaultInfo> read_vault_info(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the vault"));
  custody::VaultInfo info;
  PYX_ASSIGN(info.id, reader.digest("id"));
  PYX_ASSIGN(info.name, reader.string("name"));
  PYX_ASSIGN(info.policy, reader.digest("policy"));
  PYX_ASSIGN(info.log_vkey, reader.string("log_vkey"));
  PYX_ASSIGN(info.token_serials, strings(reader, "token_serials"));
  PYX_ASSIGN(info.former_tokens, former_tokens(reader));
  PYX_ASSIGN(info.log_size, index_of(reader, "log_size"));
  PYX_ASSIGN(info.warnings, strings(reader, "warnings"));
  return info;
}

Result<custody::KeyRecord> read_key_record(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the key"));
  custody::KeyRecord key;
  PYX_ASSIGN(key.id, reader.uuid("id"));
  PYX_ASSIGN(key.name, reader.string("name"));
  PYX_ASSIGN(key.profile, reader.string("profile"));
  PYX_ASSIGN(key.type, word(reader, "type", key_type_from));
  PYX_ASSIGN(key.purpose, word(reader, "purpose", purpose_from));
  PYX_ASSIGN(key.backup, word(reader, "backup", policies::backup_from));
  PYX_ASSIGN(key.token_serial, reader.string("token_serial"));
  if (reader.has("spki")) {
    PYX_ASSIGN(const Bytes spki, reader.base64("spki"));
    PYX_ASSIGN(key.public_key, PublicKey::from_spki(spki));
  }
  PYX_ASSIGN(key.state, word(reader, "state", custody::key_state_from));
  PYX_ASSIGN(key.created, reader.time("created"));
  PYX_ASSIGN(key.activated, time_if(reader, "activated"));
  PYX_ASSIGN(key.deactivated, time_if(reader, "deactivated"));
  PYX_ASSIGN(key.destroyed, time_if(reader, "destroyed"));
  if (reader.has("coins")) {
    PYX_ASSIGN(const json::object* const coins, reader.object_member("coins"));
    PYX_ASSIGN(key.coins, read_coin_terms(*coins));
  }
  if (reader.has("suspended")) {
    PYX_ASSIGN(key.suspended, reader.boolean("suspended"));
  }
  if (reader.has("proven")) {
    PYX_ASSIGN(const json::object* const proven, reader.object_member("proven"));
    PYX_ASSIGN(key.proven, custody::read_key_elsewhere(*proven));
  }
  for (const auto& [name, places] :
       {std::pair("restored", &key.restored), std::pair("proven_before", &key.proven_before)}) {
    if (!reader.has(name)) continue;
    PYX_ASSIGN(const json::array* const list, reader.array_member(name));
    for (const json::value& item : *list) {
      PYX_ASSIGN(custody::KeyElsewhere there, custody::read_key_elsewhere(item));
      places->push_back(std::move(there));
    }
  }
  PYX_TRY(read_homes(reader, key));
  return key;
}

Result<custody::ActRecord> read_act_record(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the act"));
  custody::ActRecord act;
  PYX_ASSIGN(const json::object* const proposal, reader.object_member("proposal"));
  PYX_ASSIGN(act.proposal, custody::envelope_from(*proposal));
  PYX_ASSIGN(act.act, custody::parse_act(act.proposal.payload));
  PYX_ASSIGN(act.state, word(reader, "state", custody::act_state_from));
  PYX_ASSIGN(const json::array* const decisions, reader.array_member("decisions"));
  for (const json::value& item : *decisions) {
    PYX_ASSIGN(custody::RecordedDecision one, read_recorded(item));
    act.decisions.push_back(std::move(one));
  }
  PYX_ASSIGN(const json::object* const quorum, reader.object_member("quorum"));
  PYX_ASSIGN(act.quorum, read_decision(*quorum));
  PYX_ASSIGN(act.leaf_index, index_of(reader, "leaf_index"));
  if (reader.has("closing_leaf")) {
    PYX_ASSIGN(act.closing_leaf, index_of(reader, "closing_leaf"));
  }
  PYX_ASSIGN(act.outcome, reader.string("outcome"));
  return act;
}

Result<custody::FreezeRecord> read_freeze_record(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the freeze"));
  custody::FreezeRecord freeze;
  PYX_ASSIGN(freeze.id, reader.digest("id"));
  custody::FreezeStatement& statement = freeze.statement;
  PYX_ASSIGN(statement.vault, reader.digest("vault"));
  PYX_ASSIGN(const std::string target, reader.string("target"));
  PYX_ASSIGN(statement.target, custody::parse_freeze_target(target));
  PYX_ASSIGN(statement.person, reader.string("person"));
  PYX_ASSIGN(statement.time, reader.time("time"));
  PYX_ASSIGN(statement.expires, reader.time("expires"));
  PYX_ASSIGN(statement.nonce, reader.base64("nonce"));
  PYX_ASSIGN(statement.reason, reader.string("reason"));
  PYX_ASSIGN(freeze.leaf_index, index_of(reader, "leaf_index"));
  return freeze;
}

Result<custody::BudgetRecord> read_budget_record(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the budget"));
  PYX_ASSIGN(custody::BudgetRecord record, read_budget(reader));
  if (record.taken.size() != record.budget.limits.size())
    return error(Code::kBadInput, "the budget does not tell what each window has taken");
  return record;
}

Result<custody::LoweredBudget> read_lowered_budget(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the lowering"));
  PYX_ASSIGN(const json::object* const budget, reader.object_member("budget"));
  ObjectReader members(*budget, "the budget");
  PYX_ASSIGN(custody::BudgetRecord record, read_budget(members));
  custody::LoweredBudget lowered;
  lowered.budget = std::move(record.budget);
  PYX_ASSIGN(lowered.leaf_index, index_of(reader, "leaf_index"));
  return lowered;
}

Result<custody::OpenRequest> read_open_request(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the open request"));
  custody::OpenRequest request;
  PYX_ASSIGN(request.leaf_index, index_of(reader, "leaf_index"));
  PYX_ASSIGN(request.time, reader.time("time"));
  PYX_ASSIGN(request.client, reader.string("client"));
  PYX_ASSIGN(request.operation, reader.string("operation"));
  PYX_ASSIGN(request.request, reader.uuid("request"));
  return request;
}

Result<std::uint64_t> read_leaf_index(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the answer"));
  return index_of(reader, "leaf");
}

}  // namespace pyx::client

#include "custody/founding/founding_statement.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kFoundingNonceBytes = 32;
constexpr std::size_t kMostFounders = 256;
constexpr std::size_t kMostAnswerBytes = 256;

json::object key_to_json(const Uuid& id, const PublicKey& key) {
  json::object to;
  to["id"] = id.text();
  to["spki"] = to_base64(key.spki());
  return to;
}

struct NamedKey {
  Uuid id;
  PublicKey key;
};

Result<NamedKey> read_key(json::ObjectReader& from, std::string_view name, KeyType type) {
  PYX_ASSIGN(const json::object* member, from.object_member(name));
  json::ObjectReader reader(*member, std::string(name));
  PYX_ASSIGN(const Uuid id, reader.uuid("id"));
  PYX_ASSIGN(const Bytes spki, reader.base64("spki"));
  PYX_ASSIGN(PublicKey key, PublicKey::from_spki(spki));
  PYX_TRY(reader.finish());
  if (key.type() != type) {
    return error(Code::kBadInput,
                 std::string(name) + " must be of type " + std::string(to_text(type)));
  }
  return NamedKey{id, std::move(key)};
}

Result<std::vector<Founder>> read_founders(const json::array& from) {
  if (from.empty() || from.size() > kMostFounders) {
    return error(Code::kBadInput, "a founding has 1 to 256 founders");
  }
  std::vector<Founder> founders;
  for (const json::value& value : from) {
    PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "founder"));
    Founder founder;
    PYX_ASSIGN(founder.person, reader.string("person"));
    PYX_ASSIGN(founder.key_id, reader.digest("key_id"));
    PYX_TRY(reader.finish());
    founders.push_back(std::move(founder));
  }
  return founders;
}

Result<pkcs11::RuleFinding> read_rule(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "rule of a token"));
  pkcs11::RuleFinding finding;
  PYX_ASSIGN(const auto rule, reader.string("rule"));
  PYX_ASSIGN(const auto outcome, reader.string("outcome"));
  PYX_ASSIGN(finding.ckr, reader.string("ckr"));
  PYX_ASSIGN(finding.call, reader.string("call"));
  PYX_ASSIGN(finding.note, reader.string("note"));
  PYX_TRY(reader.finish());
  const auto known_rule = token_rule_from(rule);
  const auto known_outcome = rule_outcome_from(outcome);
  for (const std::string* text : {&finding.ckr, &finding.call, &finding.note}) {
    if (text->size() > kMostAnswerBytes) {
      return error(Code::kBadInput, "an answer of a token has at most 256 bytes");
    }
  }
  if (!known_rule) return error(Code::kBadInput, "unknown rule of a token: " + std::string(rule));
  if (!known_outcome) {
    return error(Code::kBadInput, "unknown outcome of a rule: " + std::string(outcome));
  }
  finding.rule = *known_rule;
  finding.outcome = *known_outcome;
  return finding;
}

// Every rule, once: one that is left out could not be told from one that nobody had tried.
Result<std::vector<pkcs11::RuleFinding>> read_rules(const json::array& from) {
  std::vector<pkcs11::RuleFinding> findings;
  for (const json::value& value : from) {
    PYX_ASSIGN(pkcs11::RuleFinding finding, read_rule(value));
    for (const pkcs11::RuleFinding& earlier : findings) {
      if (earlier.rule == finding.rule) {
        return error(Code::kBadInput,
                     "the rule " + std::string(to_text(finding.rule)) + " stands twice");
      }
    }
    findings.push_back(std::move(finding));
  }
  if (findings.size() != kTokenRules.size()) {
    return error(Code::kBadInput, "a founding says of each rule whether its token enforces it");
  }
  return findings;
}

Result<void> read_token(const json::object& from, FoundingStatement& to) {
  json::ObjectReader reader(from, "token");
  PYX_ASSIGN(to.token.serial, reader.string("serial"));
  PYX_ASSIGN(to.token.model, reader.string("model"));
  PYX_ASSIGN(to.token.manufacturer, reader.string("manufacturer"));
  PYX_ASSIGN(to.token.label, reader.string("label"));
  PYX_ASSIGN(to.token_firmware, reader.string("firmware"));
  PYX_ASSIGN(const json::array* rules, reader.array_member("rules"));
  PYX_ASSIGN(to.token_rules, read_rules(*rules));
  return reader.finish();
}

json::object token_to_json(const FoundingStatement& statement) {
  json::array rules;
  for (const pkcs11::RuleFinding& finding : statement.token_rules) {
    json::object rule;
    rule["rule"] = to_text(finding.rule);
    rule["outcome"] = to_text(finding.outcome);
    rule["ckr"] = finding.ckr;
    rule["call"] = finding.call;
    rule["note"] = finding.note;
    rules.emplace_back(std::move(rule));
  }
  json::object token;
  token["serial"] = statement.token.serial;
  token["model"] = statement.token.model;
  token["manufacturer"] = statement.token.manufacturer;
  token["label"] = statement.token.label;
  token["firmware"] = statement.token_firmware;
  token["rules"] = std::move(rules);
  return token;
}

}  // namespace

Bytes encode_founding(const FoundingStatement& statement) {
  json::array founders;
  for (const Founder& founder : statement.founders) {
    json::object to;
    to["person"] = founder.person;
    to["key_id"] = to_hex(founder.key_id);
    founders.emplace_back(std::move(to));
  }
  json::object predicate;
  predicate["founders"] = std::move(founders);
  predicate["log_key"] = key_to_json(statement.log_key, statement.log_public_key);
  predicate["canary_key"] = key_to_json(statement.canary_key, statement.canary_public_key);
  predicate["token"] = token_to_json(statement);
  predicate["nonce"] = to_base64(statement.nonce);
  predicate["time"] = to_rfc3339(statement.time);
  return encode_statement(
      {std::string(kFoundingPredicate), "policy", statement.policy, std::move(predicate)});
}

Result<FoundingStatement> parse_founding(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kFoundingPredicate || statement.subject_name != "policy") {
    return error(Code::kBadInput, "the statement is not a founding");
  }
  json::ObjectReader reader(statement.predicate, "founding");
  PYX_ASSIGN(const json::array* founder_list, reader.array_member("founders"));
  PYX_ASSIGN(auto founders, read_founders(*founder_list));
  PYX_ASSIGN(auto log_key, read_key(reader, "log_key", KeyType::kEd25519));
  PYX_ASSIGN(auto canary_key, read_key(reader, "canary_key", KeyType::kP256));
  PYX_ASSIGN(const json::object* token_member, reader.object_member("token"));
  PYX_ASSIGN(auto nonce, reader.base64("nonce"));
  PYX_ASSIGN(const Time time, reader.time("time"));
  PYX_TRY(reader.finish());
  if (nonce.size() != kFoundingNonceBytes)
    return error(Code::kBadInput, "the nonce of a founding has 32 bytes");
  FoundingStatement founding{statement.subject_digest,
                             std::move(founders),
                             log_key.id,
                             std::move(log_key.key),
                             canary_key.id,
                             std::move(canary_key.key),
                             {},
                             std::move(nonce),
                             time,
                             {},
                             {}};
  PYX_TRY(read_token(*token_member, founding));
  return founding;
}

Sha256 vault_id(ByteView founding_bytes) { return sha256(founding_bytes); }

}  // namespace pyx::custody

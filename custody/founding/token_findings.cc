#include "custody/founding/token_findings.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostAnswerBytes = 256;

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
    return error(Code::kBadInput, "a binding says of each rule whether its token enforces it");
  }
  return findings;
}

}  // namespace

json::object to_json(const TokenFindings& findings) {
  json::array rules;
  for (const pkcs11::RuleFinding& finding : findings.rules) {
    json::object rule;
    rule["rule"] = to_text(finding.rule);
    rule["outcome"] = to_text(finding.outcome);
    rule["ckr"] = finding.ckr;
    rule["call"] = finding.call;
    rule["note"] = finding.note;
    rules.emplace_back(std::move(rule));
  }
  json::object token;
  token["serial"] = findings.token.serial;
  token["model"] = findings.token.model;
  token["manufacturer"] = findings.token.manufacturer;
  token["label"] = findings.token.label;
  token["firmware"] = findings.firmware;
  token["rules"] = std::move(rules);
  return token;
}

Result<TokenFindings> read_token_findings(const json::object& from) {
  TokenFindings findings;
  json::ObjectReader reader(from, "token");
  PYX_ASSIGN(findings.token.serial, reader.string("serial"));
  PYX_ASSIGN(findings.token.model, reader.string("model"));
  PYX_ASSIGN(findings.token.manufacturer, reader.string("manufacturer"));
  PYX_ASSIGN(findings.token.label, reader.string("label"));
  PYX_ASSIGN(findings.firmware, reader.string("firmware"));
  PYX_ASSIGN(const json::array* rules, reader.array_member("rules"));
  PYX_ASSIGN(findings.rules, read_rules(*rules));
  PYX_TRY(reader.finish());
  return findings;
}

json::object to_json(const BoundKey& key) {
  json::object to;
  to["id"] = key.id.text();
  to["spki"] = to_base64(key.key.spki());
  return to;
}

Result<BoundKey> read_bound_key(json::ObjectReader& from, std::string_view name, KeyType type) {
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
  return BoundKey{id, std::move(key)};
}

}  // namespace pyx::custody

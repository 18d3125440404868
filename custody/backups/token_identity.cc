#include "custody/backups/token_identity.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

#include "base/json_reader.h"

namespace pyx::custody {

json::object to_json(const pkcs11::TokenIdentity& token) {
  json::object to;
  to["serial"] = token.serial;
  to["model"] = token.model;
  to["manufacturer"] = token.manufacturer;
  to["label"] = token.label;
  return to;
}

Result<pkcs11::TokenIdentity> read_token_identity(const json::object& from) {
  json::ObjectReader reader(from, "token");
  pkcs11::TokenIdentity token;
  PYX_ASSIGN(token.serial, reader.string("serial"));
  PYX_ASSIGN(token.model, reader.string("model"));
  PYX_ASSIGN(token.manufacturer, reader.string("manufacturer"));
  PYX_ASSIGN(token.label, reader.string("label"));
  PYX_TRY(reader.finish());
  return token;
}

json::array to_json(const std::vector<TokenRule>& rules) {
  json::array to;
  for (const TokenRule rule : rules) to.emplace_back(pyx::to_text(rule));
  return to;
}

Result<std::vector<TokenRule>> read_token_rules(const json::array& from) {
  std::vector<TokenRule> rules;
  for (const json::value& item : from) {
    const auto rule = item.is_string() ? token_rule_from(std::string_view(item.get_string()))
                                       : std::optional<TokenRule>();
    if (!rule) return error(Code::kBadInput, "a rule of a token is unknown");
    if (std::ranges::find(rules, *rule) != rules.end())
      return error(Code::kBadInput, "a rule of a token stands twice");
    rules.push_back(*rule);
  }
  return rules;
}

}  // namespace pyx::custody

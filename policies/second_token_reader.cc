#include "policies/second_token_reader.h"

#include <utility>

#include "policies/field.h"

namespace pyx::policies {
namespace {

constexpr Duration kShortestMatrix = std::chrono::minutes(1);
constexpr Duration kLongestMatrix = std::chrono::hours(24 * 366);

Result<void> read_token(toml::Table& table, SecondTokenTerms& terms) {
  if (table.has("serial")) {
    if (table.has("model") || table.has("manufacturer")) {
      return table.fail(table.position_of("serial"),
                        "a second token is named by its serial, or by model and manufacturer; not "
                        "by both");
    }
    PYX_ASSIGN(const toml::Text serial, read_name(table, "serial"));
    terms.serial = serial.text;
    return {};
  }
  PYX_ASSIGN(const toml::Text model, read_name(table, "model"));
  PYX_ASSIGN(const toml::Text manufacturer, read_name(table, "manufacturer"));
  terms.model = model.text;
  terms.manufacturer = manufacturer.text;
  return {};
}

// Two entries for one token and act would leave open which of them holds.
Result<void> read_acts(toml::Table& table, FirstUses& tokens, SecondTokenTerms& terms) {
  PYX_ASSIGN(const auto texts, table.strings("acts"));
  if (texts.empty())
    return table.fail(table.position_of("acts"), "acts must name at least one act");
  FirstUses uses;
  const std::string token = terms.token_text();
  for (const toml::Text& text : texts) {
    const auto act = act_type_from(text.text);
    if (act != ActType::kBackupProve && act != ActType::kBackupRestore) {
      return table.fail(text.at, "no second token is at the act " + in_quotes(text.text) +
                                     "; acts are backup.prove, backup.restore");
    }
    PYX_TRY(uses.once(table, text, "act"));
    if (const auto* twin = tokens.earlier(token + " at " + text.text, token, text.at)) {
      return table.fail(text.at, in_quotes(token) + " at " + text.text +
                                     " stands twice, first at line " +
                                     std::to_string(twin->at.line));
    }
    terms.acts.push_back(*act);
  }
  return {};
}

Result<void> read_exceptions(toml::Table& table, SecondTokenTerms& terms) {
  PYX_ASSIGN(const auto texts, table.strings("exceptions"));
  if (texts.empty())
    return table.fail(table.position_of("exceptions"), "exceptions must name at least one rule");
  FirstUses uses;
  for (const toml::Text& text : texts) {
    const auto rule = token_rule_from(text.text);
    if (!rule || !every_key_needs(*rule)) {
      std::string known;
      for (const TokenRule one : kTokenRules) {
        if (every_key_needs(one)) known += (known.empty() ? "" : ", ") + std::string(to_text(one));
      }
      return table.fail(text.at, "no key that comes back needs the rule " + in_quotes(text.text) +
                                     "; exceptions are taken from " + known);
    }
    PYX_TRY(uses.once(table, text, "exception"));
    terms.exceptions.push_back(*rule);
  }
  return {};
}

}  // namespace

Result<void> read_second_tokens(toml::Table& root, Policy& policy) {
  if (root.has("matrix_within")) {
    PYX_ASSIGN(policy.matrix_within,
               read_duration(root, "matrix_within", kShortestMatrix, kLongestMatrix));
  }
  PYX_ASSIGN(const auto tables, root.tables_or_none("second_token"));
  if (tables.size() > kMostSecondTokens)
    return root.fail(
        tables[kMostSecondTokens]->at(),
        "more than " + std::to_string(kMostSecondTokens) + " second tokens in one policy");
  FirstUses tokens;
  for (toml::Table* const table : tables) {
    SecondTokenTerms terms;
    PYX_TRY(read_token(*table, terms));
    PYX_TRY(read_acts(*table, tokens, terms));
    PYX_TRY(read_exceptions(*table, terms));
    policy.second_tokens.push_back(std::move(terms));
  }
  return {};
}

}  // namespace pyx::policies

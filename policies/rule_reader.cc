#include "policies/rule_reader.h"

#include <algorithm>
#include <charconv>

#include "policies/field.h"
#include "policies/quorum.h"
#include "policies/roster_reader.h"
#include "policies/seating.h"

namespace pyx::policies {
namespace {

Result<ActType> read_act(toml::Table& table) {
  PYX_ASSIGN(const toml::Text text, table.string("act"));
  if (const auto type = act_type_from(text.text)) return *type;
  std::string known;
  for (const ActType type : kActTypes)
    known += (known.empty() ? "" : ", ") + std::string(to_text(type));
  return table.fail(text.at, "unknown act " + in_quotes(text.text) + "; the acts are " + known);
}

Result<Seats> read_seats(const toml::Table& table, const toml::Text& text, const Policy& policy) {
  const auto seats = seats_from(text.text);
  if (!seats)
    return table.fail(text.at, "quorum " + in_quotes(text.text) +
                                   " must be written as \"2 of security-officer\", with at most " +
                                   std::to_string(kMostNeeded));
  if (std::ranges::find(policy.roles, seats->role) == policy.roles.end())
    return table.fail(text.at, "unknown role " + in_quotes(seats->role));
  if (seats->needed == 0)
    return table.fail(text.at, "quorum " + in_quotes(text.text) + " asks for nobody");
  const auto holders = std::ranges::count_if(
      policy.people, [&](const Person& person) { return person.has_role(seats->role); });
  if (static_cast<std::int64_t>(seats->needed) > holders)
    return table.fail(text.at,
                      "quorum " + in_quotes(text.text) +
                          " asks for more people than have the role: " + std::to_string(holders));
  return *seats;
}

Result<std::vector<Seats>> read_quorum(toml::Table& table, const Policy& policy) {
  PYX_ASSIGN(const auto texts, table.strings("quorum"));
  if (texts.empty())
    return table.fail(table.position_of("quorum"), "quorum must ask for at least one person");
  if (texts.size() > kMostRolesInQuorum)
    return table.fail(texts[kMostRolesInQuorum].at,
                      "more than " + std::to_string(kMostRolesInQuorum) + " roles in one quorum");
  FirstUses uses;
  std::vector<Seats> quorum;
  for (const toml::Text& text : texts) {
    PYX_ASSIGN(Seats seats, read_seats(table, text, policy));
    PYX_TRY(uses.once(table, {seats.role, text.at}, "in the quorum, role"));
    quorum.push_back(std::move(seats));
  }
  return quorum;
}

Result<QuorumRule> read_rule(toml::Table& table, const Policy& policy) {
  QuorumRule rule;
  PYX_ASSIGN(rule.seats, read_quorum(table, policy));
  PYX_ASSIGN(rule.may_propose, read_roles(table, "may_propose", policy));
  PYX_ASSIGN(rule.lifetime, table.duration("lifetime"));
  if (rule.lifetime > kLongestLifetime)
    return table.fail(table.position_of("lifetime"),
                      "lifetime is longer than " + pyx::to_text(kLongestLifetime));
  PYX_ASSIGN(rule.no_spare, table.boolean_or("no_spare", false));
  const Decision met = rule_can_be_met(policy, rule);
  if (met.approved()) return rule;
  std::string reason = "this quorum cannot always be met: " + met.reason;
  if (!rule.no_spare) reason += " (no_spare = true accepts this)";
  return table.fail(table.position_of("quorum"), reason);
}

}  // namespace

std::optional<Seats> seats_from(std::string_view text) {
  constexpr std::string_view kOf = " of ";
  const std::size_t of = text.find(kOf);
  if (of == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(0, of);
  const std::string_view role = text.substr(of + kOf.size());
  unsigned needed = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), needed);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  if (needed > kMostNeeded || !is_id(role)) return std::nullopt;
  return Seats{needed, std::string(role)};
}

Result<void> read_rules(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto tables, root.tables("rule"));
  FirstUses uses;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(const ActType type, read_act(*table));
    PYX_TRY(uses.once(*table, {std::string(to_text(type)), table->position_of("act")},
                      "the rule for act"));
    PYX_ASSIGN(QuorumRule rule, read_rule(*table, policy));
    policy.rules.emplace(type, std::move(rule));
  }
  if (policy.rule(ActType::kPolicyChange) == nullptr)
    return root.fail(root.position_of("rule"),
                     "no rule for policy.change: this policy could never be changed");
  return {};
}

}  // namespace pyx::policies

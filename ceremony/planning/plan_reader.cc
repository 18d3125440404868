#include "ceremony/planning/plan_reader.h"

#include <array>
#include <limits>
#include <utility>

#include "ceremony/planning/part_readers.h"
#include "ceremony/planning/plan_references.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr Duration kLongestPlan = std::chrono::hours(24 * 7);
constexpr std::int64_t kMostDurationMs =
    std::chrono::milliseconds(std::chrono::hours(24 * 36525)).count();
constexpr std::int64_t kMostDenominations = 24;
constexpr std::int64_t kMostShares = 16;
constexpr std::size_t kMostRoleBytes = 28;  // generated people are named after it

std::optional<VaultBefore> vault_before_from(std::string_view text) {
  if (text == "none") return VaultBefore::kNone;
  if (text == "founded") return VaultBefore::kFounded;
  return std::nullopt;
}

void read_role(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[role]]",
              {"id", "title", "duty", "least", "apart", "in_policy", "reaches_host"});
  Role role;
  role.at = table.at();
  role.id = gather.id(table, "id");
  role.title = gather.name(table, "title");
  role.duty = gather.text(table, "duty");
  if (role.id.size() > kMostRoleBytes)
    gather.add(FindingKind::kMalformed, table.position_of("id"),
               "a role's id has at most " + std::to_string(kMostRoleBytes) + " characters");
  role.least = read_count(table, "least", gather);
  role.apart = gather.list_if(table, "apart");
  role.in_policy = gather.take(table.boolean_or("in_policy", true), true);
  role.reaches_host = gather.take(table.boolean_or("reaches_host", false));
  plan.roles.push_back(std::move(role));
}

struct Bounds {
  std::int64_t least;
  std::int64_t most;
};

// Whole numbers `least` and `most` within `within`.
void read_bounds(toml::Table& table, Bounds within, Gather& gather, ParameterSpec& into) {
  into.least = gather.take(table.integer("least", within.least, within.most), within.least);
  into.most = gather.take(table.integer("most", within.least, within.most), within.most);
  if (into.least > into.most)
    gather.add(FindingKind::kMalformed, table.position_of("least"), "least is more than most");
}

void read_durations(toml::Table& table, Gather& gather, ParameterSpec& into) {
  into.least = gather.take(table.duration("least"), Duration(1)).count();
  into.most = gather.take(table.duration("most"), Duration(kMostDurationMs)).count();
  if (into.least > into.most)
    gather.add(FindingKind::kMalformed, table.position_of("least"), "least is more than most");
}

void read_choices(toml::Table& table, Gather& gather, ParameterSpec& into) {
  into.choices = gather.list(table, "choices", 1);
  const bool types = into.kind == ParameterKind::kKeyType;
  for (const std::string& one : into.choices) {
    if (types ? key_type_from(one).has_value() : policies::is_id(one)) continue;
    gather.add(FindingKind::kMalformed, table.position_of("choices"),
               policies::in_quotes(one) + (types ? " is no key type" : " is no id"));
  }
}

void read_parameter(toml::Table& table, Gather& gather, Plan& plan) {
  ParameterSpec spec;
  spec.at = table.at();
  spec.name = gather.id(table, "name");
  spec.meaning = gather.text(table, "text");
  const auto kind = gather.known_word<ParameterKind>(
      table, "kind", parameter_kind_from,
      "integer, duration, choice, key-type, denominations, m-of-n or people");
  if (!kind) return;
  spec.kind = *kind;
  using Limits = std::numeric_limits<std::int64_t>;
  std::vector<std::string_view> keys = {"name", "kind", "text", "default", "least", "most"};
  switch (spec.kind) {
    case ParameterKind::kInteger:
      read_bounds(table, {Limits::min(), Limits::max()}, gather, spec);
      break;
    case ParameterKind::kDuration:
      read_durations(table, gather, spec);
      break;
    case ParameterKind::kChoice:
    case ParameterKind::kKeyType:
      keys = {"name", "kind", "text", "default", "choices"};
      read_choices(table, gather, spec);
      break;
    case ParameterKind::kDenominations:
      read_bounds(table, {1, kMostDenominations}, gather, spec);
      break;
    case ParameterKind::kMOfN:
      read_bounds(table, {1, kMostShares}, gather, spec);
      break;
    case ParameterKind::kPeople:
      keys.push_back("role");
      spec.role = gather.id(table, "role");
      read_bounds(table, {1, kMostPeople}, gather, spec);
      break;
  }
  gather.only(table, "[[parameter]]", keys);
  if (table.has("default")) {
    spec.standard = gather.take(table.string("default")).text;
    if (const auto value = parse_value(spec, *spec.standard); !value) {
      gather.add(FindingKind::kParameter, table.position_of("default"),
                 "the default of " + value.error().message);
    }
  }
  plan.parameters.push_back(std::move(spec));
}

void read_section(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[section]]", {"id", "title"});
  plan.sections.push_back({gather.id(table, "id"), table.at(), gather.name(table, "title")});
}

void read_top(toml::Table& root, Gather& gather, Plan& plan) {
  gather.only(root, "the plan",
              {"version", "title", "purpose", "vault", "longest", "role", "parameter", "item",
               "token", "key", "backup", "rule", "section", "step"});
  plan.title = gather.name(root, "title");
  plan.purpose = gather.text(root, "purpose");
  plan.vault =
      gather.word<VaultBefore>(root, "vault", vault_before_from, "\"none\" or \"founded\"");
  plan.longest =
      gather.take(policies::read_duration(root, "longest", std::chrono::minutes(1), kLongestPlan),
                  kLongestPlan);
}

struct Part {
  std::string_view key;
  std::size_t least;
  std::size_t most;
  void (*read)(toml::Table& table, Gather& gather, Plan& plan);
};
constexpr std::array kParts = {
    Part{"role", 1, 32, read_role},  Part{"parameter", 0, 32, read_parameter},
    Part{"item", 0, 128, read_item}, Part{"token", 1, 8, read_token},
    Part{"key", 0, 48, read_key},    Part{"backup", 0, 16, read_backup},
    Part{"rule", 0, 32, read_rule},  Part{"section", 1, 32, read_section},
    Part{"step", 1, 500, read_step},
};

}  // namespace

PlanReading read_plan(ByteView bytes, std::string_view source_name) {
  PlanReading reading;
  Gather gather(reading.findings);
  const auto root = toml::parse(as_text(bytes), source_name);
  if (!root) {
    gather.add(root.error());
    return reading;
  }
  if (const auto version = policies::read_version(**root, kVersion, "a plan"); !version) {
    gather.add(version.error());
    return reading;
  }
  Plan plan;
  plan.digest = sha256(bytes);
  read_top(**root, gather, plan);
  for (const Part& part : kParts) {
    for (toml::Table* const table : gather.tables(**root, part.key, part.least, part.most))
      part.read(*table, gather, plan);
  }
  check_references(plan, gather);
  sort_by_place(reading.findings);
  if (reading.findings.empty()) reading.plan = std::move(plan);
  return reading;
}

}  // namespace pyx::ceremony::planning

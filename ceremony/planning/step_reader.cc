#include <algorithm>
#include <utility>

#include "ceremony/planning/part_readers.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

using policies::ActType;
using policies::in_quotes;

constexpr std::int64_t kMostMinutes = std::int64_t{24} * 60;

bool is_list(FieldKind kind) {
  return kind == FieldKind::kThings || kind == FieldKind::kKeys || kind == FieldKind::kPeople ||
         kind == FieldKind::kActs;
}

bool is_choice(std::string_view choices, std::string_view text) {
  while (true) {
    const std::size_t end = choices.find('|');
    if (choices.substr(0, end) == text) return true;
    if (end == std::string_view::npos) return false;
    choices.remove_prefix(end + 1);
  }
}

FieldValue read_field(toml::Table& table, const FieldSpec& spec, Gather& gather) {
  if (is_list(spec.kind)) return gather.list(table, spec.name, 1);
  std::string text = gather.text(table, spec.name);
  if (text.empty()) return text;
  const toml::Position at = table.position_of(spec.name);
  if (spec.kind == FieldKind::kChoice && !is_choice(spec.choices, text)) {
    gather.add(FindingKind::kMalformed, at,
               std::string(spec.name) + " is " + in_quotes(text) + ", but must be one of " +
                   std::string(spec.choices));
  }
  if (spec.kind == FieldKind::kActType && !policies::act_type_from(text))
    gather.add(FindingKind::kReference, at, "there is no act type " + in_quotes(text));
  if (spec.kind == FieldKind::kNewAct && !policies::is_id(text))
    gather.add(FindingKind::kMalformed, at, "the name " + in_quotes(text) + " is no id");
  return text;
}

// Of the fields that `propose` could take, those that this act has.
void check_fields_of_act(const Step& step, toml::Position at, Gather& gather) {
  const auto type = policies::act_type_from(step.text("act"));
  if (!type) return;
  const std::vector<FieldSpec> fields = fields_of_act(*type);
  for (const auto& [name, value] : step.with) {
    const bool known = name == "act" || name == "name" ||
                       std::ranges::find(fields, name, &FieldSpec::name) != fields.end();
    if (!known)
      gather.add(FindingKind::kMalformed, at, step.text("act") + " takes no \"" + name + "\"");
  }
  for (const FieldSpec& field : fields) {
    if (field.needed == Needed::kYes && !step.has(field.name)) {
      gather.add(FindingKind::kMalformed, at,
                 step.text("act") + " needs \"" + std::string(field.name) + "\"");
    }
  }
}

struct Companion {
  std::string_view field;
  std::string_view choice;
  std::string_view wants;
};
// Fields that go with a choice, and with no other.
constexpr Companion kCompanions[] = {
    {"so_pin", "split", "so_pin_on"},      {"so_pin", "split", "so_pin_holders"},
    {"so_pin", "split", "so_pin_shares"},  {"so_pin", "sealed", "so_pin_on"},
    {"user_pin", "sealed", "user_pin_on"}, {"target", "keys", "keys"},
};

void check_companions(const Step& step, toml::Position at, Gather& gather) {
  for (const Companion& one : kCompanions) {
    if (!step.has(one.field) || step.text(one.field) != one.choice || step.has(one.wants)) continue;
    gather.add(FindingKind::kMalformed, at,
               std::string(one.field) + " = \"" + std::string(one.choice) + "\" needs \"" +
                   std::string(one.wants) + "\"");
  }
  for (const std::string_view wanted :
       {"so_pin_on", "so_pin_holders", "so_pin_shares", "user_pin_on"}) {
    const bool asked = std::ranges::any_of(kCompanions, [&](const Companion& one) {
      return one.wants == wanted && step.text(one.field) == one.choice;
    });
    if (step.has(wanted) && !asked)
      gather.add(FindingKind::kMalformed, at,
                 "\"" + std::string(wanted) + "\" goes with another way to keep the PIN");
  }
}

void read_with(toml::Table& table, const ActionSpec& spec, Gather& gather, Step& step) {
  const auto found = table.table_if("with");
  if (!found) {
    gather.add(found.error());
    return;
  }
  toml::Table* const with = *found;
  std::vector<std::string_view> keys;
  for (const FieldSpec& field : spec.fields) {
    keys.push_back(field.name);
    if (with != nullptr && with->has(field.name)) {
      step.with.emplace(field.name, read_field(*with, field, gather));
    } else if (field.needed == Needed::kYes) {
      gather.add(FindingKind::kMalformed, table.position_of("with"),
                 std::string(spec.name) + " needs \"" + std::string(field.name) + "\"");
    }
  }
  if (with == nullptr) return;
  gather.only(*with, "with, of " + std::string(spec.name) + ",", keys);
  if (spec.action == Action::kPropose) check_fields_of_act(step, table.position_of("with"), gather);
  check_companions(step, table.position_of("with"), gather);
}

// Every action, for whoever mistyped one.
std::string all_names() {
  std::string names;
  for (const ActionSpec& spec : all_actions())
    names += (names.empty() ? "" : ", ") + std::string(spec.name);
  return names;
}

}  // namespace

void read_rule(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[rule]]", {"acts", "quorum"});
  ActRule rule;
  rule.at = table.at();
  for (const std::string& text : gather.list(table, "acts", 1)) {
    if (const auto type = policies::act_type_from(text)) {
      rule.acts.push_back(*type);
    } else {
      gather.add(FindingKind::kReference, table.position_of("acts"),
                 "there is no act type " + in_quotes(text));
    }
  }
  rule.quorum = gather.list(table, "quorum", 1);
  plan.rules.push_back(std::move(rule));
}

void read_step(toml::Table& table, Gather& gather, Plan& plan) {
  Step step;
  step.at = table.at();
  step.id = gather.id(table, "id");
  gather.set_step(step.id);
  gather.only(
      table, "[[step]]",
      {"id", "section", "title", "who", "do", "with", "say", "minutes", "evidence", "after"});
  step.section = gather.id(table, "section");
  step.title = gather.name(table, "title");
  step.who = gather.list(table, "who", 1);
  step.say = gather.text_if(table, "say");
  step.minutes = static_cast<unsigned>(
      gather.take(table.integer("minutes", 1, kMostMinutes), std::int64_t{1}));
  step.evidence = gather.text_if(table, "evidence");
  step.after = gather.list_if(table, "after");
  if (const auto action = gather.known_word<Action>(table, "do", action_from, all_names())) {
    step.action = *action;
    read_with(table, spec_of(*action), gather, step);
  }
  gather.set_step("");
  plan.steps.push_back(std::move(step));
}

}  // namespace pyx::ceremony::planning

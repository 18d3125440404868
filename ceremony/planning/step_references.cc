#include <set>

#include "ceremony/planning/references.h"

namespace pyx::ceremony::planning {
namespace {

void check_field(const Step& step, const FieldSpec& field, References& refer) {
  if (!step.has(field.name)) return;
  const std::string& text = step.text(field.name);
  const std::vector<std::string>& texts = step.texts(field.name);
  switch (field.kind) {
    case FieldKind::kThing:
      return refer.thing(text);
    case FieldKind::kThings:
      for (const std::string& one : texts) refer.thing(one);
      return;
    case FieldKind::kToken:
      return refer.token(text);
    case FieldKind::kKeys:
      for (const std::string& one : texts) refer.key(one);
      return;
    case FieldKind::kBackup:
      return refer.backup(text);
    case FieldKind::kPeople:
      return refer.people(texts);
    case FieldKind::kMOfN:
      return refer.m_of_n(text);
    default:
      return;  // acts are looked for in order; the rest needs nothing of the plan
  }
}

void check_acts(const Plan& plan, Gather& gather) {
  std::set<std::string> proposed;
  for (const Step& step : plan.steps) {
    gather.set_step(step.id);
    const auto known = [&](const std::string& name) {
      if (!proposed.contains(name))
        gather.add(FindingKind::kReference, step.at,
                   "names act " + name + ", which no step before it proposes");
    };
    if (step.action == Action::kPropose) {
      if (!proposed.insert(step.text("name")).second)
        gather.add(FindingKind::kReference, step.at,
                   "proposes an act under the name " + step.text("name") + ", which is taken");
      const auto type = policies::act_type_from(step.text("act"));
      if (type && plan.rule(*type) == nullptr)
        gather.add(FindingKind::kReference, step.at,
                   "proposes " + step.text("act") + ", for which there is no [[rule]]");
      continue;
    }
    const ActionSpec& spec = spec_of(step.action);
    for (const FieldSpec& field : spec.fields) {
      if (field.kind == FieldKind::kAct && step.has(field.name)) known(step.text(field.name));
      if (field.kind == FieldKind::kActs)
        for (const std::string& name : step.texts(field.name)) known(name);
    }
  }
  gather.set_step("");
}

}  // namespace

void check_step_references(const Plan& plan, References& refer, Gather& gather) {
  for (const Step& step : plan.steps) {
    gather.set_step(step.id);
    refer.at(step.at, "");
    refer.people(step.who);
    refer.braces(step.title);
    refer.braces(step.say);
    refer.braces(step.evidence);
    for (const FieldSpec& field : spec_of(step.action).fields) check_field(step, field, refer);
    if (step.action == Action::kInitialiseToken || step.action == Action::kChangePins) {
      refer.pins(pin_keeping(step, "so_pin"));
      refer.pins(pin_keeping(step, "user_pin"));
    }
  }
  gather.set_step("");
  check_acts(plan, gather);
}

}  // namespace pyx::ceremony::planning

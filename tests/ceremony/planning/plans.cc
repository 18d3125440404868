#include "tests/ceremony/planning/plans.h"

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "ceremony/planning/plan_references.h"

namespace pyx::ceremony::planning::testing {

std::string shipped_text(std::string_view name) {
  const auto bytes =
      read_file(std::string(PYX_SOURCE_DIR "/ceremony/plans/") + std::string(name) + ".toml");
  if (!bytes) std::abort();
  return std::string(as_text(*bytes));
}

Plan read(std::string_view text) {
  PlanReading reading = read_plan(as_bytes(text), "plan.toml");
  for (const Finding& one : reading.findings) ADD_FAILURE() << to_text(one, "plan.toml");
  if (!reading.plan) std::abort();
  return std::move(*reading.plan);
}

Plan shipped(std::string_view name) { return read(shipped_text(name)); }

std::string small_text() {
  return R"(version = 1
title = "A look into the box"
purpose = "Two people look into a box."
vault = "founded"
longest = "1h"

[[role]]
id = "officer"
title = "Officer"
duty = "looks"
least = "{shares}"
apart = ["witness"]

[[role]]
id = "witness"
title = "Witness"
duty = "watches"
least = 1
in_policy = false

[[parameter]]
name = "shares"
kind = "m-of-n"
text = "how many open it"
least = 2
most = 5
default = "2 of 3"

[[parameter]]
name = "type"
kind = "key-type"
text = "the key's type"
choices = ["p-256", "p-384"]
default = "p-256"

[[parameter]]
name = "lookers"
kind = "people"
text = "who looks"
role = "officer"
least = 1
most = 3

[[item]]
id = "box"
kind = "bag"
text = "a bag"
at = "safe"
sealed = true

[[item]]
id = "note"
kind = "paper"
text = "a note"
in = "box"
ends = "safe"

[[token]]
id = "vault"
text = "the vault's"
at = "host"
state = "vault"
so_pin = "elsewhere"
user_pin = "pin-source"

[[key]]
id = "issuer"
profile = "issuer"
type = "{type}"
purpose = "sign"
backup = "none"
state = "active"

[[rule]]
acts = ["key.retire"]
quorum = ["2 of officer"]

[[section]]
id = "all"
title = "All of it"

[[step]]
id = "arrive"
section = "all"
title = "They come"
who = ["officer", "witness"]
do = "arrive"
minutes = 5

[[step]]
id = "identify"
section = "all"
title = "Who they are"
who = ["{lookers}", "witness"]
do = "check-identity"
with = { people = ["officer", "witness"] }
say = "There are {shares} of us."
minutes = 5
after = ["arrive"]

[[step]]
id = "sign"
section = "all"
title = "They sign"
who = ["officer", "witness"]
do = "sign-transcript"
minutes = 5
after = ["identify"]
)";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "the text does not hold: " << from;
    return text;
  }
  return text.replace(at, from.size(), to);
}

std::vector<std::string> whats(const Findings& findings) {
  std::vector<std::string> all;
  for (const Finding& one : findings)
    all.push_back((one.step.empty() ? "" : one.step + ": ") + one.what);
  return all;
}

std::vector<std::string> read_whats(std::string_view text) {
  return whats(read_plan(as_bytes(text), "plan.toml").findings);
}

Values default_values(const Plan& plan) {
  ValuesReading reading = read_values(plan, {});
  for (const Finding& one : reading.findings) ADD_FAILURE() << one.what;
  return std::move(reading.values);
}

std::vector<std::string> faults(const Plan& plan) {
  Findings findings;
  Gather gather(findings);
  check_references(plan, gather);
  if (!findings.empty()) return whats(findings);
  Values values = default_values(plan);
  const auto people = generated_people(plan, values);
  add_people_values(plan, people, values);
  return whats(check_plan(std::make_shared<const Plan>(plan), values, people));
}

Plan without(Plan plan, std::string_view step) {
  std::erase_if(plan.steps, [&](const Step& one) { return one.id == step; });
  for (Step& one : plan.steps)
    std::erase_if(one.after, [&](const std::string& id) { return id == step; });
  return plan;
}

Plan swapped(Plan plan, std::size_t index) {
  std::swap(plan.steps[index].section, plan.steps[index + 1].section);
  std::swap(plan.steps[index], plan.steps[index + 1]);
  for (Step& one : plan.steps) one.after.clear();
  return plan;
}

Step& step_of(Plan& plan, std::string_view step) {
  const auto found = std::ranges::find(plan.steps, step, &Step::id);
  if (found == plan.steps.end()) std::abort();
  return *found;
}

Walk::Walk(Plan plan)
    : plan_(std::make_shared<const Plan>(std::move(plan))), model_([this] {
        Values values = default_values(*plan_);
        auto people = generated_people(*plan_, values);
        add_people_values(*plan_, people, values);
        return *Model::begin(plan_, std::move(values), std::move(people)).model;
      }()) {}

Walk& Walk::upto(std::string_view id, const std::vector<std::string>& skipped) {
  while (next_ < plan_->steps.size() && plan_->steps[next_].id != id) {
    const Step& one = plan_->steps[next_++];
    if (std::ranges::find(skipped, one.id) == skipped.end()) does(one);
  }
  return *this;
}

Walk& Walk::does(std::string_view id) { return does(step(id)); }

Walk& Walk::does(const Step& step) {
  const auto doers = model_.expected(step);
  const auto refused = model_.check(step, doers);
  EXPECT_FALSE(refused.has_value()) << step.id << ": " << refused.value_or(Refusal{}).what;
  model_.apply(step, doers);
  return *this;
}

Step Walk::step(std::string_view id) const {
  const Step* const found = plan_->step(id);
  if (found == nullptr) std::abort();
  return *found;
}

std::string Walk::why(const Step& step) const { return why(step, model_.expected(step)); }

std::string Walk::why(const Step& step, const std::vector<std::string>& doers) const {
  const auto refused = model_.check(step, doers);
  return refused ? refused->what : "";
}

std::vector<std::string> Walk::ending() const {
  std::vector<std::string> all;
  for (const Refusal& one : model_.ending()) all.push_back(one.what);
  return all;
}

Step step_with(Action action, std::vector<std::string> who,
               std::map<std::string, FieldValue, std::less<>> with) {
  Step step;
  step.id = "made-up";
  step.action = action;
  step.who = std::move(who);
  step.with = std::move(with);
  return step;
}

}  // namespace pyx::ceremony::planning::testing

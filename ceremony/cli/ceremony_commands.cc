// pyx ceremony: a plan is checked against a model of room, tokens and custody before the day, and
// shown as people read it.

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/cli/table.h"
#include "ceremony/planning/script.h"

namespace pyx::ceremony {
namespace {

using planning::Finding;
using planning::Findings;

constexpr std::string_view kControl = "PLAN-CHECKED";

json::array findings_json(const Findings& findings, const std::string& source) {
  json::array list;
  for (const Finding& one : findings) {
    json::object entry;
    entry["file"] = source;
    entry["line"] = one.at.line;
    entry["column"] = one.at.column;
    entry["step"] = one.step.empty() ? json::value() : json::value(one.step);
    entry["kind"] = to_text(one.kind);
    entry["what"] = one.what;
    entry["advice"] = one.advice;
    list.push_back(std::move(entry));
  }
  return list;
}

void add_digest(const std::string& what, const Sha256& digest, Table& table, json::object& data) {
  table.add({what, to_hex(digest)});
  table.add({"in words", to_pgp_words(digest)});
  json::object entry;
  entry["digest"] = to_hex(digest);
  entry["words"] = to_pgp_words(digest);
  data[what] = std::move(entry);
}

// What was read, before what was found.
void describe_plan(const PlanFile& file, Table& table, json::object& data) {
  const planning::Plan& plan = *file.plan;
  add_digest("plan", plan.digest, table, data);
  if (file.site) add_digest("site", file.site->digest, table, data);
  data["title"] = plan.title;
  data["steps"] = plan.steps.size();
  data["minutes"] = std::chrono::duration_cast<std::chrono::minutes>(plan.length()).count();
  table.add({"title", plan.title});
  table.add({"steps", std::to_string(plan.steps.size()) + ", " + planning::in_hours(plan.length()) +
                          " of at most " + planning::in_hours(plan.longest)});
  json::array people;
  for (const planning::Participant& one : file.people) {
    json::object entry;
    entry["id"] = one.id;
    entry["name"] = one.name;
    entry["roles"] = array_of(one.roles);
    people.push_back(std::move(entry));
    table.add({people.size() == 1 ? "people" : "", one.id + ": " + joined(one.roles)});
  }
  data["people"] = std::move(people);
  json::object values;
  for (const auto& [name, value] : file.values.all()) {
    values[name] = value.text;
    table.add({values.size() == 1 ? "parameters" : "", name + " = " + value.text});
  }
  data["parameters"] = std::move(values);
}

Result<Outcome> run_ceremony_check(const PlanAsk& ask) {
  auto read = read_plan_file(ask);
  if (!read && read.error().code == Code::kBadInput) return wrong_input(read.error());
  if (!read) return read.error();
  PlanFile& file = *read;
  const bool sound = file.plan != nullptr && (!ask.site || file.site);
  if (sound) {
    for (Finding& one : planning::check_plan(file.plan, file.values, file.people, file.policy)) {
      file.of_plan.push_back(std::move(one));
    }
  }
  Outcome outcome;
  Table table;
  if (sound) describe_plan(file, table, outcome.data);
  outcome.text = table.text();
  json::array findings = findings_json(file.of_plan, ask.plan.string());
  std::string lines;
  for (const Finding& one : file.of_plan) lines += to_text(one, ask.plan.string()) + "\n";
  if (ask.site) {
    for (const auto& one : findings_json(file.of_site, ask.site->string())) findings.push_back(one);
    for (const Finding& one : file.of_site) lines += to_text(one, ask.site->string()) + "\n";
  }
  const std::size_t count = findings.size();
  outcome.data["good"] = count == 0;
  outcome.data["findings"] = std::move(findings);
  if (count == 0) {
    outcome.words = {"every step can be done in this order by these people, and it ends well"};
    if (!ask.site)
      outcome.words.push_back(
          "checked with as few people as the plan allows; with --site: with those of the day");
    if (ask.site && file.policy == nullptr)
      outcome.words.push_back("the policy is not there yet: check again when it is");
    return outcome;
  }
  outcome.data["control"] = kControl;
  outcome.text += (sound ? "\n" : "") + lines;
  outcome.words = {"the plan is refused: " + std::to_string(count) +
                   (count == 1 ? " finding" : " findings") + " [" + std::string(kControl) + "]"};
  if (!sound) outcome.words.push_back("once these are mended, its steps are tried one by one");
  outcome.exit = ExitCode::kRefused;
  return outcome;
}

json::array steps_json(const PlanFile& file) {
  json::array list;
  for (const planning::Step& step : file.plan->steps) {
    json::object entry;
    entry["id"] = step.id;
    entry["section"] = step.section;
    entry["title"] = file.values.fill(step.title);
    entry["who"] = array_of(step.who);
    entry["do"] = to_text(step.action);
    entry["say"] = file.values.fill(step.say);
    entry["minutes"] = step.minutes;
    entry["evidence"] = file.values.fill(step.evidence);
    entry["command"] = spec_of(step.action).command;
    list.push_back(std::move(entry));
  }
  return list;
}

Result<Outcome> run_ceremony_show(const PlanAsk& ask) {
  auto read = read_plan_file(ask);
  if (!read && read.error().code == Code::kBadInput) return wrong_input(read.error());
  if (!read) return read.error();
  const PlanFile& file = *read;
  if (file.plan == nullptr) {
    const Finding& first = file.of_plan.front();
    return wrong_input(error(Code::kBadInput, to_text(first, ask.plan.string()) +
                                                  "; pyx ceremony check tells all of it"));
  }
  Outcome outcome;
  Table table;
  describe_plan(file, table, outcome.data);
  outcome.data["step"] = steps_json(file);
  Table digests;
  json::object ignored;
  add_digest("plan", file.plan->digest, digests, ignored);
  if (file.site) add_digest("site", file.site->digest, digests, ignored);
  outcome.text = planning::heading_of(*file.plan, file.values, file.people) + "\n" +
                 digests.text() + planning::steps_of(*file.plan, file.values);
  outcome.words = {"next: pyx ceremony check " + ask.plan.string()};
  return outcome;
}

template <Result<Outcome> (*run)(const PlanAsk&)>
Result<Run> prepare_ceremony(const Arguments& given) {
  PYX_ASSIGN(const PlanAsk ask, plan_ask(given));
  return Run([ask](Context&) { return run(ask); });
}

std::vector<FlagSpec> plan_flags() {
  return {{"--site", "FILE", "the site: tokens, people and paths of this place, TOML"},
          {"--set", "NAME=VALUE", "the value of a parameter of the plan", Need::kOptional,
           Times::kMany}};
}

}  // namespace

Commands ceremony_commands() {
  const WordSpec plan = {"PLAN", "the plan of a ceremony, TOML"};
  return {
      {"ceremony",
       "check",
       "try a plan step by step on a model of room, tokens and custody; exit 3 if it is refused",
       {plan},
       plan_flags(),
       prepare_ceremony<run_ceremony_check>},
      {"ceremony",
       "show",
       "show a plan as people read it: who does what, what is said, how long it takes",
       {plan},
       plan_flags(),
       prepare_ceremony<run_ceremony_show>}};
}

}  // namespace pyx::ceremony

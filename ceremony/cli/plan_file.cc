#include "ceremony/cli/plan_file.h"

#include "base/file.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/planning/plan_reader.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

// Relative paths of a site start at its folder.
fs::path beside(const fs::path& file, const fs::path& path) {
  return path.is_absolute() ? path : file.parent_path() / path;
}

Result<void> read_site_of(const PlanAsk& ask, PlanFile& into) {
  PYX_ASSIGN(const Bytes bytes, read_file(*ask.site));
  planning::SiteReading reading = planning::read_site(bytes, ask.site->string());
  into.of_site = std::move(reading.findings);
  into.site = std::move(reading.site);
  if (!into.site) return {};
  if (into.plan != nullptr) {
    for (planning::Finding& one : planning::fits(*into.site, *into.plan))
      into.of_site.push_back(std::move(one));
  }
  // Before a founding the people make their keys in the ceremony itself, and the policy after it.
  const fs::path policy = beside(*ask.site, into.site->policy);
  const bool may_be_missing =
      into.plan != nullptr && into.plan->vault == planning::VaultBefore::kNone;
  if (may_be_missing && !fs::exists(policy)) return {};
  PYX_ASSIGN(PolicyFile read, read_policy(policy));
  into.policy = std::make_shared<const policies::Policy>(std::move(read.policy));
  return {};
}

// What --set gives, else what the site gives; a name in both is given twice.
Result<void> read_values_of(const PlanAsk& ask, PlanFile& into) {
  auto given = ask.values;
  if (into.site)
    given.insert(given.end(), into.site->parameters.begin(), into.site->parameters.end());
  planning::ValuesReading reading = planning::read_values(*into.plan, given);
  if (!reading.findings.empty())
    return bad_argument(
        "--set", reading.findings.front().what + (reading.findings.front().advice.empty()
                                                      ? ""
                                                      : "; " + reading.findings.front().advice));
  into.values = std::move(reading.values);
  into.people =
      into.site ? into.site->participants() : planning::generated_people(*into.plan, into.values);
  planning::add_people_values(*into.plan, into.people, into.values);
  return {};
}

}  // namespace

Result<PlanAsk> plan_ask(const Arguments& given) {
  PlanAsk ask;
  ask.plan = given.path("PLAN");
  if (given.has("--site")) ask.site = given.path("--site");
  for (const std::string& text : given.texts("--set")) {
    const std::size_t is = text.find('=');
    if (is == std::string::npos || is == 0)
      return bad_argument("--set", "must be written NAME=VALUE");
    ask.values.emplace_back(text.substr(0, is), text.substr(is + 1));
  }
  return ask;
}

Result<PlanFile> read_plan_file(const PlanAsk& ask) {
  PYX_ASSIGN(const Bytes bytes, read_file(ask.plan));
  PlanFile file;
  planning::PlanReading reading = planning::read_plan(bytes, ask.plan.string());
  file.of_plan = std::move(reading.findings);
  if (reading.plan) file.plan = std::make_shared<const planning::Plan>(std::move(*reading.plan));
  if (ask.site) PYX_TRY(read_site_of(ask, file));
  if (file.plan != nullptr) PYX_TRY(read_values_of(ask, file));
  return file;
}

}  // namespace pyx::ceremony

// A plan and, if there is one, its site, read from files: with everything that was found wrong in
// them, and with the people and values that a model of the ceremony begins with.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/cli/arguments.h"
#include "ceremony/planning/plan_check.h"
#include "ceremony/planning/site.h"

namespace pyx::ceremony {

struct PlanAsk {
  std::filesystem::path plan;
  std::optional<std::filesystem::path> site;
  std::vector<std::pair<std::string, std::string>> values;  // of --set
};
// From PLAN, --site and --set. Errors: kBadInput naming the flag.
Result<PlanAsk> plan_ask(const Arguments& given);

struct PlanFile {
  std::shared_ptr<const planning::Plan> plan;  // without it nothing but the findings counts
  std::optional<planning::Site> site;
  planning::Values values;
  std::vector<planning::Participant> people;       // of the site, or generated
  std::shared_ptr<const policies::Policy> policy;  // of the site, if its file is there yet
  planning::Findings of_plan;                      // those of the plan's file
  planning::Findings of_site;
};

// Errors: those of read_file; kBadInput for a value of --set that is none (kParameter), and for a
// policy that is malformed, or is not there though the vault is founded.
Result<PlanFile> read_plan_file(const PlanAsk& ask);

}  // namespace pyx::ceremony

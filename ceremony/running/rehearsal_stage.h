// The stage of a rehearsal: a folder with throw-away SoftHSM2 tokens, generated people with keys of
// their own, a policy, a site, and for a plan whose vault is there already a vault with what the
// plan finds. Nothing of it is of any worth; all of it goes with the folder.
//   softhsm2.conf, tokens/   the tokens
//   people/                  keys, their passphrases, and certificates if shares are sealed to them
//   cards/                   what holders would write down
//   policy.toml, site.toml   and new-policy.toml, budgets.toml, checkpoint, if the plan needs them
//   vault/, outputs/         of the site
//   bundle/                  what the rehearsal leaves
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

struct RehearsalStage {
  std::filesystem::path folder;
  std::filesystem::path plan;
  std::filesystem::path site() const { return folder / "site.toml"; }
  std::filesystem::path cards() const { return folder / "cards"; }
  std::filesystem::path bundle() const { return folder / "bundle"; }
};

struct StageAsk {
  std::filesystem::path plan;
  std::filesystem::path folder;
  std::filesystem::path module;                             // of SoftHSM2
  std::vector<std::pair<std::string, std::string>> values;  // parameters, name and text
};

// Points this process and its children to the stage's tokens. Before any token is opened in it:
// SoftHSM2 reads its configuration when it is loaded.
void use_tokens_of(const std::filesystem::path& folder);

// Sets it up. What has to be there before is made by a ceremony of its own, without anybody:
// `guide` is told of it. Errors: kConflict if the folder is there and not empty; kNotFound without
// the module; those of the plan, and of that ceremony.
Result<RehearsalStage> set_stage(const StageAsk& ask, Context& context, Guide& guide);

}  // namespace pyx::ceremony::running

// What is looked at before a ceremony begins, without touching anything: whether the tokens in the
// host are those of the site, whether there is room, randomness and a printer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/planning/plan.h"
#include "ceremony/planning/site.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

struct Check {
  std::string name;  // as the transcript names it: "token.vault", "free-room"
  bool good = false;
  std::string text;       // what was seen
  std::string deviation;  // the class of deviation that a bad one is
};

// A token that is not in the host yet is looked at in its own step.
//   bundle  its disk has room, or the first folder above it that is there
// Errors: those of Guide::ask (the printer).
Result<std::vector<Check>> preflight(const planning::Plan& plan, const planning::Site& site,
                                     const std::filesystem::path& bundle, Context& context,
                                     Guide& guide);

}  // namespace pyx::ceremony::running

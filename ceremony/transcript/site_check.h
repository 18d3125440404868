// Whether a transcript is of the site that it names: its tokens and its people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ceremony/planning/plan.h"
#include "ceremony/planning/site.h"
#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/story.h"

namespace pyx::ceremony::transcript {

// The site is one for the plan; each token that was seen has the serial that the site gives it; the
// people of both are the same, in the same roles. Hidden serials are not compared.
std::optional<Fault> check_site(const planning::Site& site, const planning::Plan& plan,
                                const Story& story, const Roster& roster);

// The token of the plan that is the vault's, when it was last seen, is the one of the founding.
std::optional<Fault> check_vault_token(const planning::Plan& plan, const Story& story,
                                       const std::string& founding_serial);

}  // namespace pyx::ceremony::transcript

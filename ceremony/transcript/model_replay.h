// The transcript against the model of room, tokens and custody (ceremony/planning/model.h): each
// step may be done when it is begun, by those who do it, and the end is one at which a ceremony may
// end. From the transcript alone: nothing else is asked.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ceremony/planning/plan.h"
#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/story.h"
#include "ceremony/transcript/transcript.h"
#include "policies/policy.h"

namespace pyx::ceremony::transcript {

struct Replay {
  std::vector<Departure> departures;  // of a ceremony that was abandoned: what it left undone
  std::optional<Fault> fault;
};
//   policy  the vault's when the ceremony began, or the first one; nullptr: the plan's own rules
// Precondition: tell() found nothing.
Replay replay(const Transcript& transcript, std::shared_ptr<const planning::Plan> plan,
              std::shared_ptr<const policies::Policy> policy);

}  // namespace pyx::ceremony::transcript

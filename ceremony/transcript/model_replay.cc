#include "ceremony/transcript/model_replay.h"

#include <utility>

#include "ceremony/transcript/model_walk.h"

namespace pyx::ceremony::transcript {

Replay replay(const Transcript& transcript, std::shared_ptr<const planning::Plan> plan,
              std::shared_ptr<const policies::Policy> policy) {
  WalkBeginning beginning = ModelWalk::begin(transcript, std::move(plan), std::move(policy));
  if (!beginning.walk)
    return {{}, Fault{FaultKind::kModel, std::nullopt, beginning.findings.front().what}};
  Replay played;
  for (const Entry& entry : transcript.entries) {
    // The order of entries was judged before: what is told here is the model's.
    played.fault = beginning.walk->follow(entry);
    if (played.fault || entry.kind == Kind::kEnd) break;
  }
  played.departures = beginning.walk->departures();
  return played;
}

}  // namespace pyx::ceremony::transcript

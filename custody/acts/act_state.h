// The states of an act.
#pragma once

#include <optional>
#include <string_view>

namespace pyx::custody {

enum class ActState {
  kOpen,       // may be decided and, with its quorum, executed
  kExecuting,  // the intent is in the log, the outcome is not
  kExecuted,
  kFailed,   // the token could not do it; what it left was swept
  kRefused,  // so many refused that the quorum cannot be reached
  kExpired,
  kWithdrawn,  // by its proposer
  kVoided,     // by a change of the policy
};
std::string_view to_text(
    ActState state);  // "open" "executing" "executed" "failed" "refused" "expired" …
std::optional<ActState> act_state_from(std::string_view text);

}  // namespace pyx::custody

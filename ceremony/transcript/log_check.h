// Whether the vault's log holds what a transcript names, and whether the people of the transcript
// are those of the vault's policy.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/held_log.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/story.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {

struct LogCheck {
  std::vector<Fault> faults;
  std::uint64_t acts = 0;      // entries that the log was seen to hold
  std::uint64_t anchored = 0;  // the size of the transcript that the log holds last; 0: it does not
};
LogCheck check_log(const Transcript& transcript, const Story& story, const HeldLog& log);

// Everybody on the roster is a person of one of the policies, with the same key. The first who is
// not is told; so is a roster of which nobody is.
//   outside  roles of the plan whose people need not be in the policy: who has no other role is
//            vouched for by those who signed with him
std::optional<Fault> check_people(const Roster& roster, const std::set<std::string>& outside,
                                  const std::vector<const policies::Policy*>& policies);

}  // namespace pyx::ceremony::transcript

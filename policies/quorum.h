// Control ACT-QUORUM as pure functions: who may propose, who may vote, when a quorum is reached,
// whether a rule can be met. No clock, no I/O: the time and the votes are arguments.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "policies/decision.h"
#include "policies/policy.h"

namespace pyx::policies {

enum class Choice { kApprove, kRefuse, kWithdraw };
std::string_view to_text(Choice choice);  // "approve" "refuse" "withdraw"
std::optional<Choice> choice_from(std::string_view text);

// One person's latest decision on an act; its signature has been checked.
struct Vote {
  std::string person;
  std::string role;  // the seat he votes for
  Choice choice = Choice::kRefuse;
};

// Whether `proposer` holds a role that may propose `type`.
Decision may_propose(const Policy& policy, ActType type, std::string_view proposer);
// Whether `vote` may be recorded: a known person who holds the role, the role has a seat in the
// rule, and he is not the proposer. A proposer may only withdraw (his own proposal); nobody else
// may withdraw what he did not approve or refuse.
Decision may_vote(const Policy& policy, ActType type, std::string_view proposer, const Vote& vote,
                  std::span<const Vote> recorded);
// Approved if every seat is filled by a different person's approval. The proposer's own never
// counts, nor does one by `excluded` people (a thaw that suspends the officer who froze). A person
// who appears twice fails the whole decision. The reason says what is missing: "needs 1 more of
// security-officer".
Decision quorum_reached(const Policy& policy, ActType type, std::string_view proposer,
                        std::span<const Vote> votes, std::span<const std::string> excluded = {});
// Whether enough people are left who have not refused, so that the quorum can still be reached.
bool quorum_possible(const Policy& policy, ActType type, std::string_view proposer,
                     std::span<const Vote> votes, std::span<const std::string> excluded = {});
// Whether the seats can be filled whoever of `may_propose` proposes and whoever else is missing
// (no_spare: nobody missing).
Decision rule_can_be_met(const Policy& policy, const QuorumRule& rule);
// Whether `person` holds a role that may freeze (FREEZE-ONE).
Decision may_freeze(const Policy& policy, std::string_view person);

}  // namespace pyx::policies

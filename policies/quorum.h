// Control ACT-QUORUM as pure functions: who may propose, who may vote, when a quorum is reached,
// whether a rule can be met. No clock, no I/O: the votes are arguments, their signatures, times and
// order were checked before. kDenied: not now, or not this person. kFailed: the rule or the list of
// votes makes no sense. Both mean no.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  std::string role;  // the seat he votes for; a proposer who withdraws may leave it empty
  Choice choice = Choice::kRefuse;
};

// Whether `proposer` holds a role that may propose `type`.
Decision may_propose(const Policy& policy, ActType type, std::string_view proposer);
// Whether `vote` may be recorded: a known person who holds the role, the role has a seat in the
// rule, and he is not the proposer. A proposer may only withdraw (his own proposal), after which
// nobody votes on it; nobody else may withdraw what he did not approve or refuse.
//   recorded  each person's latest vote; a person twice is kFailed. A vote replaces the person's
//             earlier one: that an old statement is not brought in again is the caller's to ensure.
Decision may_vote(const Policy& policy, ActType type, std::string_view proposer, const Vote& vote,
                  std::span<const Vote> recorded);
// Approved if every seat is filled by a different person's approval. The proposer's own never
// counts, nor does one by `excluded` people (a thaw that suspends the officer who froze), by people
// whom the policy does not know or who do not hold the role they vote for. Denied if the proposer
// may not propose this act or has withdrawn it. Failed if a person appears twice in `votes`,
// whatever the votes are, if two approvals stand for one key, or if the rule makes no sense (no
// seats, zero seats, a role twice, nobody to propose). The reason says what is missing: "needs 1
// more of security-officer".
Decision quorum_reached(const Policy& policy, ActType type, std::string_view proposer,
                        std::span<const Vote> votes, std::span<const std::string> excluded = {});
// Whether enough people are left who have not refused, so that the quorum can still be reached.
// False for whatever quorum_reached would fail or deny for good. Who withdrew may approve anew, and
// who approved for one seat could withdraw and approve for another: both are left.
bool quorum_possible(const Policy& policy, ActType type, std::string_view proposer,
                     std::span<const Vote> votes, std::span<const std::string> excluded = {});
// Whether the seats can be filled whoever of `may_propose` proposes and whoever else is missing
// (no_spare: nobody missing). Failed if the rule makes no sense.
Decision rule_can_be_met(const Policy& policy, const QuorumRule& rule);
// Whether `person` holds a role that may freeze (FREEZE-ONE).
Decision may_freeze(const Policy& policy, std::string_view person);

}  // namespace pyx::policies

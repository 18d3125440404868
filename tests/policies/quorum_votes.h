// Votes on an act, policies to count them under, and what is said of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policies/quorum.h"
#include "tests/policies/policy_fixture.h"

namespace pyx::policies::testing {

inline constexpr ActType kAct = ActType::kKeyGenerate;

MATCHER_P2(Says, verdict, words, "") {
  *result_listener << arg.control << ": " << arg.reason;
  return arg.verdict == verdict && arg.reason.find(words) != std::string::npos;
}
MATCHER_P(IsApproved, control, "") {
  *result_listener << arg.control << ": " << arg.reason;
  return arg.approved() && arg.control == control;
}

inline constexpr Verdict kDenied = Verdict::kDenied;
inline constexpr Verdict kFailed = Verdict::kFailed;

inline Vote approval(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kApprove};
}
inline Vote refusal(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kRefuse};
}
inline Vote withdrawal(std::string person, std::string role = "officer") {
  return {std::move(person), std::move(role), Choice::kWithdraw};
}

inline Policy two_officers() {
  return policy_with(rule_of({{2, "officer"}}, {"operator", "officer"}));
}
inline Policy two_officers_and_an_auditor() {
  return policy_with(rule_of({{2, "officer"}, {1, "auditor"}}, {"operator"}));
}

inline Decision reached(const Policy& policy, std::vector<Vote> votes,
                        std::string_view proposer = "olga",
                        std::vector<std::string> excluded = {}) {
  return quorum_reached(policy, kAct, proposer, votes, excluded);
}

}  // namespace pyx::policies::testing

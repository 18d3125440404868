// What a probe finds on a token that enforces every rule, and on one that lets one go.
#pragma once

#include <iterator>
#include <vector>

#include "pkcs11/rule_finding.h"

namespace pyx::testing {

inline std::vector<pkcs11::RuleFinding> all_enforced() {
  std::vector<pkcs11::RuleFinding> findings;
  findings.reserve(std::size(kTokenRules));
  for (const TokenRule rule : kTokenRules) {
    findings.push_back(
        {rule, RuleOutcome::kEnforced, "CKR_ACTION_PROHIBITED", "C_CopyObject", "tried by a test"});
  }
  return findings;
}

inline std::vector<pkcs11::RuleFinding> with_outcome(TokenRule rule, RuleOutcome outcome) {
  auto findings = all_enforced();
  for (pkcs11::RuleFinding& finding : findings) {
    if (finding.rule == rule) finding = {rule, outcome, "CKR_OK", "C_Sign", "tried by a test"};
  }
  return findings;
}

}  // namespace pyx::testing

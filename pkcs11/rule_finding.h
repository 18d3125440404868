// What was found out of one rule by trying to break it.
#pragma once

#include <span>
#include <string>

#include "base/token_rule.h"

namespace pyx::pkcs11 {

struct RuleFinding {
  TokenRule rule = TokenRule::kSensitive;
  RuleOutcome outcome = RuleOutcome::kUnknown;
  std::string ckr;   // "CKR_KEY_UNEXTRACTABLE": of the call that decided; may be empty
  std::string call;  // "C_WrapKey"
  std::string note;  // what was tried
};

// "C_WrapKey: CKR_KEY_UNEXTRACTABLE", or nothing.
inline std::string answer_of(const RuleFinding& finding) {
  if (finding.call.empty() || finding.ckr.empty()) return finding.call + finding.ckr;
  return finding.call + ": " + finding.ckr;
}
// Only what is known to be enforced is: a rule without a finding is not.
inline bool enforces(std::span<const RuleFinding> findings, TokenRule rule) {
  bool found = false;
  for (const RuleFinding& finding : findings) {
    if (finding.rule != rule) continue;
    if (finding.outcome != RuleOutcome::kEnforced) return false;
    found = true;
  }
  return found;
}

}  // namespace pyx::pkcs11

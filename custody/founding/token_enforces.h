// Control TOKEN-ENFORCES: a key is made and activated only on a token that was seen to enforce
// every rule that the key's strength rests on, or the policy's profile names the exception.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "base/token_rule.h"
#include "pkcs11/rule_finding.h"
#include "policies/policy.h"

namespace pyx::custody {

//   findings    what the founding says of the vault's token; a rule without a finding is not
//               enforced
//   exceptions  of the key's profile
//   backup      of the key: one that may be wrapped needs more
//   whose       for the message: "profile issuer-mac"
// No I/O. Errors: kRefused, naming every rule that is missing and how to accept it.
Result<void> check_token_enforces(std::span<const pkcs11::RuleFinding> findings,
                                  std::span<const TokenRule> exceptions, policies::Backup backup,
                                  std::string_view whose);

}  // namespace pyx::custody

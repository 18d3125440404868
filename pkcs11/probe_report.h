// What a token was seen to do: one line a thing tried, one finding a rule.
#pragma once

#include <string>
#include <vector>

#include "pkcs11/rule_finding.h"

namespace pyx::pkcs11 {

enum class Seen {
  kWorks,
  kFails,
  kAbsent
};  // kAbsent: refused as unknown (CKR_MECHANISM_INVALID and the like)

struct ProbeLine {
  std::string name;  // "sign ecdsa-sha256 with p-256"
  Seen seen = Seen::kFails;
  unsigned long ckr = 0;  // of the call that decided
  std::string call;       // "C_Sign"
  std::string note;       // "not in C_GetMechanismList, yet works"
};

// kRules tries only the rules, which takes a fraction of a second on a token in software.
enum class ProbeScope { kRules, kAll };

struct ProbeReport {
  std::string module_description;  // CK_INFO libraryDescription and version
  std::string token_model;
  std::string firmware_version;
  std::vector<ProbeLine> lines;    // none if only the rules were tried
  std::vector<RuleFinding> rules;  // each of kTokenRules, in that order
};

}  // namespace pyx::pkcs11

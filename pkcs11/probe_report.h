// What a token was seen to do, one line a thing tried.
#pragma once

#include <string>
#include <vector>

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

struct ProbeReport {
  std::string module_description;  // CK_INFO libraryDescription and version
  std::string token_model;
  std::string firmware_version;
  std::vector<ProbeLine> lines;
};

}  // namespace pyx::pkcs11

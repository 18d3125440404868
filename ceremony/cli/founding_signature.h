// The founding of a vault as people see it: how far its draft has come, and what each of them reads
// and signs.
#pragma once

#include <filesystem>
#include <string>

#include "ceremony/signer.h"
#include "custody/founding/founding.h"
#include "custody/founding/founding_statement.h"
#include "policies/policy.h"

namespace pyx::ceremony {

// Digest in hex and in words, who has signed and who has not.
std::string draft_text(const custody::Draft& draft);

struct FoundingToSign {
  custody::Draft draft;
  custody::FoundingStatement statement;
  policies::Policy policy;  // whose digest the statement names: a draft folder is only a folder
  std::string words;        // the statement in plain words, and what the policy lets go of
};
// Errors: those of read_draft(); kRefused with FAIL-CLOSED if the draft has another policy than its
// statement names; kBadInput.
Result<FoundingToSign> founding_to_sign(const std::filesystem::path& folder);

}  // namespace pyx::ceremony

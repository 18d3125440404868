// Whether a key is exposed on the token to which a backup brings it (DESIGN.md, "Exposed").
#pragma once

#include <span>
#include <string>
#include <vector>

#include "custody/backups/token_proof.h"
#include "pkcs11/rule_finding.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

enum class SecondUse {
  kProve,               // session objects only, in a process that ends with them
  kRestore,             // token objects
  kRestoreThroughHost,  // unwrapped in this host's memory
};

// Where a token in software keeps its objects, as far as its URI says.
enum class TokenStorage { kUnknown, kOnDisk, kInMemory };
// Looks at the folder that `configdir` of x-init-reserved names (NSS softokn). Source: statfs(2),
// TMPFS_MAGIC and RAMFS_MAGIC. What is swapped out of a tmpfs lies on a disk: switch swap off.
TokenStorage storage_of(const pkcs11::TokenUri& uri);

struct ExposureFinding {
  custody::Exposure exposure = custody::Exposure::kExposed;
  std::string manner;                        // for people and for the record
  std::vector<TokenRule> not_enforced = {};  // of what a key that came back rests on
};
// Control KEY-EXPOSED: not exposed is only a key on a token that was seen to enforce sensitive,
// extractable, modifiable and copies, or one that is there for a proof alone and never reaches a
// disk. No I/O.
ExposureFinding exposure_of(std::span<const pkcs11::RuleFinding> rules, SecondUse use,
                            TokenStorage storage);

}  // namespace pyx::ceremony

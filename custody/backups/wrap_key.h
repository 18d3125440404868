// The wrap key of a backup: mixed from several sources, so that whoever knows or chose all but one
// of them knows nothing of it.
#pragma once

#include <string>
#include <vector>

#include "base/aes_kwp.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/backups/backup_file.h"

namespace pyx::custody {

struct NamedEntropy {
  std::string name;  // "token", "kernel", "dice"
  SecretBytes bytes;
};

struct MixedKey {
  SecretBytes key;                     // kWrapKeyBytes
  std::vector<WrapKeySource> sources;  // what may be told of them
};

// HKDF-SHA256 over the sources, each with its name and length; `vault` and `backup` are the info.
// What is told of a source is its SHA-256 together with vault, backup and name.
// Errors: kBadInput (no source, an empty one, two of one name; none of 32 bytes or more), kBug.
Result<MixedKey> mix_wrap_key(const Sha256& vault, const Uuid& backup,
                              const std::vector<NamedEntropy>& sources);

}  // namespace pyx::custody

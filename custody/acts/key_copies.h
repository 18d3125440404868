// The ledger of a key's copies: what the log knows of objects on tokens, wrapped blobs, and shares
// of what opens those, each with its place, since when, and who handed it to whom. Plain values; no
// I/O.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "custody/acts/backup_record.h"
#include "custody/keys/key_record.h"

namespace pyx::custody {

enum class TokenCopyKind {
  kHome,        // where it is at home
  kLeftBehind,  // the same, on a token that the vault left without it
  kFormer,      // where it was at home before it came along to another token
  kRestored,    // brought there for good
  kProven,      // was there as long as a proof took, and was destroyed
};
// "token object" "token object left behind" "former token object" "restored copy" "proof"
std::string_view to_text(TokenCopyKind kind);

struct TokenCopy {
  TokenCopyKind kind = TokenCopyKind::kHome;
  std::string serial;
  std::string module;          // of another token than a home
  std::optional<Uuid> backup;  // out of which it came
  Time since{};
  std::optional<Time> gone;  // destroyed there, by an act or with its proof
  bool exposed = false;
};
struct BlobCopy {
  Uuid backup;
  Sha256 file{};
  Time since{};
  std::optional<Time> dead;
  std::optional<Uuid> rewrapped_from;
};
struct ShareSetCopy {
  Uuid backup;
  ShareSetRecord set;
};

struct KeyCopies {
  Uuid key;
  KeyState state = KeyState::kPreActivation;
  std::vector<TokenCopy> tokens;
  std::vector<BlobCopy> blobs;
  std::vector<ShareSetCopy> sets;
  // What could still bring the key into the wrong hands and which nothing shows to be gone; of a
  // key that lives, only what should not be there any more. Sentences.
  std::vector<std::string> not_shown_gone;
};
KeyCopies copies_of(const KeyRecord& key, std::span<const BackupRecord> backups);

// As the API sends it. Format: docs/api/openapi.yaml.
json::object to_json(const KeyCopies& copies);

}  // namespace pyx::custody

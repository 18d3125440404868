// A backup: keys wrapped under a wrap key that nobody has alone, as a statement that the
// log key signs. Useless without the shares. Format: docs/formats/backups.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/token_rule.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

inline constexpr std::string_view kBackupPredicate = "urn:pyx:backup:v1";

struct BackedUpKey {
  Uuid id;
  std::string name;
  std::string profile;
  KeyType type = KeyType::kP256;
  Purpose purpose = Purpose::kSign;
  std::optional<Bytes> spki;          // of an asymmetric key
  std::optional<Sha256> check_value;  // of a secret key: key_proof.h
  Bytes wrapped;                      // RFC 5649; what is inside: docs/formats/wrapped-key.md
};

// What the wrap key was mixed from, and the SHA-256 of what it gave (wrap_key.h).
struct WrapKeySource {
  std::string name;  // "token", "kernel", "dice"
  Sha256 digest{};
  friend bool operator==(const WrapKeySource&, const WrapKeySource&) = default;
};

// How the token was made to wrap: under a key that its SO called trusted, or one of the user's.
enum class WrappedUnder { kTrustedKey, kUsersKey };
std::string_view to_text(WrappedUnder under);  // "trusted-key" "users-key"

// The backup whose wrapped keys were wrapped again for this one.
struct RewrappedFrom {
  Uuid backup;
  Sha256 file{};  // of its envelope, as the log's blobs have it
  friend bool operator==(const RewrappedFrom&, const RewrappedFrom&) = default;
};

struct BackupFile {
  Sha256 vault{};
  Uuid backup;
  Time created{};
  std::vector<WrapKeySource> sources;
  pkcs11::TokenIdentity token;  // that wrapped them
  std::vector<std::pair<TokenRule, RuleOutcome>>
      token_rules;  // as it was found when the vault was bound to it
  WrappedUnder under = WrappedUnder::kTrustedKey;
  std::vector<BackedUpKey> keys;
  std::optional<RewrappedFrom> rewrapped_from = {};
};

// The statement's bytes. Errors: kBadInput if it would be larger than an envelope may be: such keys
// go into two backups.
Result<Bytes> encode_backup(const BackupFile& file);
Result<BackupFile> parse_backup(ByteView bytes);  // strict; kBadInput

}  // namespace pyx::custody

// Signed notes: a text and signature lines under it. Ed25519 (type 0x01) only. Source: C2SP
// signed-note v1.0.0.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"

namespace pyx::custody {

// A verifier key: "<name>+<hash>+<base64 of 0x01 || key>". The name holds no blank and no plus
// sign.
struct NoteKey {
  std::string name;
  PublicKey key;               // Ed25519
  std::uint32_t hash() const;  // the first 4 bytes of SHA-256(name || 0x0A || 0x01 || key)
  std::string vkey() const;
};
Result<NoteKey> parse_vkey(
    std::string_view text);  // kBadInput, also when the hash is not the key's

struct NoteSignature {
  std::string name;
  std::uint32_t hash = 0;
  Bytes signature;
};
struct SignedNote {
  std::string text;  // ends in a newline; what is signed
  std::vector<NoteSignature> signatures;
};

// Errors: kBadInput (no text, no signature line, malformed line, control characters, bad UTF-8,
// over 64 KiB or 100 signatures).
Result<SignedNote> parse_note(std::string_view text);
std::string to_text(const SignedNote& note);
// Whether the note holds a signature by `key`, name and hash included, that verifies, and none
// under that name and hash that does not. Signatures of other keys do not matter.
bool signed_by(const SignedNote& note, const NoteKey& key);

}  // namespace pyx::custody

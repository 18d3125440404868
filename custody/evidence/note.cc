#include "custody/evidence/note.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/base64.h"
#include "base/hex.h"
#include "base/sha256.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kNoteMostBytes = 65536;
constexpr std::size_t kVkeyMostBytes = 1024;
constexpr std::size_t kMostNoteSignatures = 100;
constexpr std::size_t kHashBytes = 4;
constexpr std::size_t kEd25519Bytes = 32;
constexpr std::uint8_t kEd25519Type = 0x01;
constexpr std::string_view kSignatureStart = "\xe2\x80\x94 ";  // em dash (U+2014), space

Error malformed(std::string_view why) {
  return error(Code::kBadInput, "malformed note: " + std::string(why));
}

// Takes one code point off the front of `text`; nothing if it is not well-formed UTF-8 (Unicode
// 15, table 3-7: no overlong form, no surrogate, nothing above U+10FFFF).
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  std::size_t length = 1;
  char32_t point = lead;
  if (lead >= 0x80) {
    if (lead < 0xc2 || lead > 0xf4) return std::nullopt;
    length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    point = lead & (0x7fU >> length);
  }
  if (text.size() < length) return std::nullopt;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return std::nullopt;
    point = (point << 6U) | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (overlong || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

// Unicode White_Space.
bool is_space(char32_t point) {
  constexpr std::array<char32_t, 9> kAlone = {0x20,   0x85,   0xa0,   0x1680, 0x2028,
                                              0x2029, 0x202f, 0x205f, 0x3000};
  return (point >= 0x09 && point <= 0x0d) || (point >= 0x2000 && point <= 0x200a) ||
         std::ranges::find(kAlone, point) != kAlone.end();
}

bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || (*point < 0x20 && *point != '\n')) return false;
  }
  return true;
}

bool is_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto point = take_code_point(name);
    if (!point || *point < 0x20 || *point == '+' || is_space(*point)) return false;
  }
  return true;
}

std::array<std::uint8_t, kHashBytes> big_endian(std::uint32_t number) {
  return {static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(number >> 16U),
          static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
}

std::uint32_t from_big_endian(ByteView bytes) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes.first(kHashBytes)) number = (number << 8U) | byte;
  return number;
}

// 0x01 || key: an Ed25519 SPKI ends in the raw key (RFC 8410).
Bytes typed_key(const PublicKey& key) {
  Bytes typed = {kEd25519Type};
  append(typed, ByteView(key.spki()).last(kEd25519Bytes));
  return typed;
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) return malformed("not a signature line");
  line.remove_prefix(kSignatureStart.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return malformed("a signature line without a signature");
  NoteSignature signature;
  signature.name = line.substr(0, space);
  if (!is_key_name(signature.name)) return malformed("bad key name");
  const auto blob = from_base64(line.substr(space + 1));
  if (!blob) return malformed(blob.error().message);
  if (blob->size() <= kHashBytes) return malformed("a signature is cut short");
  signature.hash = from_big_endian(*blob);
  signature.signature.assign(blob->begin() + kHashBytes, blob->end());
  return signature;
}

}  // namespace

std::uint32_t NoteKey::hash() const {
  return from_big_endian(sha256_of({as_bytes(name), as_bytes("\n"), typed_key(key)}));
}

std::string NoteKey::vkey() const {
  return name + '+' + to_hex(ByteView(big_endian(hash()))) + '+' + to_base64(typed_key(key));
}

Result<NoteKey> parse_vkey(std::string_view text) {
  const auto bad = [](std::string_view why) {
    return error(Code::kBadInput, "malformed verifier key: " + std::string(why));
  };
  if (text.size() > kVkeyMostBytes) return bad("too long");
  const std::size_t name_end = text.find('+');
  if (name_end == std::string_view::npos) return bad("no plus sign");
  const std::size_t hash_end = text.find('+', name_end + 1);
  if (hash_end == std::string_view::npos) return bad("only one plus sign");
  const std::string_view name = text.substr(0, name_end);
  if (!is_key_name(name)) return bad("bad key name");
  const auto typed = from_base64(text.substr(hash_end + 1));
  if (!typed) return bad(typed.error().message);
  if (typed->size() != 1 + kEd25519Bytes || typed->front() != kEd25519Type) {
    return bad("not an Ed25519 key");
  }
  PYX_ASSIGN(PublicKey key, PublicKey::from_ed25519(ByteView(*typed).subspan(1)));
  NoteKey parsed{std::string(name), std::move(key)};
  // Catches a hash that is not the key's, and one written in another way.
  if (parsed.vkey() != text) return bad("the hash is not the key's");
  return parsed;
}

Result<SignedNote> parse_note(std::string_view text) {
  if (text.size() > kNoteMostBytes) return malformed("too long");
  if (!is_note_text(text)) return malformed("control characters or bad UTF-8");
  // "the text is separated from the signatures by the last empty line in the note"
  const std::size_t blank = text.rfind("\n\n");
  if (blank == std::string_view::npos || blank == 0) return malformed("no text");
  SignedNote note;
  note.text = text.substr(0, blank + 1);
  std::string_view rest = text.substr(blank + 2);
  if (rest.empty()) return malformed("no signature");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return malformed("no newline at the end");
    if (note.signatures.size() == kMostNoteSignatures) return malformed("more than 100 signatures");
    PYX_ASSIGN(NoteSignature signature, parse_signature_line(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

std::string to_text(const SignedNote& note) {
  std::string text = note.text + '\n';
  for (const NoteSignature& signature : note.signatures) {
    Bytes blob;
    append(blob, big_endian(signature.hash));
    append(blob, signature.signature);
    text.append(kSignatureStart).append(signature.name).append(" ");
    text.append(to_base64(blob)).append("\n");
  }
  return text;
}

bool signed_by(const SignedNote& note, const NoteKey& key) {
  if (key.key.type() != KeyType::kEd25519) return false;
  const std::uint32_t hash = key.hash();
  bool verified = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name || signature.hash != hash) continue;
    // "If a signature from a known key fails to verify, clients SHOULD reject the whole note."
    if (!key.key.verify(Scheme::kEd25519, as_bytes(note.text), signature.signature)) return false;
    verified = true;
  }
  return verified;
}

}  // namespace pyx::custody

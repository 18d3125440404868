// DSSE, the envelope of everything that people sign: payload bytes as they came, and signatures
// over their pre-authentication encoding (PAE). Source: secure-systems-lab/dsse v1.0, protocol.md
// and envelope.md. Our use of it: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/public_key.h"
#include "base/result.h"

namespace pyx::custody {

// The payload type of all our statements.
inline constexpr std::string_view kStatementPayloadType = "application/vnd.in-toto+json";

struct EnvelopeSignature {
  Sha256 key_id{};  // SHA-256 of the signer's SPKI; on the wire 64 hex digits in "keyid"
  Bytes signature;  // Ed25519: 64 bytes; P-256: DER, over SHA-256
};

struct Envelope {
  std::string payload_type;
  Bytes payload;
  std::vector<EnvelopeSignature> signatures;
};

// "DSSEv1" SP len(type) SP type SP len(body) SP body
Bytes dsse_pae(std::string_view payload_type, ByteView payload);

inline constexpr std::size_t kPayloadMostBytes = 65536;
inline constexpr std::size_t kSignatureMostBytes = 1024;
inline constexpr std::size_t kSignaturesMost = 256;

// Strict: unknown members, an empty list of signatures, the same keyid twice, more than 256
// signatures or 64 KiB of payload, or another payload type are refused. Base64 with padding, either
// alphabet, as protocol.md demands of readers. Errors: kBadInput.
Result<Envelope> parse_envelope(std::string_view text);
Result<Envelope> envelope_from(const json::value& value);
json::value to_json(const Envelope& envelope);
std::string to_text(const Envelope& envelope);

// Whether the envelope holds a signature by `key` (Ed25519 or P-256) that verifies. Other
// signatures do not matter.
bool signed_by(const Envelope& envelope, const PublicKey& key);

}  // namespace pyx::custody

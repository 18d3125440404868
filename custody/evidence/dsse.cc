#include "custody/evidence/dsse.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/base64.h"
#include "base/json_reader.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kEnvelopeMostBytes = 1U << 20U;
constexpr std::size_t kEnvelopeMostDepth = 4;

constexpr std::size_t base64_bytes(std::size_t size_bytes) { return (size_bytes + 2) / 3 * 4; }

// protocol.md: "Either standard or URL-safe base64 encodings are allowed. Signers may use either,
// and verifiers MUST accept either." A mixture of both is neither.
Result<Bytes> decode(std::string text, std::size_t most_bytes, std::string_view what) {
  if (text.size() > base64_bytes(most_bytes)) {
    return error(Code::kBadInput, "the " + std::string(what) + " of an envelope is too large");
  }
  if (text.find('+') == std::string::npos && text.find('/') == std::string::npos) {
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
  }
  auto bytes = from_base64(text);
  if (!bytes) {
    return error(Code::kBadInput,
                 "the " + std::string(what) + " of an envelope: " + bytes.error().message);
  }
  if (bytes->size() > most_bytes) {
    return error(Code::kBadInput, "the " + std::string(what) + " of an envelope is too large");
  }
  return bytes;
}

Result<EnvelopeSignature> signature_from(const json::value& value) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "signature of an envelope"));
  EnvelopeSignature signature;
  PYX_ASSIGN(signature.key_id, reader.digest("keyid"));
  PYX_ASSIGN(std::string sig, reader.string("sig"));
  PYX_TRY(reader.finish());
  PYX_ASSIGN(signature.signature, decode(std::move(sig), kSignatureMostBytes, "signature"));
  if (signature.signature.empty()) {
    return error(Code::kBadInput, "an empty signature in an envelope");
  }
  return signature;
}

Result<std::vector<EnvelopeSignature>> signatures_from(const json::array& list) {
  if (list.empty() || list.size() > kSignaturesMost) {
    return error(Code::kBadInput, "an envelope has 1 to " + std::to_string(kSignaturesMost) +
                                      " signatures, not " + std::to_string(list.size()));
  }
  std::vector<EnvelopeSignature> signatures;
  signatures.reserve(list.size());
  std::set<Sha256> seen;
  for (const json::value& value : list) {
    PYX_ASSIGN(EnvelopeSignature signature, signature_from(value));
    if (!seen.insert(signature.key_id).second) {
      return error(Code::kBadInput, "two signatures by the key " + to_hex(signature.key_id));
    }
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

std::optional<Scheme> officer_scheme(KeyType type) {
  switch (type) {
    case KeyType::kEd25519:
      return Scheme::kEd25519;
    case KeyType::kP256:
      return Scheme::kEcdsaSha256;
    default:
      return std::nullopt;
  }
}

}  // namespace

Bytes dsse_pae(std::string_view payload_type, ByteView payload) {
  std::string head = "DSSEv1 " + std::to_string(payload_type.size()) + ' ';
  head.append(payload_type).append(" ").append(std::to_string(payload.size())).append(" ");
  Bytes encoded;
  encoded.reserve(head.size() + payload.size());
  append(encoded, as_bytes(head));
  append(encoded, payload);
  return encoded;
}

Result<Envelope> parse_envelope(std::string_view text) {
  PYX_ASSIGN(const json::value value, json::parse(text, {.most_bytes = kEnvelopeMostBytes,
                                                         .most_depth = kEnvelopeMostDepth}));
  return envelope_from(value);
}

Result<Envelope> envelope_from(const json::value& value) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "envelope"));
  Envelope envelope;
  PYX_ASSIGN(envelope.payload_type, reader.string("payloadType"));
  PYX_ASSIGN(std::string payload, reader.string("payload"));
  PYX_ASSIGN(const json::array* const signatures, reader.array_member("signatures"));
  PYX_TRY(reader.finish());
  if (envelope.payload_type != kStatementPayloadType) {
    return error(Code::kBadInput,
                 "the payload type of an envelope is not " + std::string(kStatementPayloadType));
  }
  PYX_ASSIGN(envelope.payload, decode(std::move(payload), kPayloadMostBytes, "payload"));
  PYX_ASSIGN(envelope.signatures, signatures_from(*signatures));
  return envelope;
}

json::value to_json(const Envelope& envelope) {
  json::array signatures;
  signatures.reserve(envelope.signatures.size());
  for (const EnvelopeSignature& signature : envelope.signatures) {
    signatures.push_back(
        json::object{{"keyid", to_hex(signature.key_id)}, {"sig", to_base64(signature.signature)}});
  }
  return json::object{{"payloadType", envelope.payload_type},
                      {"payload", to_base64(envelope.payload)},
                      {"signatures", std::move(signatures)}};
}

std::string to_text(const Envelope& envelope) { return json::serialize(to_json(envelope)); }

bool signed_by(const Envelope& envelope, const PublicKey& key) {
  const auto scheme = officer_scheme(key.type());
  if (!scheme) return false;
  const auto by_key = [&key](const EnvelopeSignature& one) { return one.key_id == key.id(); };
  if (std::ranges::none_of(envelope.signatures, by_key)) return false;
  const Bytes message = dsse_pae(envelope.payload_type, envelope.payload);
  return std::ranges::any_of(envelope.signatures, [&](const EnvelopeSignature& one) {
    return by_key(one) && key.verify(*scheme, message, one.signature);
  });
}

}  // namespace pyx::custody

// What stands in the envelope of a share: CMS AuthEnvelopedData for one certificate, in DER, in the
// one shape that share_envelope.h writes. Anything else is refused before a key is asked for, and
// before OpenSSL's reader of CMS, which is never called, could stumble over it.
// Source: RFC 5652, RFC 5083, RFC 5084 (AES-GCM), RFC 4055 (RSAES-OAEP), RFC 5753 (ECDH).
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx::shares {

inline constexpr std::size_t kEnvelopeMostBytes = 16384;

// The content key for a holder with an elliptic curve key, and for one with RSA.
struct AgreedKey {
  Bytes point;    // ephemeral, uncompressed, on the holder's curve
  Bytes wrapped;  // the content key under id-aes256-wrap: 40 bytes
};
struct TransportedKey {
  Bytes encrypted;  // by RSAES-OAEP; as long as the modulus
};

struct EnvelopeParts {
  std::variant<AgreedKey, TransportedKey> key;
  std::string recipient;  // his certificate: "serial number 1f2e of CN=Example CA"
  Bytes nonce;            // 12 bytes
  Bytes content;          // as long as what was sealed
  Bytes tag;              // 16 bytes
};

// Errors: kBadInput: too large, no DER, CMS of another type (by its name), another algorithm,
// several recipients.
Result<EnvelopeParts> parse_envelope_parts(ByteView der);

// AlgorithmIdentifiers in hex, as they stand in the envelope.
inline constexpr std::string_view kAes256Wrap = "300b060960864801650304012d";

}  // namespace pyx::shares

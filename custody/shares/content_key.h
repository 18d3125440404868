// The key of an envelope's content, got out of what stands there for the holder.
// Source: RFC 5753, 3.1 and 7.2 (the KDF of ANSI X9.63 with SHA-256 over ECC-CMS-SharedInfo, then
// RFC 3394); RFC 4055, 4.1.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/envelope_key.h"
#include "custody/shares/envelope_parts.h"

namespace pyx::shares {

inline constexpr std::size_t kContentKeyBytes = 32;  // AES-256

// Errors: kBadInput if the key is of another kind or not the one that the envelope is sealed to,
// naming the certificate that it is sealed to, or if the envelope is damaged; what the key says;
// kBug if the secure heap is full.
Result<SecretBytes> content_key(const EnvelopeParts& parts, EnvelopeKey& key);

}  // namespace pyx::shares

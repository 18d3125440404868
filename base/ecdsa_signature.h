// ECDSA signatures in their two forms: r || s of fixed length (IEEE P1363, PKCS#11 v3.1 section
// 6.3.1) and DER (RFC 3279).
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {

// From 64 bytes (P-256) or 96 bytes (P-384). Errors: kBadInput: another length, r or s is zero.
Result<Bytes> ecdsa_p1363_to_der(ByteView fixed);
// `coordinate_bytes` is 32 (P-256) or 48 (P-384). Errors: kBadInput: not DER to the last byte, or
// r or s is zero, negative or longer than a coordinate.
Result<Bytes> ecdsa_der_to_p1363(ByteView der, std::size_t coordinate_bytes);

}  // namespace pyx

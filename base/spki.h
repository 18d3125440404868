// The SubjectPublicKeyInfo (RFC 5280) of the keys that Pyx takes. DER leaves one way to write each:
// fixed bytes around the point or the modulus. So an SPKI is right when it has one of these shapes,
// and reading it back gives the same bytes.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"

namespace pyx {

struct SpkiShape {
  KeyType type;
  std::string_view before;  // hex
  std::size_t body_bytes;   // of the uncompressed point, the modulus or the Ed25519 key
  std::string_view after;   // hex; an RSA public exponent is 65537
};

// RSA-2048/3072/4096, P-256, P-384 and Ed25519. Null if `der` has none of the shapes.
const SpkiShape* find_spki_shape(ByteView der);
const SpkiShape* find_spki_shape(KeyType type);
// The part of an SPKI of this shape that is the key's own.
ByteView spki_body(ByteView der, const SpkiShape& shape);
// Errors: kBadInput for a body of another size.
Result<Bytes> make_spki(const SpkiShape& shape, ByteView body);
// The shape of an RSA key with a modulus of this size; null if there is none.
const SpkiShape* find_rsa_shape(std::size_t modulus_bytes);

}  // namespace pyx

// What a token is given for a message, and what is made of its answer: the hashing and the encoding
// around a signature, on the host.
#pragma once

#include <array>

#include "base/bytes.h"
#include "base/key_type.h"
#include "base/result.h"
#include "custody/signing/sign_request.h"

namespace pyx::custody {

inline constexpr std::size_t kLongestDigest = 48;
using DigestRoom = std::array<std::uint8_t, kLongestDigest>;

// The digest of the message or the message itself, as the scheme has it. `room` keeps a digest
// alive.
ByteView signing_input(Scheme scheme, ByteView message, DigestRoom& room);
// ECDSA as `form` says; everything else as it is. Errors: kToken if it is no signature.
Result<Bytes> signature_in_form(Scheme scheme, EcdsaForm form, Bytes signature);

}  // namespace pyx::custody

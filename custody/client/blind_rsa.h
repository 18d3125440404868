// The client's side of RSA blind signatures: what a customer's wallet does before and after the
// vault signs an element that it cannot read.
//   prepare -> blind -> (the vault signs the element, scheme rsa-blind) -> finalize -> verify
// Source: RFC 9474, sections 4.1, 4.2 and 4.4; all four variants of section 5.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::client {

// All with SHA-384 and MGF1 of SHA-384. PSS: salt of 48 bytes; PSSZERO: none. Randomized: 32 random
// bytes before the message, so that nobody who knows the key's owner learns from a message of few
// possible values.
enum class BlindVariant {
  kPssRandomized,
  kPssZeroRandomized,
  kPssDeterministic,
  kPssZeroDeterministic
};
std::string_view to_text(BlindVariant variant);  // "RSABSSA-SHA384-PSS-Randomized", …

// What is signed in the end, and shown with the signature: keep it.
Bytes prepare(BlindVariant variant, ByteView message);

struct Blinded {
  Bytes element;        // what the vault signs; as long as the modulus
  SecretBytes inverse;  // undoes the blinding: who has it can link coin and withdrawal
};
// `key` is an RSA key. Errors: kBadInput (another key), kBug (harden_process() was not called).
Result<Blinded> blind(BlindVariant variant, const PublicKey& key, ByteView prepared);

// The signature on `prepared`, checked. Errors: kBadInput (sizes), kRefused with SIGN-CHECKED: what
// came is no blind signature of the element.
Result<Bytes> finalize(BlindVariant variant, const PublicKey& key, ByteView prepared,
                       ByteView blind_signature, const SecretBytes& inverse);

// Whether `signature` is one on `prepared`: RSASSA-PSS of RFC 8017 with the variant's parameters.
bool verify_unblinded(BlindVariant variant, const PublicKey& key, ByteView prepared,
                      ByteView signature);

// For the published vectors: the random values are given.
namespace internal {
Bytes prepare_with(BlindVariant variant, ByteView message, ByteView prefix);
Result<Blinded> blind_with(BlindVariant variant, const PublicKey& key, ByteView prepared,
                           ByteView salt, SecretBytes inverse);
// EMSA-PSS-ENCODE of RFC 8017 section 9.1.1, for emBits = 8 * em_bytes - 1.
Result<Bytes> emsa_pss_encode(ByteView message, ByteView salt, std::size_t em_bytes);
}  // namespace internal

}  // namespace pyx::client

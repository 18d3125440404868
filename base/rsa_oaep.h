// What RSAES-OAEP pads, taken off again: for a token that does the RSA and not the padding.
#pragma once

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx {

// The message in an encoded block, with SHA-256, MGF1 with SHA-256 and no label.
//   block  as long as the modulus: the result of the raw RSA decryption
// What is wrong with a block is not told, neither by words nor by the time that it takes.
// Errors: kBadInput if it was not encrypted to the key, or not so; kBug if the secure heap is full.
// Source: RFC 8017, 7.1.2 step 3 and appendix B.2.1.
Result<SecretBytes> oaep_message(const SecretBytes& block);

}  // namespace pyx

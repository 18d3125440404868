// A PIN that nobody chose: random, as long as the token takes it, of characters that tokens take.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/pin.h"

namespace pyx::pkcs11 {

// How long a token's PINs may be, in bytes. 0 or CK_UNAVAILABLE_INFORMATION: it does not say.
// Source: PKCS#11 v3.1, CK_TOKEN_INFO, ulMinPinLen and ulMaxPinLen.
struct PinLimits {
  unsigned long least = 0;
  unsigned long most = 0;
};

inline constexpr std::size_t kPinSecretBytes = 16;
inline constexpr std::size_t kMostPinCharacters = 26;  // all 128 bits of the secret
inline constexpr std::size_t kLeastPinCharacters = 8;  // 40 bits

// How many characters a new PIN of this token has: as many as it takes, up to kMostPinCharacters.
// Errors: kBadInput if it takes fewer than kLeastPinCharacters, or wants more than there are.
Result<std::size_t> pin_characters(const PinLimits& limits);

// The first `characters` of the secret in base32, in lower case: a to z and 2 to 7.
//   secret      kPinSecretBytes, random
//   characters  kLeastPinCharacters to kMostPinCharacters
// Errors: kBadInput; kBug if the secure heap is full.
// Source: RFC 4648, section 6.
Result<Pin> pin_of(const SecretBytes& secret, std::size_t characters);

// Of a secret that nobody keeps. Errors: those of pin_characters; kBug.
Result<Pin> random_pin(const PinLimits& limits);

}  // namespace pyx::pkcs11

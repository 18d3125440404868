#include "pkcs11/new_pin.h"

#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/reveal.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr unsigned kBitsOfCharacter = 5;
constexpr unsigned kBitsOfByte = 8;

bool is_told(unsigned long length) {
  return length != 0 && length != CK_UNAVAILABLE_INFORMATION && length != CK_EFFECTIVELY_INFINITE;
}

// Five bits from bit `at` on, of which those past the end are 0.
unsigned bits_at(ByteView bytes, std::size_t at) {
  unsigned bits = 0;
  for (std::size_t bit = at; bit < at + kBitsOfCharacter; ++bit) {
    const std::size_t byte = bit / kBitsOfByte;
    const unsigned shift = kBitsOfByte - 1 - bit % kBitsOfByte;
    bits = bits << 1U | (byte < bytes.size() ? (bytes[byte] >> shift & 1U) : 0U);
  }
  return bits;
}

}  // namespace

Result<std::size_t> pin_characters(const PinLimits& limits) {
  std::size_t characters = kMostPinCharacters;
  if (is_told(limits.most)) characters = std::min<std::size_t>(characters, limits.most);
  if (characters < kLeastPinCharacters) {
    return error(Code::kBadInput, "the token takes PINs of " + std::to_string(limits.most) +
                                      " characters at most; a random one has " +
                                      std::to_string(kLeastPinCharacters) + " or more");
  }
  if (is_told(limits.least) && limits.least > characters) {
    return error(Code::kBadInput, "the token wants PINs of " + std::to_string(limits.least) +
                                      " characters or more; a random one has " +
                                      std::to_string(characters) + " here");
  }
  return characters;
}

Result<Pin> pin_of(const SecretBytes& secret, std::size_t characters) {
  if (secret.size_bytes() != kPinSecretBytes || characters < kLeastPinCharacters ||
      characters > kMostPinCharacters) {
    return error(Code::kBadInput, "a PIN has 8 to 26 characters, of a secret of 16 bytes");
  }
  PYX_ASSIGN(SecretBytes text, SecretBytes::zeroed(characters));
  const ByteView from = secret.reveal(reveal());
  const std::span<std::uint8_t> to = text.reveal_mutable(reveal());
  for (std::size_t i = 0; i < characters; ++i)
    to[i] = static_cast<std::uint8_t>(kAlphabet[bits_at(from, i * kBitsOfCharacter)]);
  return Pin(std::move(text));
}

Result<Pin> random_pin(const PinLimits& limits) {
  PYX_ASSIGN(const std::size_t characters, pin_characters(limits));
  PYX_ASSIGN(const SecretBytes secret, SecretBytes::random(kPinSecretBytes));
  return pin_of(secret, characters);
}

}  // namespace pyx::pkcs11

#include "base/kem.h"

#include <array>

#include "base/labeled_hkdf.h"
#include "base/p256.h"
#include "base/reveal.h"
#include "base/x25519.h"

namespace pyx::hpke {
namespace {

constexpr std::size_t kSecretBytes = 32;  // of a key, and what it is derived from at least
static_assert(kSecretBytes == p256::kSecretBytes && kSecretBytes == x25519::kSecretBytes);

std::array<std::uint8_t, 5> suite(Kem kem) {
  const std::uint16_t id = kem_id(kem);
  return {'K', 'E', 'M', static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id)};
}

template <class Point>
Result<KeyPair> pair_of(Kem kem, SecretBytes secret, const Result<Point>& point) {
  if (!point) return point.error();
  return KeyPair{std::move(secret), {kem, Bytes(point->begin(), point->end())}};
}

Result<KeyPair> derive_x25519(const SecretBytes& extracted) {
  PYX_ASSIGN(SecretBytes secret,
             labeled_expand(suite(Kem::kX25519), extracted, "sk", {}, kSecretBytes));
  const auto point = x25519::public_point(secret);
  return pair_of(Kem::kX25519, std::move(secret), point);
}

// Nearly always the first candidate: one in 2^32 is not below the order of the curve.
Result<KeyPair> derive_p256(const SecretBytes& extracted) {
  for (unsigned counter = 0; counter <= 0xff; ++counter) {
    const std::array<std::uint8_t, 1> number = {static_cast<std::uint8_t>(counter)};
    PYX_ASSIGN(SecretBytes secret,
               labeled_expand(suite(Kem::kP256), extracted, "candidate", number, kSecretBytes));
    if (!p256::is_secret(secret)) continue;
    const auto point = p256::public_point(secret);
    return pair_of(Kem::kP256, std::move(secret), point);
  }
  return error(Code::kBug, "no P-256 key can be derived from this input");
}

}  // namespace

std::uint16_t kem_id(Kem kem) { return kem == Kem::kX25519 ? 0x0020 : 0x0010; }

std::size_t public_key_bytes(Kem kem) {
  return kem == Kem::kX25519 ? x25519::kPointBytes : p256::kPointBytes;
}

Result<void> check_public_key(const PublicKey& key) {
  if (key.bytes.size() != public_key_bytes(key.kem)) {
    return error(Code::kBadInput, "the public key has " + std::to_string(key.bytes.size()) +
                                      " bytes and should have " +
                                      std::to_string(public_key_bytes(key.kem)));
  }
  if (key.kem == Kem::kX25519) {
    if (x25519::is_point(key.bytes)) return {};
    return error(Code::kBadInput, "the public key is a point of X25519 of small order");
  }
  if (p256::is_point(key.bytes)) return {};
  return error(Code::kBadInput, "the public key is no point of P-256");
}

Result<KeyPair> derive_key_pair(Kem kem, const SecretBytes& input) {
  if (input.size_bytes() < kSecretBytes)
    return error(Code::kBadInput, "a key pair is derived from at least 32 bytes");
  PYX_ASSIGN(const SecretBytes extracted,
             labeled_extract(suite(kem), {}, "dkp_prk", input.reveal(reveal())));
  return kem == Kem::kX25519 ? derive_x25519(extracted) : derive_p256(extracted);
}

Result<SecretBytes> shared_point(const KeyPair& mine, ByteView others) {
  return mine.public_key.kem == Kem::kX25519
             ? x25519::agree(mine.secret, mine.public_key.bytes, others)
             : p256::agree(mine.secret, others);
}

Result<SecretBytes> shared_secret(const SecretBytes& shared_point, ByteView encapsulated,
                                  const PublicKey& receiver) {
  const auto with = suite(receiver.kem);
  PYX_ASSIGN(const SecretBytes extracted,
             labeled_extract(with, {}, "eae_prk", shared_point.reveal(reveal())));
  Bytes context(encapsulated.begin(), encapsulated.end());
  append(context, receiver.bytes);
  return labeled_expand(with, extracted, "shared_secret", context, kSecretBytes);
}

}  // namespace pyx::hpke

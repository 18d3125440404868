#include "base/rsa_oaep.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/reveal.h"
#include "base/sha256.h"

namespace pyx {
namespace {

constexpr std::size_t kHashBytes = kSha256Bytes;
constexpr unsigned kCounterShift = 8;

// `target` ^= MGF1-SHA256(seed).
void unmask(std::span<std::uint8_t> target, ByteView seed) {
  std::uint32_t counter = 0;
  for (std::size_t done = 0; done < target.size(); done += kHashBytes, ++counter) {
    const std::array<std::uint8_t, 4> number = {
        static_cast<std::uint8_t>(counter >> 3 * kCounterShift),
        static_cast<std::uint8_t>(counter >> 2 * kCounterShift),
        static_cast<std::uint8_t>(counter >> kCounterShift), static_cast<std::uint8_t>(counter)};
    Sha256 mask = sha256_of({seed, number});
    const std::size_t size = std::min(kHashBytes, target.size() - done);
    for (std::size_t i = 0; i < size; ++i) target[done + i] ^= mask[i];
    OPENSSL_cleanse(mask.data(), mask.size());
  }
}

// Where the message begins in DB = hash of no label || zeroes || 0x01 || message. Looks at every
// byte whatever it finds.
std::optional<std::size_t> message_begin(ByteView db, std::uint8_t first) {
  const Sha256 no_label = sha256(ByteView());
  unsigned bad = first;
  for (std::size_t i = 0; i < kHashBytes; ++i) bad |= static_cast<unsigned>(db[i] ^ no_label[i]);
  std::size_t begin = 0;
  unsigned found = 0;
  for (std::size_t i = kHashBytes; i < db.size(); ++i) {
    const unsigned is_one = db[i] == 1 ? 1U : 0U;
    const unsigned is_zero = db[i] == 0 ? 1U : 0U;
    const unsigned here = (1U - found) & is_one;
    begin += here * (i + 1);
    bad |= (1U - found) & (1U - is_one) & (1U - is_zero);
    found |= is_one;
  }
  if (bad != 0 || found != 1) return std::nullopt;
  return begin;
}

}  // namespace

Result<SecretBytes> oaep_message(const SecretBytes& block) {
  const Error not_ours = error(Code::kBadInput, "this was not encrypted to the RSA key");
  const ByteView from = block.reveal(reveal());
  if (from.size() < 2 * kHashBytes + 2) return not_ours;
  PYX_ASSIGN(SecretBytes opened, SecretBytes::zeroed(from.size()));
  const std::span<std::uint8_t> bytes = opened.reveal_mutable(reveal());
  std::ranges::copy(from, bytes.begin());
  const auto seed = bytes.subspan(1, kHashBytes);
  const auto db = bytes.subspan(1 + kHashBytes);
  unmask(seed, db);
  unmask(db, seed);
  const auto begin = message_begin(db, bytes.front());
  if (!begin) return not_ours;
  const ByteView message = ByteView(db).subspan(*begin);
  std::copy(message.begin(), message.end(), bytes.begin());
  opened.shrink(message.size());
  return opened;
}

}  // namespace pyx

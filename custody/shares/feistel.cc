#include "custody/shares/feistel.h"

#include <algorithm>
#include <array>

#include "base/hmac_sha256.h"
#include "base/reveal.h"

namespace pyx::shares {
namespace {

constexpr unsigned kRoundIterations = 2500;
constexpr unsigned kMostExponent = 15;
constexpr std::array<std::uint8_t, 4> kForth = {0, 1, 2, 3};
constexpr std::array<std::uint8_t, 4> kBack = {3, 2, 1, 0};

// What a round needs beside the half that it is about.
struct Round {
  SecretBytes password;  // its number and the passphrase
  Bytes salt_prefix;
  unsigned iterations = 0;
};

// The first block of PBKDF2-HMAC-SHA256 (RFC 8018), which is more than half a secret. Not
// OpenSSL's: its copy of the salt, here half the secret, is freed without being wiped.
Result<SecretBytes> pbkdf2_block(const Round& round, ByteView half) {
  static constexpr std::array<std::uint8_t, 4> kFirstBlock = {0, 0, 0, 1};
  PYX_ASSIGN(HmacSha256 hmac, HmacSha256::under(round.password.reveal(reveal())));
  PYX_ASSIGN(SecretBytes code, SecretBytes::zeroed(kHmacBytes));
  PYX_ASSIGN(SecretBytes sum, SecretBytes::zeroed(kHmacBytes));
  const auto latest = code.reveal_mutable(reveal());
  const auto total = sum.reveal_mutable(reveal());
  PYX_TRY(hmac.code({round.salt_prefix, half, kFirstBlock}, latest));
  std::ranges::copy(latest, total.begin());
  for (unsigned done = 1; done < round.iterations; ++done) {
    PYX_TRY(hmac.code({latest}, latest));
    for (std::size_t at = 0; at < kHmacBytes; ++at) total[at] ^= latest[at];
  }
  return sum;
}

Result<void> check(const SecretBytes& secret, const CipherTerms& terms) {
  if (secret.empty() || secret.size_bytes() % 2 != 0 || secret.size_bytes() > 2 * kHmacBytes)
    return error(Code::kBadInput, "a secret has an even number of bytes, at most 64");
  if (terms.iteration_exponent > kMostExponent)
    return error(Code::kBadInput, "an iteration exponent is at most 15");
  if (terms.passphrase != nullptr &&
      !std::ranges::all_of(terms.passphrase->reveal(reveal()),
                           [](std::uint8_t c) { return c >= ' ' && c <= '~'; })) {
    return error(Code::kBadInput, "a passphrase is of printable ASCII characters");
  }
  return {};
}

Result<SecretBytes> password_of(std::uint8_t round, const SecretBytes* passphrase) {
  const ByteView words = passphrase == nullptr ? ByteView{} : passphrase->reveal(reveal());
  PYX_ASSIGN(SecretBytes password, SecretBytes::zeroed(1 + words.size()));
  const auto to = password.reveal_mutable(reveal());
  to[0] = round;
  std::ranges::copy(words, to.begin() + 1);
  return password;
}

Result<SecretBytes> feistel(const SecretBytes& from, const CipherTerms& terms,
                            std::span<const std::uint8_t> rounds) {
  PYX_TRY(check(from, terms));
  const ByteView input = from.reveal(reveal());
  PYX_ASSIGN(SecretBytes work, SecretBytes::zeroed(input.size()));
  PYX_ASSIGN(SecretBytes result, SecretBytes::zeroed(input.size()));
  std::ranges::copy(input, work.reveal_mutable(reveal()).begin());
  auto left = work.reveal_mutable(reveal()).first(input.size() / 2);
  auto right = work.reveal_mutable(reveal()).last(input.size() / 2);
  Round round;
  round.iterations = kRoundIterations << terms.iteration_exponent;
  if (!terms.extendable) {
    round.salt_prefix = to_bytes("shamir");
    round.salt_prefix.push_back(static_cast<std::uint8_t>(terms.identifier >> 8U));
    round.salt_prefix.push_back(static_cast<std::uint8_t>(terms.identifier & 0xffU));
  }
  for (const std::uint8_t number : rounds) {
    PYX_ASSIGN(round.password, password_of(number, terms.passphrase));
    PYX_ASSIGN(const SecretBytes key, pbkdf2_block(round, right));
    const ByteView mask = key.reveal(reveal());
    for (std::size_t at = 0; at < left.size(); ++at) left[at] ^= mask[at];
    std::swap(left, right);
  }
  const auto to = result.reveal_mutable(reveal());
  std::ranges::copy(right, to.begin());
  std::ranges::copy(left, to.begin() + static_cast<std::ptrdiff_t>(right.size()));
  return result;
}

}  // namespace

Result<SecretBytes> encrypt_secret(const SecretBytes& secret, const CipherTerms& terms) {
  return feistel(secret, terms, kForth);
}

Result<SecretBytes> decrypt_secret(const SecretBytes& encrypted, const CipherTerms& terms) {
  return feistel(encrypted, terms, kBack);
}

}  // namespace pyx::shares

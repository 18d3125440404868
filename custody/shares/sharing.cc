#include "custody/shares/sharing.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <string>

#include "base/hmac_sha256.h"
#include "base/reveal.h"
#include "custody/shares/gf256.h"

namespace pyx::shares {
namespace {

constexpr std::uint8_t kSecretX = 255;
constexpr std::uint8_t kDigestX = 254;
constexpr std::size_t kDigestBytes = 4;

// The first bytes of HMAC-SHA256 of the secret; the key is the rest of the digest's point.
Result<SecretBytes> digest_of(const SecretBytes& secret, const SecretBytes& point) {
  PYX_ASSIGN(SecretBytes code,
             hmac_sha256(point.reveal(reveal()).subspan(kDigestBytes), {secret.reveal(reveal())}));
  code.shrink(kDigestBytes);
  return code;
}

Result<SecretBytes> new_digest_point(const SecretBytes& secret) {
  PYX_ASSIGN(SecretBytes point, SecretBytes::random(secret.size_bytes()));
  PYX_ASSIGN(const SecretBytes digest, digest_of(secret, point));
  std::ranges::copy(digest.reveal(reveal()), point.reveal_mutable(reveal()).begin());
  return point;
}

Result<SecretBytes> value_at(std::uint8_t x, std::span<const Point> points) {
  PYX_ASSIGN(SecretBytes value, SecretBytes::zeroed(points.front().y.size()));
  interpolate(x, points, value.reveal_mutable(reveal()));
  return value;
}

Result<void> check_shares(unsigned threshold, std::span<const IndexedShare> shares) {
  if (threshold == 0 || shares.size() != threshold) {
    return error(Code::kBadInput, std::to_string(threshold) + " shares are needed, not " +
                                      std::to_string(shares.size()));
  }
  unsigned seen = 0;
  for (const IndexedShare& share : shares) {
    // The x of the secret and of its digest are no shares: whoever brought one chose the result.
    if (share.x >= kMostShares)
      return error(Code::kBadInput, "a share has a number past " + std::to_string(kMostShares));
    const unsigned bit = 1U << share.x;
    if ((seen & bit) != 0) {
      return error(Code::kBadInput, "share number " + std::to_string(share.x + 1) + " comes twice");
    }
    seen |= bit;
    if (share.value->size_bytes() != shares.front().value->size_bytes())
      return error(Code::kBadInput, "the shares differ in length");
  }
  return check_secret_size(shares.front().value->size_bytes());
}

}  // namespace

Result<void> check_secret_size(std::size_t size_bytes) {
  if (size_bytes < kLeastSecretBytes || size_bytes > kMostSecretBytes || size_bytes % 2 != 0) {
    return error(Code::kBadInput,
                 "a secret has 16 to 32 bytes, an even number, not " + std::to_string(size_bytes));
  }
  return {};
}

Result<std::vector<SecretBytes>> split_secret(const SecretBytes& secret, unsigned threshold,
                                              unsigned count) {
  PYX_TRY(check_secret_size(secret.size_bytes()));
  if (threshold == 0 || threshold > count || count > kMostShares) {
    return error(Code::kBadInput, "there is no " + std::to_string(threshold) + " of " +
                                      std::to_string(count) + ": at most 16 shares");
  }
  std::vector<SecretBytes> shares;
  std::vector<Point> points;
  for (unsigned x = 0; x + 2 < threshold; ++x) {
    PYX_ASSIGN(SecretBytes value, SecretBytes::random(secret.size_bytes()));
    shares.push_back(std::move(value));
    points.push_back({static_cast<std::uint8_t>(x), shares.back().reveal(reveal())});
  }
  PYX_ASSIGN(const SecretBytes digest, new_digest_point(secret));
  if (threshold > 1) points.push_back({kDigestX, digest.reveal(reveal())});
  points.push_back({kSecretX, secret.reveal(reveal())});
  for (auto x = static_cast<unsigned>(shares.size()); x < count; ++x) {
    PYX_ASSIGN(SecretBytes value, value_at(static_cast<std::uint8_t>(x), points));
    shares.push_back(std::move(value));
  }
  return shares;
}

Result<SecretBytes> recover_secret(unsigned threshold, std::span<const IndexedShare> shares) {
  PYX_TRY(check_shares(threshold, shares));
  std::vector<Point> points;
  points.reserve(shares.size());
  for (const IndexedShare& share : shares)
    points.push_back({static_cast<std::uint8_t>(share.x), share.value->reveal(reveal())});
  PYX_ASSIGN(SecretBytes secret, value_at(kSecretX, points));
  if (threshold == 1) return secret;
  PYX_ASSIGN(const SecretBytes point, value_at(kDigestX, points));
  PYX_ASSIGN(const SecretBytes digest, digest_of(secret, point));
  if (CRYPTO_memcmp(digest.reveal(reveal()).data(), point.reveal(reveal()).data(), kDigestBytes) !=
      0) {
    return error(Code::kBadInput,
                 "the shares do not belong together, or one of them is wrong: the digest differs");
  }
  return secret;
}

}  // namespace pyx::shares

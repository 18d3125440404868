// One level of secret sharing: n shares of a secret, any t of which give it back, fewer nothing.
// Shamir over GF(2^8), byte by byte; the secret stands at x = 255 and a digest of it at x = 254, so
// that no share can be the secret and a wrong set of shares shows.
// Source: SLIP-0039, SplitSecret and RecoverSecret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::shares {

inline constexpr std::size_t kLeastSecretBytes = 16;
inline constexpr std::size_t kMostSecretBytes = 32;
inline constexpr unsigned kMostShares = 16;

// 16 to 32 bytes, an even number. Errors: kBadInput.
Result<void> check_secret_size(std::size_t size_bytes);

//   secret     as check_secret_size wants it
//   threshold  1 to count; of 1 every share is the secret itself
//   count      1 to kMostShares
//   returns    `count` values as long as the secret; the place in the list is the share's x
// Errors: kBadInput; kBug if the secure heap is full.
Result<std::vector<SecretBytes>> split_secret(const SecretBytes& secret, unsigned threshold,
                                              unsigned count);

struct IndexedShare {
  unsigned x = 0;
  const SecretBytes* value = nullptr;
};
// Errors: kBadInput for another number of shares than `threshold`, an x twice or past 15, values of
// different or impossible lengths, and for shares that do not belong together (the digest differs;
// one wrong set in 2^32 passes, and with a threshold of 1 any).
Result<SecretBytes> recover_secret(unsigned threshold, std::span<const IndexedShare> shares);

}  // namespace pyx::shares

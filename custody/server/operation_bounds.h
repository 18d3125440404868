// How large a request for an operation of the mint can be. All follows from how many coins, lines
// and claims there may be, never from what the client says.
#pragma once

#include <cstddef>

#include "custody/coins/coin.h"
#include "custody/coins/operation.h"

namespace pyx::server {

// Coins in an envelope: one byte, 80 for each, and what the longer of the key encapsulations and
// the AEAD add (HPKE on P-256: 65 + 16). In base64url.
inline constexpr std::size_t kMostSealedBytes =
    1 + custody::kMostCoins * custody::kCoinBytes + 65 + 16;
inline constexpr std::size_t kMostSealedText = (kMostSealedBytes * 4 + 2) / 3;
// An RSA-4096 element.
inline constexpr std::size_t kMostElementBytes = 512;
inline constexpr std::size_t kMostElementText = (kMostElementBytes * 4 + 2) / 3;
// As many as a policy has denominations.
inline constexpr std::size_t kMostClaims = 256;

// Of the body of a request.
std::size_t most_body_bytes(custody::Operation operation);
// At least as many as any valid body has; free text has some of its own.
std::size_t most_commas(custody::Operation operation);

}  // namespace pyx::server

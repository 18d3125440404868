// A coin as bytes: what its tag covers, how its id comes about, how it travels inside an envelope,
// and by what name custody remembers that it is retired. Format: docs/formats/coins.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::custody {

inline constexpr std::size_t kCoinIdBytes = 16;
inline constexpr std::size_t kCoinTagBytes = 32;
inline constexpr std::size_t kCoinBytes = 80;
using CoinId = std::array<std::uint8_t, kCoinIdBytes>;

// What a coin says of itself, without the tag that makes it one.
struct CoinFace {
  Uuid key;  // of its denomination and period
  CoinId id{};
  std::uint64_t value = 0;  // minor units
  Time expires{};
  friend bool operator==(const CoinFace&, const CoinFace&) = default;
};

// What the token puts its tag on (HMAC-SHA256 by the coin's key): "pyx/coin/v1", 0x00, the vault
// id, key, id, the currency's length in one byte and the currency, value and expiry (ms since 1970)
// in 8 bytes each, big-endian. Nothing else that a key of purpose coin is given begins like it.
Bytes tag_input(const Sha256& vault, const CoinFace& face, std::string_view currency);

// What a seed key makes the seed of a request from (HMAC-SHA256 in the token): "pyx/coin-seed/v1",
// 0x00, the vault id, the length of the client's name in one byte and the name, the request id, the
// request's digest. So the same request has the same coins, and no two requests have one in common.
Bytes seed_input(const Sha256& vault, std::string_view client, const Uuid& request,
                 const Sha256& digest);
// HMAC-SHA256(seed, "coin", index in 4 bytes big-endian), the first 16 bytes.
Result<CoinId> coin_id(const SecretBytes& seed, std::uint32_t index);
// HMAC-SHA256(seed, "seal"): what the ephemeral key of the answer's envelope is derived from.
Result<SecretBytes> sealing_input(const SecretBytes& seed);

// SHA-256 of "pyx/retired/v1", 0x00, the vault id, key and id: under it a coin stands in leaves and
// in the store once it is retired.
Sha256 retired_name(const Sha256& vault, const Uuid& key, const CoinId& id);

// Coins inside an envelope: 0x01, then for each key, id, value, expiry and tag, 80 bytes. Holds
// tags, so it is secret.
class CoinPouch {
 public:
  // Of so many coins, all zero. Errors: kBug if the secure heap is full.
  static Result<CoinPouch> of(std::size_t coins);
  // Coins out of other pouches, which keep them. Errors: kBadInput (none, or more than kMostCoins).
  struct Pick {
    const CoinPouch* from = nullptr;
    std::size_t at = 0;
  };
  static Result<CoinPouch> of_picked(std::span<const Pick> picks);
  // Errors: kBadInput (cut short, another version, none or more than kMostCoins, an id of a key
  // that is none).
  static Result<CoinPouch> parse(SecretBytes bytes);

  std::size_t size() const { return faces_.size(); }
  const std::vector<CoinFace>& faces() const { return faces_; }
  // Puts coin `at` in, and wipes the tag where it came from. Precondition: the tag has
  // kCoinTagBytes.
  void put(std::size_t at, const CoinFace& face, std::span<std::uint8_t> tag);
  // In constant time; wipes `tag` too.
  bool tag_is(std::size_t at, std::span<std::uint8_t> tag) const;
  const SecretBytes& bytes() const { return bytes_; }

 private:
  SecretBytes bytes_;
  std::vector<CoinFace> faces_;
};

}  // namespace pyx::custody

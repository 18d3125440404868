#include "custody/coins/coin.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/hmac_sha256.h"
#include "base/reveal.h"
#include "custody/coins/operation.h"

namespace pyx::custody {
namespace {

constexpr std::uint8_t kPouchVersion = 1;
constexpr std::size_t kTagAt = kCoinBytes - kCoinTagBytes;

void append_number(Bytes& to, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8)
    to.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
}
void append_text(Bytes& to, std::string_view text) {
  to.push_back(static_cast<std::uint8_t>(text.size()));
  append(to, as_bytes(text));
}
Bytes domain(std::string_view name) {
  Bytes bytes = to_bytes(name);
  bytes.push_back(0);
  return bytes;
}
std::uint64_t ms(Time time) { return static_cast<std::uint64_t>(time.time_since_epoch().count()); }

std::uint64_t number_at(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes.first(8)) number = number << 8U | byte;
  return number;
}

// The seed is on the host for as long as the request takes.
Result<SecretBytes> mac_by(const SecretBytes& seed, ByteView input) {
  return hmac_sha256(seed.reveal(reveal()), {input});
}

}  // namespace

Bytes tag_input(const Sha256& vault, const CoinFace& face, std::string_view currency) {
  Bytes input = domain("pyx/coin/v1");
  append(input, vault);
  append(input, face.key.bytes);
  append(input, face.id);
  append_text(input, currency);
  append_number(input, face.value);
  append_number(input, ms(face.expires));
  return input;
}

Bytes seed_input(const Sha256& vault, std::string_view client, const Uuid& request,
                 const Sha256& digest) {
  Bytes input = domain("pyx/coin-seed/v1");
  append(input, vault);
  append_text(input, client);
  append(input, request.bytes);
  append(input, digest);
  return input;
}

Result<CoinId> coin_id(const SecretBytes& seed, std::uint32_t index) {
  Bytes input = to_bytes("coin");
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    input.push_back(static_cast<std::uint8_t>(index >> shift));
  PYX_ASSIGN(const SecretBytes mac, mac_by(seed, input));
  CoinId id{};
  std::ranges::copy(mac.reveal(reveal()).first(kCoinIdBytes), id.begin());  // ids are no secret
  return id;
}

Result<SecretBytes> sealing_input(const SecretBytes& seed) {
  return mac_by(seed, as_bytes("seal"));
}

Sha256 retired_name(const Sha256& vault, const Uuid& key, const CoinId& id) {
  return sha256_of({domain("pyx/retired/v1"), vault, key.bytes, id});
}

Result<CoinPouch> CoinPouch::of(std::size_t coins) {
  CoinPouch pouch;
  PYX_ASSIGN(pouch.bytes_, SecretBytes::zeroed(1 + coins * kCoinBytes));
  pouch.bytes_.reveal_mutable(reveal())[0] = kPouchVersion;
  pouch.faces_.resize(coins);
  return pouch;
}

Result<CoinPouch> CoinPouch::of_picked(std::span<const Pick> picks) {
  if (picks.empty() || picks.size() > kMostCoins)
    return error(Code::kBadInput, "a payment has 1 to " + std::to_string(kMostCoins) + " coins");
  PYX_ASSIGN(CoinPouch pouch, of(picks.size()));
  const auto to = pouch.bytes_.reveal_mutable(reveal());
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const ByteView from = picks[i].from->bytes_.reveal(reveal());
    std::ranges::copy(from.subspan(1 + picks[i].at * kCoinBytes, kCoinBytes),
                      to.subspan(1 + i * kCoinBytes).begin());
    pouch.faces_[i] = picks[i].from->faces_[picks[i].at];
  }
  return pouch;
}

Result<CoinPouch> CoinPouch::parse(SecretBytes bytes) {
  const ByteView all = bytes.reveal(reveal());
  if (all.empty() || all[0] != kPouchVersion)
    return error(Code::kBadInput, "what the envelope holds are no coins of version 1");
  const std::size_t coins = (all.size() - 1) / kCoinBytes;
  if (coins == 0 || all.size() != 1 + coins * kCoinBytes)
    return error(Code::kBadInput, "a coin in the envelope is cut short, or there is none");
  if (coins > kMostCoins)
    return error(Code::kBadInput,
                 "an envelope holds at most " + std::to_string(kMostCoins) + " coins");
  CoinPouch pouch;
  pouch.faces_.reserve(coins);
  for (std::size_t at = 0; at < coins; ++at) {
    const ByteView coin = all.subspan(1 + at * kCoinBytes, kCoinBytes);
    CoinFace face;
    PYX_ASSIGN(face.key, Uuid::from_bytes(coin.first(16)));
    std::ranges::copy(coin.subspan(16, kCoinIdBytes), face.id.begin());
    face.value = number_at(coin.subspan(32));
    face.expires = Time(Duration(static_cast<Duration::rep>(number_at(coin.subspan(40)))));
    pouch.faces_.push_back(face);
  }
  pouch.bytes_ = std::move(bytes);
  return pouch;
}

void CoinPouch::put(std::size_t at, const CoinFace& face, std::span<std::uint8_t> tag) {
  Bytes front;
  append(front, face.key.bytes);
  append(front, face.id);
  append_number(front, face.value);
  append_number(front, ms(face.expires));
  const auto coin = bytes_.reveal_mutable(reveal()).subspan(1 + at * kCoinBytes, kCoinBytes);
  std::ranges::copy(front, coin.begin());
  std::ranges::copy(tag.first(kCoinTagBytes), coin.subspan(kTagAt).begin());
  OPENSSL_cleanse(tag.data(), tag.size());
  faces_[at] = face;
}

bool CoinPouch::tag_is(std::size_t at, std::span<std::uint8_t> tag) const {
  const ByteView mine =
      bytes_.reveal(reveal()).subspan(1 + at * kCoinBytes + kTagAt, kCoinTagBytes);
  const bool same =
      tag.size() == kCoinTagBytes && CRYPTO_memcmp(mine.data(), tag.data(), kCoinTagBytes) == 0;
  OPENSSL_cleanse(tag.data(), tag.size());
  return same;
}

}  // namespace pyx::custody

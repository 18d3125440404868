#include "mint/purse.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <numeric>

#include "base/file.h"
#include "base/reveal.h"

namespace pyx::mint {
namespace {

using custody::CoinPouch;

constexpr std::size_t kSeedBytes = 32;

std::vector<CoinPouch::Pick> picks_of(const CoinPouch& from) {
  std::vector<CoinPouch::Pick> picks;
  for (std::size_t at = 0; at < from.size(); ++at) picks.push_back({&from, at});
  return picks;
}

bool holds(const CoinPouch& pouch, const custody::CoinId& id) {
  return std::ranges::find(pouch.faces(), id, &custody::CoinFace::id) != pouch.faces().end();
}

}  // namespace

Result<Purse> Purse::create(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return error(Code::kConflict, file.string() + " is there already");
  Purse purse;
  purse.file_ = file;
  PYX_ASSIGN(purse.seed_, SecretBytes::random(kSeedBytes));
  PYX_ASSIGN(purse.holder_, hpke::derive_key_pair(hpke::Kem::kX25519, purse.seed_));
  PYX_TRY(purse.save());
  return purse;
}

Result<Purse> Purse::open(const std::filesystem::path& file) {
  PYX_ASSIGN(Bytes bytes, read_file(file));
  PYX_ASSIGN(const SecretBytes all, SecretBytes::take(bytes));
  const ByteView view = all.reveal(reveal());
  if (view.size() < kSeedBytes) return error(Code::kBadInput, file.string() + " is no purse");
  Purse purse;
  purse.file_ = file;
  PYX_ASSIGN(purse.seed_, SecretBytes::zeroed(kSeedBytes));
  std::ranges::copy(view.first(kSeedBytes), purse.seed_.reveal_mutable(reveal()).begin());
  PYX_ASSIGN(purse.holder_, hpke::derive_key_pair(hpke::Kem::kX25519, purse.seed_));
  if (view.size() == kSeedBytes) return purse;
  PYX_ASSIGN(SecretBytes coins, SecretBytes::zeroed(view.size() - kSeedBytes));
  std::ranges::copy(view.subspan(kSeedBytes), coins.reveal_mutable(reveal()).begin());
  PYX_ASSIGN(purse.coins_, CoinPouch::parse(std::move(coins)));
  return purse;
}

std::uint64_t Purse::value() const {
  return std::accumulate(coins_.faces().begin(), coins_.faces().end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& face) { return sum + face.value; });
}

Result<CoinPouch> Purse::pick(std::optional<std::uint64_t> value) const {
  std::vector<CoinPouch::Pick> picks = picks_of(coins_);
  if (!value) return CoinPouch::of_picked(picks);
  std::ranges::stable_sort(picks, std::greater<>(), [](const CoinPouch::Pick& pick) {
    return pick.from->faces()[pick.at].value;
  });
  std::uint64_t left = *value;
  std::erase_if(picks, [&left](const CoinPouch::Pick& pick) {
    const std::uint64_t worth = pick.from->faces()[pick.at].value;
    if (worth > left) return true;
    left -= worth;
    return false;
  });
  if (left > 0) {
    return error(Code::kBadInput, "the purse has no coins that are worth " +
                                      std::to_string(*value) + " together; exchange some first");
  }
  return CoinPouch::of_picked(picks);
}

Result<void> Purse::put(const CoinPouch& more) {
  std::vector<CoinPouch::Pick> picks = picks_of(coins_);
  for (std::size_t at = 0; at < more.size(); ++at) {
    if (!holds(coins_, more.faces()[at].id)) picks.push_back({&more, at});
  }
  PYX_ASSIGN(CoinPouch all, CoinPouch::of_picked(picks));
  coins_ = std::move(all);
  return save();
}

Result<void> Purse::take_out(const std::vector<custody::CoinId>& gone) {
  std::vector<CoinPouch::Pick> picks = picks_of(coins_);
  std::erase_if(picks, [&](const CoinPouch::Pick& pick) {
    return std::ranges::find(gone, pick.from->faces()[pick.at].id) != gone.end();
  });
  if (picks.empty()) {
    coins_ = {};
    return save();
  }
  PYX_ASSIGN(CoinPouch rest, CoinPouch::of_picked(picks));
  coins_ = std::move(rest);
  return save();
}

Result<void> Purse::save() const {
  Bytes bytes;
  bytes.reserve(kSeedBytes + coins_.bytes().size_bytes());
  append(bytes, seed_.reveal(reveal()));
  append(bytes, coins_.bytes().reveal(reveal()));
  auto written = write_file(file_, bytes, Overwrite::kYes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return written;
}

}  // namespace pyx::mint

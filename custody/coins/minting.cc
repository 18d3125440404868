#include "custody/coins/minting.h"

#include <algorithm>
#include <set>

#include "custody/coins/coin_keys.h"
#include "custody/signing/sign_job.h"

namespace pyx::custody {

Result<Minting> Minting::plan(const Books& books, SeedOf seed,
                              const std::vector<IssuedCoins>& issued) {
  Minting minting;
  minting.vault_ = books.vault;
  const KeyRecord* seed_key = books.key(seed.seed_key);
  if (seed_key == nullptr || seed_key->state == KeyState::kDestroyed)
    return error(Code::kNotFound, "the key that the coin ids were derived with is gone");
  minting.seed_fixed_ = scheme_fixed(*seed_key);
  minting.seed_of_ = std::move(seed);
  for (const IssuedCoins& line : issued) {
    const KeyRecord* key = books.key(line.key);
    if (key == nullptr || !key->coins || key->state == KeyState::kDestroyed)
      return error(Code::kNotFound, "key " + line.key.text() + " of the coins is gone");
    CoinFace face;
    face.key = key->id;
    face.value = key->coins->value;
    face.expires = key->coins->period.coins_expire;
    minting.part_of_.insert(minting.part_of_.end(), line.count, minting.parts_.size());
    minting.faces_.insert(minting.faces_.end(), line.count, face);
    minting.parts_.push_back({key->coins->denomination, key->coins->currency, scheme_fixed(*key)});
  }
  PYX_ASSIGN(minting.pouch_, CoinPouch::of(minting.faces_.size()));
  return minting;
}

Result<Minting> Minting::plan(const Books& books, const OperationLeaf& leaf) {
  return plan(books, {leaf.key.value(), leaf.client, leaf.request, leaf.digest}, leaf.moves.issued);
}

Result<void> Minting::make_seed(pkcs11::Token& token) {
  const Bytes input = seed_input(vault_, seed_of_.client, seed_of_.request, seed_of_.digest);
  const std::vector<pkcs11::SignJob> jobs = {
      {seed_of_.seed_key, Scheme::kHmacSha256, input, seed_fixed_}};
  PYX_ASSIGN(std::vector<Bytes> seeds, token.sign(jobs));
  if (seeds.size() != 1 || seeds.front().size() != kSha256Bytes)
    return error(Code::kToken, "the token gave no seed for the coins");
  PYX_ASSIGN(seed_, SecretBytes::take(seeds.front()));
  return derive_ids();
}

Result<void> Minting::derive_ids() {
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    PYX_ASSIGN(faces_[i].id, coin_id(seed_, static_cast<std::uint32_t>(i)));
  }
  return {};
}

Result<std::vector<CoinFace>> Minting::only_ids(pkcs11::Token& token) {
  PYX_TRY(make_seed(token));
  return faces_;
}

Result<void> Minting::make(pkcs11::Token& token, std::size_t first, std::size_t last) {
  if (first == 0) PYX_TRY(make_seed(token));
  std::vector<Bytes> inputs;
  std::vector<pkcs11::SignJob> jobs;
  inputs.reserve(last - first);
  jobs.reserve(last - first);
  for (std::size_t at = first; at < last; ++at) {
    const KeyPart& part = parts_[part_of_[at]];
    inputs.push_back(tag_input(vault_, faces_[at], part.currency));
    jobs.push_back({faces_[at].key, Scheme::kHmacSha256, inputs.back(), part.fixed});
  }
  PYX_ASSIGN(std::vector<Bytes> tags, token.sign(jobs));
  if (tags.size() != jobs.size())
    return error(Code::kBug, "the token answered another number of tags");
  for (std::size_t at = first; at < last; ++at) {
    Bytes& tag = tags[at - first];
    if (tag.size() != kCoinTagBytes)
      return error(Code::kToken, "the token gave a tag of a wrong size");
    pouch_.put(at, faces_[at], tag);
  }
  return {};
}

Result<Minted> Minting::seal(const HolderKey& holder, ByteView binding) const {
  Minted minted;
  PYX_ASSIGN(const SecretBytes input, sealing_input(seed_));
  PYX_ASSIGN(minted.sealed,
             hpke::seal(holder, input, as_bytes(kDeliveryInfo), binding, pouch_.bytes()));
  minted.coins.reserve(faces_.size());
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    minted.coins.push_back(
        {faces_[i].id, faces_[i].key, parts_[part_of_[i]].denomination, faces_[i].expires});
  }
  return minted;
}

Result<std::vector<IssuedCoins>> choose_keys(const Books& books, const Ledger& ledger,
                                             const std::vector<CoinLine>& lines, Time now) {
  if (lines.empty() || lines.size() > kMostLines) {
    return error(Code::kBadInput,
                 "a request asks for 1 to " + std::to_string(kMostLines) + " denominations");
  }
  std::set<std::string_view> seen;
  std::uint64_t coins = 0;
  std::vector<IssuedCoins> issued;
  for (const CoinLine& line : lines) {
    if (!seen.insert(line.denomination).second)
      return error(Code::kBadInput, "denomination " + line.denomination + " is asked for twice");
    coins += line.count;
    if (line.count == 0 || coins > kMostCoins) {
      return error(Code::kBadInput,
                   "a request asks for 1 to " + std::to_string(kMostCoins) + " coins");
    }
    PYX_ASSIGN(const KeyRecord* key,
               issuing_key(books, ledger, line.denomination, line.count, now));
    if (key->purpose != Purpose::kCoin) {
      return error(Code::kBadInput,
                   "coins of " + line.denomination + " are signed blindly: blind.sign makes them");
    }
    issued.push_back({key->id, line.count});
  }
  return issued;
}

Result<Uuid> seed_key(const Books& books) {
  const auto newest = std::find_if(books.keys.rbegin(), books.keys.rend(), [](const auto& key) {
    return key.purpose == Purpose::kCoinSeed && key.state == KeyState::kActive && !key.left_behind;
  });
  if (newest == books.keys.rend()) {
    return error(Code::kNotFound,
                 "there is no active key of purpose coin-seed, which coin ids are derived with");
  }
  return newest->id;
}

}  // namespace pyx::custody

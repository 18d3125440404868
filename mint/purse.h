// A holder's purse in a file: what his key comes from, and his coins. Whoever reads the file has
// the coins, like a purse.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "custody/client/wallet.h"

namespace pyx::mint {

class Purse {
 public:
  // Errors: kConflict if the file is there; kStore.
  static Result<Purse> create(const std::filesystem::path& file);
  // Errors: kNotFound, kBadInput (no purse).
  static Result<Purse> open(const std::filesystem::path& file);

  const hpke::KeyPair& holder() const { return holder_; }
  std::size_t size() const { return coins_.size(); }
  std::uint64_t value() const;  // minor units, of whatever currency
  const std::vector<custody::CoinFace>& coins() const { return coins_.faces(); }

  // Coins that are worth exactly this, the most valuable first; or all, without a value. They stay
  // in the purse. Errors: kBadInput (they cannot be picked so, or there are none).
  Result<custody::CoinPouch> pick(std::optional<std::uint64_t> value) const;
  // Puts coins in, those that are there already left out; takes coins out. Durable when it returns.
  Result<void> put(const custody::CoinPouch& more);
  Result<void> take_out(const std::vector<custody::CoinId>& gone);

 private:
  Result<void> save() const;

  std::filesystem::path file_;
  SecretBytes seed_;  // of the holder's key, 32 bytes
  hpke::KeyPair holder_;
  custody::CoinPouch coins_;
};

}  // namespace pyx::mint

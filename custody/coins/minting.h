// New coins for one request: ids from a seed that the token makes, tags by the token, all of it
// sealed to the holder. The same request gives the same bytes, whenever and wherever it is done.
#pragma once

#include <string>
#include <vector>

#include "custody/acts/books.h"
#include "custody/coins/ledger.h"
#include "custody/coins/value_request.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// Which request the ids are derived for: as its leaf has it.
struct SeedOf {
  Uuid seed_key;
  std::string client;
  Uuid request;
  Sha256 digest{};
};

class Minting {
 public:
  // The coins of `issued`, in its order. Errors: kNotFound (a key is unknown or destroyed).
  static Result<Minting> plan(const Books& books, SeedOf seed,
                              const std::vector<IssuedCoins>& issued);
  // Those of a request, as its leaf has it. Precondition: the leaf names what ids are derived with.
  static Result<Minting> plan(const Books& books, const OperationLeaf& leaf);

  std::size_t coins() const { return faces_.size(); }
  // Coins [first, last), one range after another from 0 on: the first call makes the seed. Errors:
  // the token's.
  Result<void> make(pkcs11::Token& token, std::size_t first, std::size_t last);
  // The same without tags: ids alone. Errors: the token's.
  Result<std::vector<CoinFace>> only_ids(pkcs11::Token& token);
  // Seals what was made. `binding`: delivery_binding() of the request.
  Result<Minted> seal(const HolderKey& holder, ByteView binding) const;

 private:
  struct KeyPart {
    std::string denomination;
    std::string currency;
    pkcs11::SchemeFixed fixed = pkcs11::SchemeFixed::kOnToken;
  };
  Result<void> make_seed(pkcs11::Token& token);
  Result<void> derive_ids();

  Sha256 vault_{};
  SeedOf seed_of_;
  pkcs11::SchemeFixed seed_fixed_ = pkcs11::SchemeFixed::kOnToken;
  std::vector<KeyPart> parts_;
  std::vector<std::size_t> part_of_;  // of each coin
  std::vector<CoinFace> faces_;       // the ids once the seed is made
  SecretBytes seed_;
  CoinPouch pouch_;
};

// The keys of a request for new coins, and how many by each; each denomination stands once.
// Errors: kBadInput; those of issuing_key().
Result<std::vector<IssuedCoins>> choose_keys(const Books& books, const Ledger& ledger,
                                             const std::vector<CoinLine>& lines, Time now);
// The newest active key that ids are derived with. Errors: kNotFound.
Result<Uuid> seed_key(const Books& books);

}  // namespace pyx::custody

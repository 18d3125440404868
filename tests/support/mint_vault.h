// A real vault that is a mint: keys for ids, envelopes, answers and coins, budgets, and what
// holders and issuers do with it in a test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "custody/client/wallet.h"
#include "tests/support/live_vault.h"
#include "tests/support/mint_budgets.h"

namespace pyx::testing {

class MintVault : public LiveVault {
 public:
  enum class Coins { kNone, kThisPeriod };
  explicit MintVault(Coins coins = Coins::kThisPeriod);

  void set_budgets(const std::string& text);
  // The key of the denomination for the period `ahead` from the present one.
  Uuid schedule(const std::string& denomination, std::int64_t ahead = 0);
  std::int64_t present_period() const { return testing::present_period(clock); }
  // Of eur-10-blind, for the present period. Made when it is first asked for: RSA takes its time.
  const Uuid& blind_key();

  // Waits for the answer of the desk, as the client "issuer".
  Result<custody::ValueAnswer> ask(custody::ValueRequest request);
  template <class What>
  custody::ValueRequest value_request(What what) {
    custody::ValueRequest request;
    request.client = issuer();
    request.request = new_id();
    request.what = std::move(what);
    return request;
  }

  // What the holder of `holder` has of one coins.mint.
  custody::CoinPouch minted(const std::vector<custody::CoinLine>& lines);
  custody::CoinPouch opened(const custody::ValueAnswer& answer, const Uuid& request) const;
  custody::Payment pay(const custody::CoinPouch& coins, ByteView binding);
  // The same calls that an issuer would make for a holder, sealed and bound as they must be.
  custody::ValueRequest check(const custody::CoinPouch& coins);
  custody::ValueRequest exchange(const custody::CoinPouch& coins,
                                 std::vector<custody::CoinLine> lines);
  custody::ValueRequest redeem(const custody::CoinPouch& coins);
  std::vector<custody::Verdict> verdicts(const custody::CoinPouch& coins);

  hpke::KeyPair holder = must(client::new_holder_key(hpke::Kem::kX25519));
  Uuid seed_key, envelope_key, answer_key;

 private:
  std::optional<Uuid> blind_key_;
};

// The same coins with a bit of the tag of coin `at` turned.
custody::CoinPouch with_a_bad_tag(const custody::CoinPouch& coins, std::size_t at = 0);
// The same coin, said to be one of another key.
custody::CoinPouch with_key(const custody::CoinPouch& coin, const Uuid& key);
// What nobody but their holder may see.
std::vector<Bytes> tags(const custody::CoinPouch& coins);
// Some of them.
custody::CoinPouch some_of(const custody::CoinPouch& coins, const std::vector<std::size_t>& which);

}  // namespace pyx::testing

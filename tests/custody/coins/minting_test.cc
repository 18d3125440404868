#include "custody/coins/minting.h"

#include "pkcs11/open_token.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace minting_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MemoryVault;
using testing::MintVault;
using testing::must;

class Choosing : public ::testing::Test {
 protected:
  Result<std::vector<IssuedCoins>> choose(const std::vector<CoinLine>& lines) {
    return choose_keys(vault_.books(), ledger_, lines, vault_.clock.now());
  }
  MemoryVault vault_;
  Ledger ledger_;
};

TEST_F(Choosing, TakesTheKeyOfEachDenominationsPresentPeriodInTheOrderOfTheLines) {
  const Uuid five = vault_.coin_key("eur-5");
  const Uuid one = vault_.coin_key("eur-1");
  vault_.coin_key("eur-5", 2);
  EXPECT_EQ(must(choose({{"eur-1", 3}, {"eur-5", 2}})),
            (std::vector<IssuedCoins>{{one, 3}, {five, 2}}));
}

TEST_F(Choosing, RefusesWhatIsNoList) {
  vault_.coin_key("eur-5");
  vault_.coin_key("eur-10-blind");
  EXPECT_THAT(choose({}), FailsWith(Code::kBadInput));
  EXPECT_THAT(choose({{"eur-5", 0}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(choose({{"eur-5", 257}}), FailsWith(Code::kBadInput));
  EXPECT_THAT(choose({{"eur-5", 1}, {"eur-5", 1}}), FailsSaying(Code::kBadInput, "twice"));
  EXPECT_THAT(choose({{"eur-10-blind", 1}}), FailsSaying(Code::kBadInput, "blind.sign"));
  EXPECT_THAT(choose({{"eur-7", 1}}), FailsWith(Code::kNotFound));
  EXPECT_THAT(choose({{"eur-5", 256}}), IsOk());
}

TEST_F(Choosing, IdsNeedAnActiveSeedKeyOfWhichTheNewestCounts) {
  EXPECT_THAT(seed_key(vault_.books()), FailsSaying(Code::kNotFound, "coin-seed"));
  vault_.new_key("seed");
  EXPECT_THAT(seed_key(vault_.books()), FailsWith(Code::kNotFound));
  vault_.active_key("seed");
  const Uuid newest = vault_.active_key("seed");
  EXPECT_EQ(must(seed_key(vault_.books())), newest);
  vault_.done(KeyRetire{newest});
  EXPECT_NE(must(seed_key(vault_.books())), newest);
}

// On a real token.
TEST(Minting, IsTheSameForTheSameRequestAndNothingInCommonForAnother) {
  MintVault vault;
  const auto ask = [&](const Uuid& request) {
    ValueRequest asked = vault.value_request(CoinsMint{{{"eur-5", 40}}, vault.holder.public_key});
    asked.request = request;
    return vault.opened(must(vault.ask(asked)), request);
  };
  const Uuid first = vault.new_id();
  const Uuid second = vault.new_id();
  const CoinPouch coins = ask(first);
  EXPECT_EQ(ask(first).faces(), coins.faces());
  const CoinPouch others = ask(second);
  for (const CoinFace& face : others.faces()) {
    EXPECT_EQ(std::ranges::find(coins.faces(), face.id, &CoinFace::id), coins.faces().end());
  }
}

}  // namespace minting_test
}  // namespace pyx::custody

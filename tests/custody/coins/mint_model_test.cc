// The mint against a model of it: a random order of minting, exchanging, redeeming, checking,
// freezing, retiring keys, time passing and restarts, judged by a few lines that know only what
// coins are worth and where they are. Value in is value out; nothing that the model forbids ever
// passes.
//   PYX_MODEL_STEPS  how many steps; 250 unless set

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "custody/coins/coin_keys.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace {

using pyx::testing::IsOk;
using pyx::testing::MintVault;
using pyx::testing::must;
using pyx::testing::some_of;

// A coin that the model knows, and the pouch that holds it.
struct Held {
  std::shared_ptr<CoinPouch> pouch;
  std::size_t at = 0;
  const CoinFace& face() const { return pouch->faces()[at]; }
};

class MintModel : public ::testing::Test {
 protected:
  MintModel() : random_(seed_) { vault_.set_budgets(budgets()); }

  // Tight enough to be met now and then.
  static std::string budgets() {
    return "version = 1\n"
           "[[budget]]\nname = \"issue\"\ncharge = \"issue\"\nscope = \"all\"\ncurrency = \"EUR\"\n"
           "[[budget.limit]]\nwindow = \"1h\"\ncount = 60\nvalue = 15000\n"
           "[[budget.limit]]\nwindow = \"1d\"\ncount = 300\nvalue = 60000\n";
  }
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

  CoinPouch of(const std::vector<Held>& coins) const {
    std::vector<CoinPouch::Pick> picks;
    for (const Held& coin : coins) picks.push_back({coin.pouch.get(), coin.at});
    return must(CoinPouch::of_picked(picks));
  }
  // Up to five coins, taken out of `from`.
  std::vector<Held> draw(std::vector<Held>& from) {
    std::ranges::shuffle(from, random_);
    const std::size_t count = std::min<std::size_t>(from.size(), 1 + pick(5));
    std::vector<Held> drawn(from.end() - static_cast<std::ptrdiff_t>(count), from.end());
    from.resize(from.size() - count);
    return drawn;
  }
  static std::uint64_t worth(const std::vector<Held>& coins) {
    std::uint64_t value = 0;
    for (const Held& coin : coins) value += coin.face().value;
    return value;
  }
  void give(CoinPouch pouch) {
    const auto shared = std::make_shared<CoinPouch>(std::move(pouch));
    for (std::size_t i = 0; i < shared->size(); ++i) live_.push_back({shared, i});
  }
  CoinPhase phase(const Held& coin) {
    return phase_of(vault_.key(coin.face().key), vault_.clock.now());
  }
  bool frozen() { return !must(vault_->freezes()).empty(); }

  void mint() {
    std::vector<CoinLine> lines = {{"eur-5", 1 + pick(20)}};
    if (pick(2) == 0) lines.push_back({"eur-1", 1 + pick(20)});
    std::uint64_t count = 0;
    std::uint64_t value = 0;
    for (const CoinLine& line : lines) {
      count += line.count;
      value += line.count * (line.denomination == "eur-5" ? 500U : 100U);
    }
    const ValueRequest request = vault_.value_request(CoinsMint{lines, vault_.holder.public_key});
    const bool was_frozen = frozen();
    const Time before = vault_.clock.now();  // its leaf is not older
    const auto answer = vault_.ask(request);
    if (answer) {
      EXPECT_FALSE(was_frozen);
      issued_.push_back({before, {count, value}});
      give(vault_.opened(*answer, request.request));
      outstanding_ += value;
      retries_.push_back(request);
      retried_.push_back(std::get<Minted>(answer->what).sealed);
    } else {
      // Whatever is refused for its budget would have been too much for the model, too, if windows
      // count up to a 64th longer.
      if (answer.error().control == "SIGN-BUDGET") {
        EXPECT_TRUE(!fits(std::chrono::minutes(61), count, value, {60, 15000}) ||
                    !fits(std::chrono::hours(25), count, value, {300, 60000}));
      }
    }
    EXPECT_TRUE(fits(std::chrono::hours(1), 0, 0, {60, 15000}));
    EXPECT_TRUE(fits(std::chrono::hours(24), 0, 0, {300, 60000}));
  }
  bool fits(Duration window, std::uint64_t count, std::uint64_t value, const Amount& most) {
    Amount taken{count, value};
    for (const auto& [when, amount] : issued_) {
      if (when > vault_.clock.now() - window) taken = sum(taken, amount).value();
    }
    return custody::fits(taken, most);
  }

  void exchange() {
    if (live_.empty()) return;
    std::vector<Held> coins = draw(live_);
    const bool ill_matched = pick(4) == 0;
    const std::uint64_t out = worth(coins) + (ill_matched ? 100 : 0);
    std::vector<CoinLine> lines;
    if (out % 500 != 0 || pick(2) == 0) {
      lines = {{"eur-1", static_cast<std::uint32_t>(out / 100)}};
    } else {
      lines = {{"eur-5", static_cast<std::uint32_t>(out / 500)}};
    }
    const ValueRequest request = vault_.exchange(of(coins), lines);
    const auto answer = vault_.ask(request);
    if (answer) {
      EXPECT_FALSE(ill_matched);
      for (const Held& coin : coins) {
        EXPECT_NE(phase(coin), CoinPhase::kOver);
        dead_.push_back(coin);
      }
      CoinPouch fresh = vault_.opened(*answer, request.request);
      std::uint64_t given = 0;
      for (const CoinFace& face : fresh.faces()) given += face.value;
      EXPECT_EQ(given, worth(coins));
      give(std::move(fresh));
    } else {
      live_.insert(live_.end(), coins.begin(), coins.end());
    }
  }

  void redeem() {
    if (live_.empty()) return;
    std::vector<Held> coins = draw(live_);
    const auto answer = vault_.ask(vault_.redeem(of(coins)));
    if (answer) {
      EXPECT_EQ(std::get<Redeemed>(answer->what).value, worth(coins));
      for (const Held& coin : coins) {
        EXPECT_TRUE(phase(coin) == CoinPhase::kMinting || phase(coin) == CoinPhase::kChecking);
      }
      outstanding_ -= worth(coins);
      dead_.insert(dead_.end(), coins.begin(), coins.end());
    } else {
      live_.insert(live_.end(), coins.begin(), coins.end());
    }
  }

  // A coin that is gone never comes back, alone or among good ones.
  void spend_again() {
    if (dead_.empty()) return;
    std::vector<Held> coins = {dead_[pick(static_cast<unsigned>(dead_.size()))]};
    if (!live_.empty()) coins.push_back(live_[pick(static_cast<unsigned>(live_.size()))]);
    EXPECT_FALSE(vault_.ask(vault_.redeem(of(coins))).ok());
    EXPECT_FALSE(vault_
                     .ask(vault_.exchange(
                         of(coins), {{"eur-1", static_cast<std::uint32_t>(worth(coins) / 100)}}))
                     .ok());
  }

  void retry() {
    if (retries_.empty() || frozen()) return;
    const std::size_t at = pick(static_cast<unsigned>(retries_.size()));
    const auto again = vault_.ask(retries_[at]);
    if (again) {
      EXPECT_EQ(std::get<Minted>(again->what).sealed, retried_[at]);
    }
  }

  void freeze_or_thaw() {
    const auto freezes = must(vault_->freezes());
    if (!freezes.empty()) {
      vault_.done(Thaw{{freezes.front().id}, false});
    } else if (pick(3) == 0) {
      must(vault_.freeze(FreezeMinting{}));
    }
  }

  void pass_time() {
    static constexpr std::array kSteps = {Duration(std::chrono::minutes(7)),
                                          Duration(std::chrono::minutes(40)),
                                          Duration(std::chrono::hours(30))};
    vault_.clock.shift(kSteps[pick(kSteps.size())]);
    for (const char* denomination : {"eur-5", "eur-1"}) {
      const auto keys = must(vault_->keys());
      const bool there = std::ranges::any_of(keys, [&](const KeyRecord& key) {
        return key.coins && key.coins->denomination == denomination &&
               key.coins->period.number == vault_.present_period() &&
               key.state == KeyState::kActive;
      });
      if (!there) vault_.schedule(denomination);
    }
  }

  void retire_a_key() {
    if (pick(4) != 0 || live_.empty()) return;
    const Uuid key = live_[pick(static_cast<unsigned>(live_.size()))].face().key;
    if (vault_.key(key).state == KeyState::kActive) vault_.done(KeyRetire{key});
    pass_time();
  }

  void restart() {
    vault_.close();
    vault_.open();
  }

  void step() {
    switch (pick(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return mint();
      case 4:
      case 5:
      case 6:
        return exchange();
      case 7:
      case 8:
        return redeem();
      case 9:
      case 10:
        return spend_again();
      case 11:
        return retry();
      case 12:
        return freeze_or_thaw();
      case 13:
        return pass_time();
      case 14:
        return retire_a_key();
      default:
        return restart();
    }
  }

  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_;
  MintVault vault_;
  std::vector<Held> live_;
  std::vector<Held> dead_;
  std::vector<std::pair<Time, Amount>> issued_;
  std::vector<ValueRequest> retries_;
  std::vector<Bytes> retried_;
  std::uint64_t outstanding_ = 0;
};

TEST_F(MintModel, NothingPassesThatItForbids) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  const char* const text = std::getenv("PYX_MODEL_STEPS");
  const unsigned steps = text == nullptr ? 250 : static_cast<unsigned>(std::stoul(text));
  for (unsigned i = 0; i < steps && !HasFailure(); ++i) step();
  EXPECT_EQ(worth(live_), outstanding_);
  // The ledger, made anew from the leaves alone, says the same.
  const auto report = vault_.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  std::uint64_t in_ledger = 0;
  for (const std::string& fact : report->facts) {
    const std::string mark = " outstanding worth ";
    if (const auto at = fact.find(mark); at != std::string::npos)
      in_ledger += std::stoull(fact.substr(at + mark.size()));
  }
  EXPECT_EQ(in_ledger, outstanding_);
  EXPECT_FALSE(dead_.empty());
}

}  // namespace
}  // namespace pyx::custody

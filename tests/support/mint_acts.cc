#include "tests/support/mint_acts.h"

#include "custody/client/blind_rsa.h"
#include "tests/support/crashes.h"
#include "tests/support/power_cut_vfs.h"

namespace pyx::testing {
namespace {

using custody::ActParameters;
using custody::ActState;
using custody::Amount;
using custody::CoinFace;
using custody::CoinPouch;
using custody::ValueRequest;
using custody::Verdict;
using ::testing::Each;

std::string budgets(unsigned refunded_value) {
  return "version = 1\n\n" + budget_toml("issue", "all", "life", 100, 50'000) +
         budget_toml("redeem", "all", "1d", 10, 5'000) +
         budget_toml("refund", "all", "1d", 10, refunded_value) +
         budget_toml("check", "all", "1h", 1'000, 0);
}
Amount taken(MintVault& vault, const std::string& budget) {
  for (const custody::BudgetRecord& record : must(vault->budgets())) {
    if (record.budget.name == budget) return record.taken.front();
  }
  throw std::runtime_error("there is no budget " + budget);
}

class Scheduling : public MintAct {
 public:
  ActParameters prepare(MintVault& vault) override {
    vault.minted({{"eur-5", 1}});
    five_ = vault.new_id();
    blind_ = vault.new_id();
    const std::int64_t next = vault.present_period() + 1;
    return custody::KeysSchedule{{{five_, "eur-5", next}, {blind_, "eur-10-blind", next}}};
  }
  std::size_t objects() const override { return 3; }
  void expect_executed(MintVault& vault, const Uuid& /*act*/) override {
    EXPECT_EQ(vault.key(blind_).state, custody::KeyState::kActive);
    EXPECT_EQ(taken(vault, "issue"), (Amount{1, 500}));
    vault.clock.shift(std::chrono::hours(24 * 7));
    const CoinPouch coins = vault.minted({{"eur-5", 2}});
    for (const CoinFace& coin : coins.faces()) EXPECT_EQ(coin.key, five_);
    EXPECT_THAT(vault.verdicts(coins), Each(Verdict::kGood));
  }
  std::vector<std::string> cash(ActState /*state*/) const override {
    return {"eur-5: 3 coins issued worth 1500, 0 redeemed worth 0, 3 outstanding worth 1500"};
  }

 private:
  Uuid five_, blind_;
};

// Of an answer that was lost, and of which one coin was spent all the same.
class Refunding : public MintAct {
 public:
  explicit Refunding(unsigned budget) : budget_(budget) {}
  ActParameters prepare(MintVault& vault) override {
    vault.set_budgets(budgets(budget_));
    request_ = vault.value_request(
        custody::CoinsMint{{{"eur-5", 3}, {"eur-1", 2}}, vault.holder.public_key});
    const custody::ValueAnswer lost = must(vault.ask(request_));
    old_ = vault.opened(lost, request_.request);
    must(vault.ask(vault.redeem(some_of(old_, {0}))));
    return custody::CoinsRefund{lost.receipt.leaf_index, custody::to_text(vault.holder.public_key),
                                "case 42"};
  }
  void expect_executed(MintVault& vault, const Uuid& act) override {
    const CoinPouch fresh = delivered(vault, act);
    EXPECT_EQ(fresh.size(), 4U);
    EXPECT_THAT(vault.verdicts(fresh), Each(Verdict::kGood));
    EXPECT_THAT(vault.verdicts(old_), Each(Verdict::kRetired));
    EXPECT_THAT(vault.ask(request_), RefusedBy("SIGN-RETRY"));
    EXPECT_EQ(taken(vault, "issue"), (Amount{5, 1'700}));
    EXPECT_EQ(taken(vault, "refund"), (Amount{4, 1'200}));
  }
  void expect_failed(MintVault& vault) override {
    EXPECT_THAT(vault.verdicts(some_of(old_, {1, 2, 3, 4})), Each(Verdict::kGood));
    EXPECT_THAT(vault.ask(request_), IsOk());
    EXPECT_EQ(taken(vault, "issue"), (Amount{5, 1'700}));
    EXPECT_EQ(taken(vault, "refund"), Amount{});
  }
  std::vector<std::string> cash(ActState state) const override {
    if (state == ActState::kFailed) {
      return {"eur-5: 3 coins issued worth 1500, 1 redeemed worth 500, 2 outstanding worth 1000",
              "eur-1: 2 coins issued worth 200, 0 redeemed worth 0, 2 outstanding worth 200"};
    }
    return {"eur-5: 5 coins issued worth 2500, 1 redeemed worth 500, 2 outstanding worth 1000",
            "eur-1: 4 coins issued worth 400, 0 redeemed worth 0, 2 outstanding worth 200"};
  }

 private:
  static CoinPouch delivered(MintVault& vault, const Uuid& act) {
    for (const custody::Leaf& leaf : vault.leaves()) {
      const auto* executed = std::get_if<custody::ExecutedLeaf>(&leaf.body);
      if (executed == nullptr || executed->act != act) continue;
      const Bytes sealed = must(vault->blob(executed->refund->delivery.value()));
      return must(client::open_delivery(vault.holder, vault.id, act, sealed));
    }
    throw std::runtime_error("the act was not executed");
  }

  const unsigned budget_;
  ValueRequest request_;
  CoinPouch old_;
};

// Of a request that was reserved and never answered: the process died on the way.
class Freeing : public MintAct {
 public:
  explicit Freeing(Duration later) : later_(later) {}
  ActParameters prepare(MintVault& vault) override {
    vault.set_budgets(budgets(5'000));
    other_ = vault.minted({{"eur-5", 1}});
    request_ = request(vault);
    vault.close();
    dies_at("crash-point:sign-reserved", [&] {
      power_cut_vfs::install();
      vault.open();
      static_cast<void>(vault.ask(request_).ok());
    });
    vault.open();
    vault.clock.shift(later_);
    return custody::ReservationFree{must(vault->open_requests()).front().leaf_index, "never left"};
  }
  void expect_executed(MintVault& vault, const Uuid& /*act*/) override {
    EXPECT_EQ(taken(vault, "issue"), (Amount{1, 500}));
    EXPECT_THAT(vault.ask(request_), RefusedBy("SIGN-RETRY"));
    EXPECT_THAT(vault.verdicts(other_), Each(Verdict::kGood));
  }
  void expect_failed(MintVault& vault) override {
    EXPECT_EQ(taken(vault, "issue"), (Amount{4, 2'000}));
    EXPECT_THAT(vault.verdicts(vault.opened(must(vault.ask(request_)), request_.request)),
                Each(Verdict::kGood));
  }
  std::vector<std::string> cash(ActState state) const override {
    const std::string out =
        state == ActState::kFailed ? "4 outstanding worth 2000" : "1 outstanding worth 500";
    return {"eur-5: 4 coins issued worth 2000, 0 redeemed worth 0, " + out};
  }

 protected:
  virtual ValueRequest request(MintVault& vault) {
    return vault.value_request(custody::CoinsMint{{{"eur-5", 3}}, vault.holder.public_key});
  }

 private:
  const Duration later_;
  ValueRequest request_;
  CoinPouch other_;
};

class FreeingBlind : public Freeing {
 public:
  using Freeing::Freeing;
  std::vector<std::string> cash(ActState /*state*/) const override {
    return {"eur-5: 1 coins issued worth 500, 0 redeemed worth 0, 1 outstanding worth 500",
            "eur-10-blind: 0 coins issued worth 0, 0 redeemed worth 0, 0 outstanding worth 0"};
  }

 protected:
  ValueRequest request(MintVault& vault) override {
    const auto blinded =
        must(client::blind(client::BlindVariant::kPssRandomized,
                           *vault.key(vault.blind_key()).public_key, as_bytes("a coin")));
    return vault.value_request(custody::BlindSign{vault.blind_key(), {blinded.element}});
  }
};

}  // namespace

void MintAct::expect_failed(MintVault& /*vault*/) {
  ADD_FAILURE() << "nothing makes this act fail";
}

std::unique_ptr<MintAct> scheduling() { return std::make_unique<Scheduling>(); }
std::unique_ptr<MintAct> refunding(unsigned budget) { return std::make_unique<Refunding>(budget); }
std::unique_ptr<MintAct> freeing_mint(Duration ago) { return std::make_unique<Freeing>(ago); }
std::unique_ptr<MintAct> freeing_blind(Duration ago) { return std::make_unique<FreeingBlind>(ago); }

}  // namespace pyx::testing

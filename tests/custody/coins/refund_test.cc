// The acts coins.refund and reservation.free on a real token.
#include "custody/coins/refund.h"

#include <future>

#include "custody/client/blind_rsa.h"
#include "tests/support/crashes.h"
#include "tests/support/mint_vault.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace refund_test {

using ::testing::Each;
using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;
using testing::some_of;

class Refunding : public ::testing::Test {
 protected:
  CoinsRefund refund(std::uint64_t leaf) {
    return {leaf, to_text(vault_.holder.public_key), "case 42"};
  }
  Result<ActRecord> execute(ActParameters parameters) {
    return vault_->execute(vault_.approved(std::move(parameters)));
  }
  // What the refund delivered.
  CoinPouch delivered(const Uuid& act) {
    for (const Leaf& leaf : vault_.leaves()) {
      const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
      if (executed == nullptr || executed->act != act) continue;
      const Bytes sealed = must(vault_->blob(*executed->refund->delivery));
      return must(client::open_delivery(vault_.holder, vault_.id, act, sealed));
    }
    throw std::runtime_error("the act was not executed");
  }

  // Has a request reserved and never answered: the process dies on the way. The leaf's index.
  std::uint64_t reserved_only(const ValueRequest& request) {
    vault_.close();
    testing::dies_at("crash-point:sign-reserved", [&] {
      vault_.open();
      static_cast<void>(vault_.ask(request).ok());
    });
    vault_.open();
    return must(vault_->open_requests()).front().leaf_index;
  }

  MintVault vault_;
};

TEST_F(Refunding, RetiresTheOldCoinsAndIssuesTheirValueAnew) {
  const ValueRequest request =
      vault_.value_request(CoinsMint{{{"eur-5", 2}, {"eur-1", 1}}, vault_.holder.public_key});
  const ValueAnswer lost = must(vault_.ask(request));
  const CoinPouch old = vault_.opened(lost, request.request);
  must(vault_.ask(vault_.redeem(some_of(old, {0}))));
  const ActRecord act = must(execute(refund(lost.receipt.leaf_index)));
  const CoinPouch fresh = delivered(act.act.id);
  ASSERT_EQ(fresh.size(), 2U);  // what was not spent
  EXPECT_THAT(vault_.verdicts(fresh), Each(Verdict::kGood));
  EXPECT_THAT(vault_.verdicts(old), Each(Verdict::kRetired));
  for (const CoinFace& face : fresh.faces()) EXPECT_NE(face.id, old.faces()[1].id);
  // The lost answer is never delivered again.
  EXPECT_THAT(vault_.ask(request), RefusedBy("SIGN-RETRY"));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(Refunding, IsDoneOnceForARequest) {
  const ValueRequest request =
      vault_.value_request(CoinsMint{{{"eur-5", 1}}, vault_.holder.public_key});
  const ValueAnswer lost = must(vault_.ask(request));
  must(execute(refund(lost.receipt.leaf_index)));
  EXPECT_THAT(execute(refund(lost.receipt.leaf_index)), RefusedBy("COIN-REFUND"));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(Refunding, OfWhatIssuedNoCoinsIsRefused) {
  const CoinPouch coins = vault_.minted({{"eur-5", 1}});
  const ValueAnswer redeemed = must(vault_.ask(vault_.redeem(coins)));
  EXPECT_THAT(execute(refund(redeemed.receipt.leaf_index)), RefusedBy("COIN-REFUND"));
  EXPECT_THAT(execute(refund(1)), FailsWith(Code::kNotFound));
  EXPECT_THAT(execute(refund(100000)), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(Refunding, IsChargedToABudgetOfItsOwn) {
  const ValueRequest request =
      vault_.value_request(CoinsMint{{{"eur-5", 3}}, vault_.holder.public_key});
  const ValueAnswer lost = must(vault_.ask(request));
  vault_.set_budgets(
      "version = 1\n[[budget]]\nname = \"refund\"\ncharge = \"refund\"\nscope = \"all\"\n"
      "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1d\"\ncount = 9\nvalue = 1000\n");
  EXPECT_THAT(execute(refund(lost.receipt.leaf_index)), RefusedBy("SIGN-BUDGET"));
  const CoinPouch old = vault_.opened(lost, request.request);
  EXPECT_THAT(vault_.verdicts(old), Each(Verdict::kGood));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(Refunding, FreeingGivesBackALifeBudgetOnceAndRetiresTheCoins) {
  vault_.set_budgets(testing::issue_budget("life", 3, 1500));
  const ValueRequest request =
      vault_.value_request(CoinsMint{{{"eur-5", 3}}, vault_.holder.public_key});
  const std::uint64_t leaf = reserved_only(request);
  const ValueRequest more =
      vault_.value_request(CoinsMint{{{"eur-5", 1}}, vault_.holder.public_key});
  EXPECT_THAT(vault_.ask(more), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(execute(ReservationFree{leaf, "too early"}),
              FailsSaying(Code::kRefused, "may still be under way"));
  vault_.clock.shift(std::chrono::minutes(61));
  must(execute(ReservationFree{leaf, "never left the issuer"}));
  EXPECT_THAT(vault_.ask(more), IsOk());
  EXPECT_THAT(vault_.ask(request), RefusedBy("SIGN-RETRY"));
  EXPECT_THAT(execute(ReservationFree{leaf, "once more"}), RefusedBy("COIN-REFUND"));
  for (const OpenRequest& open : must(vault_->open_requests())) EXPECT_NE(open.leaf_index, leaf);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(Refunding, WhatWasAnsweredIsNotFreed) {
  const ValueRequest request =
      vault_.value_request(CoinsMint{{{"eur-5", 2}}, vault_.holder.public_key});
  const ValueAnswer answer = must(vault_.ask(request));
  vault_.clock.shift(std::chrono::minutes(61));
  must(vault_.ask(vault_.value_request(CoinsMint{{{"eur-5", 1}}, vault_.holder.public_key})));
  vault_.close();  // which settles
  vault_.open();
  EXPECT_THAT(execute(ReservationFree{answer.receipt.leaf_index, "a mistake"}),
              FailsSaying(Code::kRefused, "was answered"));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

// Of a token that takes its time for a blind signature, or fails at it.
class FreeingBlind : public Refunding {
 protected:
  ~FreeingBlind() override { vault_.close(); }  // its token looks at what is below
  class SlowToken : public testing::ScriptedToken {
   public:
    SlowToken(FreeingBlind& test, std::unique_ptr<pkcs11::Token> beneath)
        : ScriptedToken(test.nothing_, std::move(beneath)), test_(test) {}
    Result<std::vector<Bytes>> sign(std::span<const pkcs11::SignJob> jobs) override {
      if (jobs.front().scheme != Scheme::kRsaBlind) return ScriptedToken::sign(jobs);
      test_.asked_.set_value();
      test_.may_answer_.get_future().wait();
      if (test_.fails_) return testing::device_error("C_Sign");
      return ScriptedToken::sign(jobs);
    }

   private:
    FreeingBlind& test_;
  };

  void reserve_and_open_with_slow_token() {
    vault_.set_budgets(testing::issue_budget("life", 1, 1000));
    const auto blinded =
        must(client::blind(client::BlindVariant::kPssRandomized,
                           *vault_.key(vault_.blind_key()).public_key, as_bytes("a coin")));
    request_ = vault_.value_request(BlindSign{vault_.blind_key(), {blinded.element}});
    leaf_ = reserved_only(request_);
    vault_.clock.shift(std::chrono::minutes(61));
    vault_.close();
    VaultOptions options = vault_.options();
    options.open_token = [this, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      return std::unique_ptr<pkcs11::Token>(std::make_unique<SlowToken>(*this, std::move(real)));
    };
    vault_.open(std::move(options));
  }
  Result<ActRecord> free() { return execute(ReservationFree{leaf_, "never left the issuer"}); }
  Amount issued_for_life() {
    for (const BudgetRecord& record : must(vault_->budgets())) {
      if (record.budget.name == "issue") return record.taken.front();
    }
    throw std::runtime_error("there is no such budget");
  }

  const testing::TokenScript nothing_{};
  std::promise<void> asked_;
  std::promise<void> may_answer_;
  bool fails_ = false;
  ValueRequest request_;
  std::uint64_t leaf_ = 0;
};

// A retry that is under way gives signatures out: what they are worth stays spent.
TEST_F(FreeingBlind, WhatIsBeingAnsweredIsNotFreed) {
  reserve_and_open_with_slow_token();
  auto answer = std::async(std::launch::async, [this] { return vault_.ask(request_); });
  asked_.get_future().wait();
  EXPECT_THAT(free(), FailsSaying(Code::kRefused, "is being answered"));
  may_answer_.set_value();
  EXPECT_THAT(answer.get(), IsOk());
  EXPECT_THAT(free(), RefusedBy("COIN-REFUND"));
  EXPECT_EQ(issued_for_life(), (Amount{1, 1000}));
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(FreeingBlind, WhatCouldNotBeAnsweredIsFreed) {
  reserve_and_open_with_slow_token();
  fails_ = true;
  may_answer_.set_value();
  EXPECT_THAT(vault_.ask(request_), FailsWith(Code::kToken));
  EXPECT_THAT(free(), IsOk());
  EXPECT_EQ(issued_for_life(), Amount{});
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

}  // namespace refund_test
}  // namespace pyx::custody

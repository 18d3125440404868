// SIGN-DURABLE, SIGN-BUDGET, SIGN-RETRY and COIN-ONCE for every operation of a mint at every named
// point of the pipeline: a child process is killed there, and the disk loses whatever was not
// synced. Then no answer is without its leaf, nothing is charged or retired twice, and the retry is
// exact. docs/crash-matrix.md is what this saw. Trap 24.

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "base/file.h"
#include "custody/client/blind_rsa.h"
#include "tests/support/crashes.h"
#include "tests/support/mint_vault.h"
#include "tests/support/power_cut_vfs.h"

namespace pyx::custody {
namespace crash_matrix_test {

using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::IsOk;
using pyx::testing::MintVault;
using pyx::testing::must;
using pyx::testing::test_name;
using ::testing::Each;
using ::testing::IsEmpty;

const CrashPage kPage("Operations", "docs/crash-matrix.md");

constexpr std::string_view kLooked = "crash-point:sign-looked";
constexpr std::array<std::string_view, 4> kPoints = {kLooked, "crash-point:sign-reserved",
                                                     "crash-point:sign-signed",
                                                     "crash-point:sign-before-settle"};

// Everything that an answer says, as bytes that can be compared.
Bytes essence(const ValueAnswer& answer) {
  Bytes all = to_bytes(std::to_string(answer.receipt.leaf_index) + "/");
  struct Append {
    Bytes& to;
    void operator()(const Minted& minted) const { append(to, minted.sealed); }
    void operator()(const Judged& judged) const {
      for (const JudgedCoin& coin : judged.coins) append(to, as_bytes(to_text(coin.verdict)));
    }
    void operator()(const Exchanged& exchanged) const { append(to, exchanged.minted.sealed); }
    void operator()(const Redeemed& redeemed) const {
      append(to, as_bytes(std::to_string(redeemed.value)));
    }
    void operator()(const BlindSigned& signed_blindly) const {
      for (const Bytes& one : signed_blindly.signatures) append(to, one);
    }
    void operator()(const Stated& stated) const { append(to, stated.envelope.payload); }
    void operator()(const WouldPass&) const {}
  };
  std::visit(Append{all}, answer.what);
  return all;
}

struct Case {
  Operation operation;
  std::string_view point;
  friend void PrintTo(const Case& one, std::ostream* to) {
    *to << to_text(one.operation) << " at " << one.point;
  }
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Operation operation : kOperations) {
    const bool looks = operation == Operation::kCoinsCheck ||
                       operation == Operation::kCoinsExchange ||
                       operation == Operation::kCoinsRedeem;
    for (const std::string_view point : kPoints) {
      if (point != kLooked || looks) all.push_back({operation, point});
    }
  }
  return all;
}

class CrashMatrix : public ::testing::TestWithParam<Case> {
 protected:
  // Each kind of request once, with what it needs.
  ValueRequest request(Operation operation) {
    switch (operation) {
      case Operation::kCoinsMint:
        return vault_.value_request(
            CoinsMint{{{"eur-5", 3}, {"eur-1", 40}}, vault_.holder.public_key});
      case Operation::kCoinsCheck:
        return vault_.check(coins_);
      case Operation::kCoinsExchange:
        return vault_.exchange(coins_, {{"eur-5", 1}, {"eur-1", 5}});
      case Operation::kCoinsRedeem:
        return vault_.redeem(coins_);
      case Operation::kBlindSign: {
        const PublicKey key = *vault_.key(vault_.blind_key()).public_key;
        const auto variant = client::BlindVariant::kPssRandomized;
        return vault_.value_request(
            BlindSign{vault_.blind_key(),
                      {must(client::blind(variant, key, as_bytes("a coin"))).element,
                       must(client::blind(variant, key, as_bytes("another"))).element}});
      }
      case Operation::kAnswerSign:
        return vault_.value_request(AnswerSign{
            vault_.answer_key, {"receipt", sha256("a transaction"), "EUR", 500, "paid"}});
      case Operation::kLedgerAttest:
        break;
    }
    return vault_.value_request(
        LedgerAttest{vault_.answer_key, "", {{"eur-5", {2, 1000}}, {"eur-1", {}}}});
  }
  std::vector<std::uint64_t> leaves_of(const Uuid& request) {
    std::vector<std::uint64_t> found;
    const auto all = vault_.leaves();
    for (std::uint64_t i = 0; i < all.size(); ++i) {
      const auto* leaf = std::get_if<OperationLeaf>(&all[i].body);
      if (leaf != nullptr && leaf->request == request) found.push_back(i);
    }
    return found;
  }
  std::vector<std::vector<Amount>> taken() {
    std::vector<std::vector<Amount>> all;
    for (const BudgetRecord& record : must(vault_->budgets())) all.push_back(record.taken);
    return all;
  }

  MintVault vault_;
  CoinPouch coins_ = vault_.minted({{"eur-5", 2}});
};

TEST_P(CrashMatrix, LeavesAtMostOneLeafAndTheRetryIsExact) {
  const auto [operation, point] = GetParam();
  const ValueRequest asked = request(operation);
  const auto before = taken();
  vault_.close();
  const auto answered = vault_.folder.path() / "answered";
  dies_at(point, [&] {
    pyx::testing::power_cut_vfs::install();
    vault_.open();
    must(write_file(answered, essence(must(vault_.ask(asked))), Overwrite::kNo));
    ::pause();  // for the settle leaf, which rides behind
  });

  const std::string then = pyx::testing::last_leaf(vault_);
  vault_.open();
  const auto found = leaves_of(asked.request);
  const bool reserved = point != kLooked;
  ASSERT_EQ(found.size(), reserved ? 1U : 0U);
  const auto after_the_crash = taken();
  if (!reserved) {
    EXPECT_EQ(after_the_crash, before);
  }
  const ValueAnswer answer = must(vault_.ask(asked));
  const auto left = read_file(answered);
  ASSERT_EQ(left.ok(), point == kPoints.back());
  if (left) {
    EXPECT_EQ(*left, essence(answer));
  }
  if (reserved) {
    EXPECT_EQ(answer.receipt.leaf_index, found.front());
    EXPECT_EQ(taken(), after_the_crash) << "a retry was charged again";
  }
  EXPECT_EQ(essence(must(vault_.ask(asked))), essence(answer));
  EXPECT_EQ(leaves_of(asked.request).size(), 1U);
  pyx::testing::saw({std::string(point), std::string(to_text(operation)),
                     then + (left ? "; the answer left" : "; no answer left"),
                     reserved ? "the request, once, unsettled; its budget spent"
                              : "no request; nothing spent or retired",
                     reserved ? "the client: the same request id, which gets the same answer"
                              : "the client: the same request, which is made now"});
  // Every coin that was handed out checks, and those that were given in do not any more.
  if (operation == Operation::kCoinsMint || operation == Operation::kCoinsExchange) {
    const CoinPouch fresh = vault_.opened(answer, asked.request);
    EXPECT_THAT(vault_.verdicts(fresh), Each(Verdict::kGood));
  }
  const bool gives_in =
      operation == Operation::kCoinsExchange || operation == Operation::kCoinsRedeem;
  EXPECT_THAT(vault_.verdicts(coins_), Each(gives_in ? Verdict::kRetired : Verdict::kGood));
  vault_->stop();
  const auto report = vault_.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(At, CrashMatrix, ::testing::ValuesIn(cases()), [](const auto& one) {
  std::string name(to_text(one.param.operation));
  std::ranges::replace(name, '.', '_');
  return name + "_" + test_name(one.param.point);
});

}  // namespace crash_matrix_test
}  // namespace pyx::custody

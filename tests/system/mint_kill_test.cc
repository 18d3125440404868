// The mint's operations under load in a process that is killed at a random moment, again and again,
// on a disk that has written some of what was not synced and lost the rest. Then no answer is
// without its leaf, every retry is exact, and budgets, leaves and coins agree to the unit.
//   PYX_KILL_ROUNDS  how often it is killed; 8 unless set
// Traps 20, 24. SIGN-DURABLE, SIGN-BUDGET, SIGN-RETRY, COIN-ONCE.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <map>
#include <random>
#include <thread>

#include "custody/client/blind_rsa.h"
#include "tests/support/mint_vault.h"
#include "tests/support/power_cut_vfs.h"

namespace pyx::custody {
namespace mint_kill_test {

using pyx::testing::IsOk;
using pyx::testing::MintVault;
using pyx::testing::must;
using pyx::testing::some_of;
using ::testing::Each;
using ::testing::IsEmpty;

constexpr unsigned kThreads = 4;
constexpr std::size_t kOfEachKind = 12;

unsigned rounds() {
  const char* const text = std::getenv("PYX_KILL_ROUNDS");
  return text == nullptr ? 8 : static_cast<unsigned>(std::stoul(text));
}

// What a child tells of an answer: which request, and a digest of everything in it.
constexpr std::uint32_t kIsOpen = 0xFFFFFFFF;
struct Told {
  std::uint32_t request = 0;  // or kIsOpen: the vault is
  Sha256 answer{};
};

Sha256 digest_of(const ValueAnswer& answer) {
  Bytes all = to_bytes(std::to_string(answer.receipt.leaf_index));
  append(all, answer.receipt.leaf_hash);
  if (const auto* minted = std::get_if<Minted>(&answer.what)) append(all, minted->sealed);
  if (const auto* exchanged = std::get_if<Exchanged>(&answer.what))
    append(all, exchanged->minted.sealed);
  if (const auto* redeemed = std::get_if<Redeemed>(&answer.what))
    append(all, as_bytes(std::to_string(redeemed->value)));
  if (const auto* blind = std::get_if<BlindSigned>(&answer.what)) append(all, blind->signatures[0]);
  return sha256(all);
}

class MintKill : public ::testing::Test {
 protected:
  std::vector<ValueRequest> new_requests() {
    const CoinPouch coins = vault_.minted({{"eur-5", static_cast<std::uint32_t>(2 * kOfEachKind)}});
    minted_ += coins.size();
    const PublicKey blind_key = *vault_.key(vault_.blind_key()).public_key;
    std::vector<ValueRequest> requests;
    for (std::size_t i = 0; i < kOfEachKind; ++i) {
      requests.push_back(vault_.value_request(CoinsMint{{{"eur-5", 2}}, vault_.holder.public_key}));
      requests.push_back(vault_.exchange(some_of(coins, {i}), {{"eur-1", 5}}));
      requests.push_back(vault_.redeem(some_of(coins, {kOfEachKind + i})));
      requests.push_back(vault_.value_request(BlindSign{
          vault_.blind_key(),
          {must(client::blind(client::BlindVariant::kPssRandomized, blind_key, as_bytes("coin")))
               .element}}));
    }
    return requests;
  }

  static void tell(const Told& told, int to) {
    [[maybe_unused]] const auto written = ::write(to, &told, sizeof told);
  }
  // In a child: asks for all of them on several threads, and tells of each answer once it has it.
  [[noreturn]] void ask_all(const std::vector<ValueRequest>& requests, int to, unsigned seed) {
    pyx::testing::power_cut_vfs::install(50, seed);
    vault_.open();
    tell({kIsOpen, {}}, to);
    std::atomic<std::uint32_t> next{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (std::uint32_t at = next++; at < requests.size(); at = next++) {
          const auto answer = vault_.ask(requests[at]);
          if (!answer) continue;
          tell({at, digest_of(*answer)}, to);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    ::pause();
    std::abort();
  }

  std::map<std::uint32_t, Sha256> run_and_kill(const std::vector<ValueRequest>& requests,
                                               unsigned seed) {
    vault_.close();
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) ask_all(requests, ends[1], seed);
    ::close(ends[1]);
    std::mt19937 random(seed);
    // However long a busy machine takes to open the vault, the requests are what is cut off.
    Told one;
    EXPECT_EQ(::read(ends[0], &one, sizeof one), static_cast<ssize_t>(sizeof one));
    EXPECT_EQ(one.request, kIsOpen);
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % 120));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    std::map<std::uint32_t, Sha256> told;
    while (::read(ends[0], &one, sizeof one) == sizeof one) told[one.request] = one.answer;
    ::close(ends[0]);
    return told;
  }

  MintVault vault_;
  std::uint64_t minted_ = 0;
};

TEST_F(MintKill, NothingIsLostDoubledOrOverspent) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::size_t answered = 0;
  std::uint64_t requests_made = 0;
  for (unsigned round = 0; round < rounds(); ++round) {
    const std::vector<ValueRequest> requests = new_requests();
    const auto told = run_and_kill(requests, seed + round);
    answered += told.size();
    vault_.open();
    for (std::uint32_t at = 0; at < requests.size(); ++at) {
      const auto again = vault_.ask(requests[at]);
      ASSERT_THAT(again, IsOk()) << to_text(requests[at].operation());
      if (const auto before = told.find(at); before != told.end()) {
        EXPECT_EQ(digest_of(*again), before->second) << to_text(requests[at].operation());
      }
      if (requests[at].operation() == Operation::kCoinsExchange) {
        EXPECT_THAT(vault_.verdicts(vault_.opened(*again, requests[at].request)),
                    Each(Verdict::kGood));
      }
    }
    requests_made += kOfEachKind;
  }
  EXPECT_GT(answered, 0U);
  // To the unit: each request was charged once, whatever became of its first try.
  std::map<std::string, Amount> taken;
  for (const BudgetRecord& record : must(vault_->budgets()))
    taken[record.budget.name] = record.taken.front();
  const std::uint64_t of_each = requests_made;
  EXPECT_EQ(taken["issue"], (Amount{minted_ + 2 * of_each + of_each,
                                    500 * (minted_ + 2 * of_each) + 1000 * of_each}));
  EXPECT_EQ(taken["exchange"], (Amount{5 * of_each, 500 * of_each}));
  EXPECT_EQ(taken["redeem"], (Amount{of_each, 500 * of_each}));
  vault_->stop();
  const auto report = vault_.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
  EXPECT_THAT(report->facts, ::testing::Contains(::testing::HasSubstr(std::to_string(2 * of_each) +
                                                                      " coins retired")));
}

}  // namespace mint_kill_test
}  // namespace pyx::custody

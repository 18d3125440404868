// SIGN-DURABLE and SIGN-RETRY from the outside: the real pyxd is killed at random moments under
// load, again and again. Then every answer that a client holds has its leaf, every request has at
// most one, and every retry gives the very same answer. Traps 20, 24.
//   PYX_KILL_ROUNDS  how often it is killed; 6 unless set

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <map>
#include <optional>
#include <random>
#include <thread>
#include <variant>

#include "custody/client/client.h"
#include "custody/evidence/merkle.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace kill_under_load_test {

using client::Client;
using client::SignAnswer;
using client::SignTask;
using ::testing::IsEmpty;

constexpr unsigned kClients = 6;
constexpr unsigned kMostBatch = 4;

struct Asked {
  SignTask task;
  std::optional<SignAnswer> answer;
};

std::unique_ptr<Client> connect(const ServedVault& served, unsigned most_tries) {
  client::ClientOptions options;
  options.transport = served.client();
  options.most_tries = most_tries;
  return must(Client::open(options));
}

// Asks until the daemon is gone.
void ask_until_cut_off(const ServedVault& served, const Uuid& key, unsigned number,
                       std::vector<Asked>& asked) {
  const auto client = connect(served, 1);
  for (unsigned i = 0;; ++i) {
    std::vector<Bytes> messages;
    for (unsigned m = 0; m <= i % kMostBatch; ++m) {
      messages.push_back(
          to_bytes(std::to_string(number) + "/" + std::to_string(i) + "/" + std::to_string(m)));
    }
    asked.push_back({{key, Client::new_request(), std::move(messages)}, std::nullopt});
    auto answer = client->sign(asked.back().task);
    if (!answer) return;
    asked.back().answer = std::move(*answer);
  }
}

unsigned rounds() {
  const char* const text = std::getenv("PYX_KILL_ROUNDS");
  return text == nullptr ? 6 : static_cast<unsigned>(std::stoul(text));
}

class KillUnderLoad : public ::testing::Test {
 protected:
  void run_and_kill(std::chrono::milliseconds after) {
    served_.start();
    std::vector<std::vector<Asked>> parts(kClients);
    std::vector<std::thread> clients;
    for (unsigned i = 0; i < kClients; ++i) {
      clients.emplace_back([&, i] { ask_until_cut_off(served_, key_, i, parts[i]); });
    }
    std::this_thread::sleep_for(after);
    EXPECT_EQ(served_.stop(SIGKILL), 128 + SIGKILL);
    for (std::thread& client : clients) client.join();
    for (auto& part : parts) std::ranges::move(part, std::back_inserter(asked_));
  }

  ServedVault served_;
  Uuid key_ = served_.make_active_keys({"issuer-ed25519"}).front();
  std::vector<Asked> asked_;
};

TEST_F(KillUnderLoad, NoAnswerIsWithoutItsLeafNoneIsLostAndNoneIsChargedTwice) {
  std::random_device seed;
  std::uniform_int_distribution<int> moment_ms(20, 400);
  for (unsigned i = 0; i < rounds(); ++i) {
    const std::chrono::milliseconds after(moment_ms(seed));
    SCOPED_TRACE("killed after " + std::to_string(after.count()) + " ms");
    run_and_kill(after);
  }

  served_.start();
  const auto client = connect(served_, 6);
  unsigned answered = 0;
  for (Asked& one : asked_) {
    const auto again = client->sign(one.task);
    ASSERT_THAT(again, IsOk());
    if (one.answer) {
      ++answered;
      EXPECT_EQ(again->signatures, one.answer->signatures);
      EXPECT_EQ(again->receipt.leaf_index, one.answer->receipt.leaf_index);
      EXPECT_EQ(again->receipt.leaf_hash, one.answer->receipt.leaf_hash);
    }
    one.answer = *again;
  }
  EXPECT_GT(answered, 0U);
  EXPECT_EQ(served_.stop(SIGTERM), 0);

  LiveVault& vault = served_.vault;
  vault.open();
  const auto leaves = vault.leaves();
  std::map<Uuid, std::uint64_t> leaf_of;
  for (std::uint64_t i = 0; i < leaves.size(); ++i) {
    const auto* request = std::get_if<custody::RequestLeaf>(&leaves[i].body);
    if (request == nullptr) continue;
    EXPECT_TRUE(leaf_of.emplace(request->request, i).second)
        << "request " << request->request.text() << " stands twice";
  }
  EXPECT_EQ(leaf_of.size(), asked_.size());
  for (const Asked& one : asked_) {
    const std::uint64_t index = leaf_of.at(one.task.request);
    EXPECT_EQ(one.answer->receipt.leaf_index, index);
    EXPECT_EQ(one.answer->receipt.leaf_hash,
              custody::leaf_hash(must(custody::encode_leaf(leaves[index]))));
  }
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

}  // namespace kill_under_load_test
}  // namespace pyx::testing

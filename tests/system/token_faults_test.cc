// The real pyxd on a token that is away, hangs or computes wrongly, by the script of
// tests/faulty-token: it is never restarted, others are served meanwhile, and nothing is signed
// without a leaf. Traps 12, 14, 18, 19, 26, 31.

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <thread>

#include "base/file.h"
#include "custody/client/client.h"
#include "custody/evidence/merkle.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/support/served_mint.h"

namespace pyx::testing {
namespace token_faults_test {

using client::Client;
using client::SignAnswer;
using client::SignTask;
using ::testing::IsEmpty;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr unsigned long kTokenNotPresent = 0xE0;
constexpr const char* kQuick =
    "[token]\nanswer = \"1s\"\nlongest_pause = \"1s\"\n"
    "[health]\nevery = \"1s\"\ncanary_age = \"4s\"\nstore_age = \"4s\"\n";

// The module, here and in pyxd, reads this file.
class ScriptFile {
 public:
  ScriptFile() { ::setenv("PYX_FAULTY_SCRIPT", path().c_str(), 1); }
  ~ScriptFile() { ::unsetenv("PYX_FAULTY_SCRIPT"); }
  ScriptFile(const ScriptFile&) = delete;
  ScriptFile& operator=(const ScriptFile&) = delete;
  void say(const std::string& text) const {
    const auto beside = folder_.path() / "script.new";
    ASSERT_THAT(write_file(beside, as_bytes(text), Overwrite::kYes), IsOk());
    std::filesystem::rename(beside, path());
  }
  std::filesystem::path path() const { return folder_.path() / "script"; }

 private:
  TempFolder folder_;
};

class TokenFaults : public ::testing::Test {
 protected:
  struct Asked {
    SignTask task;
    std::optional<SignAnswer> answer;
  };
  std::unique_ptr<Client> connect(unsigned most_tries = 1) {
    client::ClientOptions options;
    options.transport = served_.client();
    options.most_tries = most_tries;
    return must(Client::open(options));
  }
  client::Reply get(const std::string& path, const std::string& as = "officers-desk") {
    return must(must(client::open_transport(served_.client(as)))->exchange({.path = path}));
  }
  template <class Wanted>
  static bool soon(Wanted wanted) {
    const auto deadline = SteadyClock::now() + std::chrono::seconds(15);
    while (!wanted() && SteadyClock::now() < deadline)
      std::this_thread::sleep_for(milliseconds(50));
    return wanted();
  }
  bool said(std::string_view event) const {
    return to_text(must(read_file(served_.log()))).find(event) != std::string::npos;
  }
  // As a client that comes back does; true once it was answered.
  bool answered_within(const SignTask& task, std::chrono::seconds limit) {
    const auto client = connect();
    const auto deadline = SteadyClock::now() + limit;
    do {
      if (client->sign(task)) return true;
      std::this_thread::sleep_for(milliseconds(100));
    } while (SteadyClock::now() < deadline);
    return false;
  }
  SignTask task(const Uuid& key, const std::string& message) {
    return {key, Client::new_request(), {to_bytes(message)}, {}};
  }
  // Every answer has its leaf, every request at most one, and all are settled in the end.
  void expect_a_leaf_for_each(const std::vector<Asked>& asked) {
    LiveVault& vault = served_.vault;
    vault.open();
    const auto leaves = vault.leaves();
    std::map<Uuid, std::uint64_t> leaf_of;
    for (std::uint64_t i = 0; i < leaves.size(); ++i) {
      const auto* request = std::get_if<custody::RequestLeaf>(&leaves[i].body);
      if (request != nullptr) {
        EXPECT_TRUE(leaf_of.emplace(request->request, i).second);
      }
    }
    for (const Asked& one : asked) {
      ASSERT_TRUE(one.answer);
      const std::uint64_t index = leaf_of.at(one.task.request);
      EXPECT_EQ(one.answer->receipt.leaf_index, index);
    }
    vault->stop();
    const auto report = vault.exported_and_verified();
    ASSERT_THAT(report, IsOk());
    EXPECT_THAT(report->unsettled, IsEmpty());
  }

  const ScriptFile script_;
  const FaultyModule faulty_;
  ServedVault served_{faulty_.path(), kQuick};
  std::vector<Uuid> keys_ = served_.make_active_keys({"issuer-ed25519"});
  const ServedMint mint_ = make_mint(served_);
};

TEST_F(TokenFaults, ATokenThatIsAwayAtTheStartIsSaidAndTakenInWhenItComes) {
  script_.say("remove");
  served_.start();
  EXPECT_TRUE(soon([&] {
    const auto said = get("/readyz");
    return said.status == 503 && said.body.find("CKR_TOKEN_NOT_PRESENT") != std::string::npos;
  }));
  EXPECT_EQ(get("/v1/keys").status, 200U);
  const SignTask lost = task(keys_[0], "early");
  const auto refusal = connect()->sign(lost);
  EXPECT_THAT(refusal, FailsWith(Code::kRetry));
  EXPECT_THAT(refusal, FailsWithCkr(kTokenNotPresent));

  script_.say("return");
  ASSERT_TRUE(answered_within(lost, std::chrono::seconds(20)));
  EXPECT_TRUE(soon([&] { return get("/readyz").status == 200; }));
  const auto answer = connect()->sign(lost);
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(served_.stop(SIGTERM), 0);
  expect_a_leaf_for_each({{lost, *answer}});
}

TEST_F(TokenFaults, ATokenPulledInMidLoadAndPutBackNeedsNoRestart) {
  served_.start();
  std::atomic<bool> done{false};
  std::vector<std::vector<Asked>> parts(3);
  std::vector<std::thread> threads;
  for (unsigned number = 0; number < parts.size(); ++number) {
    threads.emplace_back([&, number] {
      const auto client = connect();
      for (unsigned i = 0; !done; ++i) {
        Asked one{task(keys_[0], std::to_string(number) + "/" + std::to_string(i)), {}};
        auto answer = client->sign(one.task);
        if (answer) one.answer = *std::move(answer);
        if (!answer) std::this_thread::sleep_for(milliseconds(20));
        parts[number].push_back(std::move(one));
      }
    });
  }
  std::this_thread::sleep_for(milliseconds(300));
  script_.say("remove");
  std::this_thread::sleep_for(milliseconds(700));
  script_.say("return");
  EXPECT_TRUE(answered_within(task(keys_[0], "later"), std::chrono::seconds(20)));
  std::this_thread::sleep_for(milliseconds(300));
  done = true;
  for (std::thread& thread : threads) thread.join();

  std::vector<Asked> asked;
  for (auto& part : parts) std::ranges::move(part, std::back_inserter(asked));
  unsigned answered = 0;
  unsigned failed = 0;
  const auto client = connect(6);
  for (Asked& one : asked) {
    const auto again = client->sign(one.task);
    ASSERT_THAT(again, IsOk());
    if (one.answer) {
      ++answered;
      EXPECT_EQ(again->signatures, one.answer->signatures);
      EXPECT_EQ(again->receipt.leaf_index, one.answer->receipt.leaf_index);
    } else {
      ++failed;
    }
    one.answer = *again;
  }
  EXPECT_GT(answered, 0U);
  EXPECT_GT(failed, 0U);
  EXPECT_EQ(served_.stop(SIGTERM), 0);
  expect_a_leaf_for_each(asked);
}

TEST_F(TokenFaults, AHangIsCutOffWhileOthersAreServedAndEndsWithoutARestart) {
  served_.start();
  const auto client = connect();
  ASSERT_THAT(client->sign(task(keys_[0], "before")), IsOk());
  script_.say("C_Sign hang");
  const SignTask lost = task(keys_[0], "lost");
  const auto from = SteadyClock::now();
  EXPECT_THAT(client->sign(lost), FailsSaying(Code::kRetry, "did not answer"));
  EXPECT_LT(SteadyClock::now() - from, std::chrono::seconds(5));
  // The breaker is open: refused at once, and reserved nothing. Others are served.
  EXPECT_THAT(client->sign(task(keys_[0], "meanwhile")), FailsWith(Code::kRetry));
  EXPECT_EQ(get("/v1/keys").status, 200U);
  EXPECT_EQ(get("/v1/freezes").status, 200U);
  EXPECT_EQ(get("/v1/log/checkpoint").status, 503U);
  script_.say("");
  EXPECT_TRUE(answered_within(lost, std::chrono::seconds(20)));
  EXPECT_EQ(served_.stop(SIGTERM), 0);
  served_.vault.open();
  std::size_t requests = 0;
  for (const auto& leaf : served_.vault.leaves())
    requests += std::holds_alternative<custody::RequestLeaf>(leaf.body) ? 1U : 0U;
  EXPECT_EQ(requests, 2U);  // "before" and "lost"
}

TEST_F(TokenFaults, OneCallThatNeverComesBackStopsNeitherServiceNorTheEnd) {
  served_.start();
  // Whoever makes that call: this request, or the canary of the health check.
  script_.say("C_Sign nth=1 hang");
  const SignTask lost = task(keys_[0], "lost");
  EXPECT_TRUE(answered_within(lost, std::chrono::seconds(20)));
  EXPECT_TRUE(soon([&] { return said("token-trouble") && said("token-well"); }));
  EXPECT_TRUE(answered_within(task(keys_[0], "next"), std::chrono::seconds(5)));
  EXPECT_EQ(served_.stop(SIGTERM), 0);
}

// SIGN-CHECKED
TEST_F(TokenFaults, AWrongRawRsaResultNeverLeaves) {
  served_.start();
  Bytes element(256, 1);
  element.front() = 0;
  const client::BlindTask blind{Client::new_request(), {mint_.blind, {element}}};
  script_.say("C_Sign flip");
  const auto wrong = connect()->blind_sign(blind);
  EXPECT_THAT(wrong, FailsSaying(Code::kToken, "SIGN-CHECKED"));
  script_.say("");
  const auto client = connect();
  EXPECT_TRUE(soon([&] { return client->blind_sign(blind).ok(); }));
  EXPECT_EQ(served_.stop(SIGTERM), 0);
}

}  // namespace token_faults_test
}  // namespace pyx::testing

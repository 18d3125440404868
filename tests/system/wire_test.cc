// The real pyxd on the wire, against crowds, garbage and clients that the policy has dropped: it
// serves the others meanwhile, its memory stays bounded, and the log grows by honest requests only.
// Traps 27 and 28.

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "base/hex.h"
#include "custody/client/client.h"
#include "custody/client/remote_vault.h"
#include "tests/custody/server/raw_client.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace wire_test {

using ::testing::HasSubstr;

constexpr std::size_t kCrowd = 2000;
constexpr std::size_t kMiB = 1024;  // in KiB

// A sanitizer keeps what was freed, and its own books: then pyxd's memory tells nothing.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
constexpr bool kIsSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kIsSanitized = false;
#endif

// As many connections as this process may have descriptors for, up to kCrowd.
std::size_t crowd_size() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 100;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, kCrowd + 200);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return std::min<std::size_t>(kCrowd, limit.rlim_cur - 200);
}

class Wire : public ::testing::Test {
 protected:
  Wire() : key_(served_.make_active_keys({"issuer-p-256"}).front()) {}

  void start(const std::string& limits = "") {
    const std::string text = to_text(must(read_file(served_.config())));
    must(write_file(served_.config(), as_bytes(text + limits), Overwrite::kYes));
    served_.start();
  }
  std::unique_ptr<client::Client> issuer() const {
    client::ClientOptions options;
    options.transport = served_.client();
    options.most_tries = 1;
    return must(client::Client::open(options));
  }
  RawClient raw_issuer() const {
    const client::TransportOptions issuer = served_.client();
    const CertificateFiles files{issuer.certificate, issuer.key, {}};
    return RawClient(port(), issuer.ca, &files);
  }
  std::uint16_t port() const {
    const std::string url = served_.client().url;
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  }
  std::uint64_t log_size() const {
    return must(must(client::RemoteVault::open(served_.client("officers-desk")))->info()).log_size;
  }
  // Requests alone; settle leaves come when they come.
  std::size_t requests_in_the_log() {
    EXPECT_EQ(served_.stop(SIGTERM), 0);
    served_.vault.open();
    const std::vector<custody::Leaf> leaves = served_.vault.leaves();
    return static_cast<std::size_t>(std::ranges::count_if(leaves, [](const custody::Leaf& leaf) {
      return std::holds_alternative<custody::RequestLeaf>(leaf.body);
    }));
  }
  void expect_at_most(std::size_t kib, std::size_t most) {
    EXPECT_TRUE(kIsSanitized || kib <= most) << kib << " KiB are more than " << most;
  }
  std::size_t resident_kib() { return std::stoul(must(served_.pyxd().status("VmRSS"))); }
  std::string post(const std::string& fields) const {
    return "POST /v1/keys/" + key_.text() + "/sign HTTP/1.1\r\nHost: pyxd\r\n" +
           "Content-Type: application/json\r\n" + fields + "\r\n";
  }

  ServedVault served_;
  const Uuid key_;
};

TEST_F(Wire, ThousandsOfIdleConnectionsCostLittleAndKeepNobodyOut) {
  start();
  const auto known = issuer();
  ASSERT_THAT(known->sign(key_, {to_bytes("before")}), IsOk());
  const std::size_t before = resident_kib();
  RecordProperty("rss_before_kib", std::to_string(before));
  std::vector<PlainClient> crowd;
  std::size_t served = 1;
  const std::size_t size = crowd_size();
  for (std::size_t i = 0; i < size; ++i) {
    crowd.emplace_back(port());
    if (i % 2 == 0) crowd.back().send("\x16\x03\x01");
    if (i % 200 != 0) continue;
    EXPECT_THAT(known->sign(key_, {to_bytes("meanwhile")}), IsOk()) << i;
    EXPECT_THAT(issuer()->sign(key_, {to_bytes("and a new connection")}), IsOk()) << i;
    served += 2;
  }
  const std::size_t after = resident_kib();
  RecordProperty("rss_after_kib", std::to_string(after));
  expect_at_most(after, before + 48 * kMiB);
  EXPECT_TRUE(crowd.front().ended());
  crowd.clear();
  EXPECT_THAT(known->sign(key_, {to_bytes("after")}), IsOk());
  EXPECT_EQ(requests_in_the_log(), served + 1);
}

TEST_F(Wire, MalformedRequestsWithoutEndCostNothingAndSignNothing) {
  start();
  const std::uint64_t log_before = log_size();
  const std::string id = "Idempotency-Key: " + client::Client::new_request().text() + "\r\n";
  const std::vector<std::string> broken = {
      post(id + "Content-Length: 2\r\nContent-Length: 2\r\n") + "{}",
      post(id + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
      post(id + "Content-Length: 15\r\n") + R"({"messages":[]})",
      post(id + "Content-Length: 16\r\n") + R"({"messages":[1]})",
      post(id + "Content-Length: 2\r\n") + "\xff\xfe",
      post("Content-Length: 19\r\n") + R"({"messages":["YQ"]})",
      post(id + "X: a\r\n b\r\nContent-Length: 19\r\n") + R"({"messages":["YQ"]})",
      post(id + "X: " + std::string(20000, 'x') + "\r\n"),
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      std::string(1000, '\0'),
  };
  std::size_t before = 0;
  for (int round = 0; round < 30; ++round) {
    // What comes once, such as a thread's first buffers, is there after the first rounds.
    if (round == 5) before = resident_kib();
    for (const std::string& one : broken) {
      RawClient client = raw_issuer();
      client.send(one);
      const auto reply = client.receive();
      ASSERT_TRUE(reply.has_value());
      EXPECT_GE(reply->status, 400U);
      EXPECT_LT(reply->status, 500U);
    }
  }
  expect_at_most(resident_kib(), before + 16 * kMiB);
  EXPECT_EQ(log_size(), log_before);
}

TEST_F(Wire, LargeBodiesTogetherStayWithinTheirBound) {
  start("[limits]\nbody_mib = 64\n");
  const std::uint64_t log_before = log_size();
  const std::size_t before = resident_kib();
  const std::string wire = post("Idempotency-Key: " + client::Client::new_request().text() +
                                "\r\nContent-Length: 20000000\r\n") +
                           std::string(20000000, '[');
  std::vector<std::thread> clients;
  std::atomic<std::size_t> most = before;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back([&] {
      RawClient client = raw_issuer();
      client.send(wire);
      most = std::max(most.load(), resident_kib());
      const auto reply = client.receive();
      EXPECT_GE(reply ? reply->status : 400U, 400U);
    });
  }
  EXPECT_EQ(log_size(), log_before) << "the officers are heard meanwhile";
  for (std::thread& one : clients) one.join();
  RecordProperty("rss_before_kib", std::to_string(before));
  RecordProperty("rss_most_kib", std::to_string(most));
  expect_at_most(most, before + 160 * kMiB);  // ten bodies are 190 MiB; 64 MiB may be under way
  EXPECT_EQ(log_size(), log_before);
}

TEST_F(Wire, AFrozenClientIsToldSoAndSignsNothing) {
  served_.vault.open();
  must(served_.vault.freeze(custody::FreezeClient{"issuer"}));
  served_.vault.close();
  start();
  const std::uint64_t log_before = log_size();
  EXPECT_THAT(issuer()->sign(key_, {to_bytes("a coin")}), FailsWith(Code::kFrozen));
  EXPECT_EQ(log_size(), log_before);
  EXPECT_EQ(requests_in_the_log(), 0U);
}

// Revocation is the policy's: the certificate is as good as before.
TEST_F(Wire, AClientThatThePolicyDroppedIsRefusedAndSignsNothing) {
  LiveVault& vault = served_.vault;
  vault.open();
  std::string policy = vault.policy();
  const std::string pin = to_hex(vault.client_pins.at("issuer"));
  policy.replace(policy.find(pin), pin.size(), to_hex(sha256("another key")));
  const custody::Act change = vault.act(custody::PolicyChange{sha256(policy)});
  vault.propose(change, to_bytes(policy));
  vault.approve(change.id);
  must(vault->execute(change.id));
  vault.close();
  start();
  const std::uint64_t log_before = log_size();
  const auto refused = issuer()->sign(key_, {to_bytes("a coin")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().control, "CLIENT-PINNED");
  EXPECT_EQ(log_size(), log_before);
  EXPECT_EQ(requests_in_the_log(), 0U);
}

}  // namespace wire_test
}  // namespace pyx::testing

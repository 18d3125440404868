// Clients with a right to connect that speak HTTP badly, slowly or too much: each is refused or cut
// in time, others are served meanwhile, and nothing is signed. Traps 27 and 28.

#include <algorithm>
#include <atomic>
#include <thread>

#include "custody/server/connection.h"
#include "custody/server/limits.h"
#include "tests/custody/server/server_fixture.h"

namespace pyx::server {
namespace hostile_client_test {

using namespace std::chrono_literals;
using pyx::testing::HttpReply;
using pyx::testing::RawClient;
using pyx::testing::ServerFixture;

class HostileClient : public ServerFixture {
 protected:
  // What is refused as no HTTP/1.1 ends the connection: where the next request would begin is not
  // known any more.
  void is_refused_and_ends(const std::string& bytes, unsigned status) {
    const auto client = connect();
    client->send(bytes + sign_wire());
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value()) << bytes;
    EXPECT_EQ(reply->status, status) << bytes;
    EXPECT_TRUE(client->ended()) << bytes;
  }
  void others_are_served() {
    const auto before = std::chrono::steady_clock::now();
    const auto client = connect(&officers);
    ASSERT_TRUE(client->send(get_wire("/livez")));
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 200U);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  }
  std::string post_head(const std::string& fields) const {
    return "POST /v1/keys/" + vault.key().text() + "/sign HTTP/1.1\r\nHost: pyxd\r\n" + fields +
           "\r\n";
  }
  void fill_the_log() {
    for (int i = 0; i < 300; ++i) vault.add_leaf(Bytes(8000, static_cast<std::uint8_t>(i)));
  }
};

// Each of these carries a whole request for a signature behind, or inside, what is wrong.
TEST_F(HostileClient, NothingIsSmuggledPastABrokenRequest) {
  start();
  const std::string inner = sign_wire();
  const std::string size = std::to_string(inner.size());
  is_refused_and_ends(post_head("Content-Length: 0\r\nContent-Length: " + size + "\r\n"), 400);
  is_refused_and_ends(post_head("Content-Length: 2\r\nContent-Length: 2\r\n"), 400);
  is_refused_and_ends(post_head("Content-Length: 0, " + size + "\r\n"), 400);
  is_refused_and_ends(post_head("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"), 400);
  is_refused_and_ends(post_head("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", 411);
  is_refused_and_ends(post_head("Transfer-Encoding: xchunked\r\n"), 411);
  is_refused_and_ends(post_head("Content-Length : " + size + "\r\n"), 400);
  is_refused_and_ends(post_head("Content-Length:\r\n " + size + "\r\n"), 400);
  is_refused_and_ends(post_head("X: a\r\n\tb\r\n"), 400);
  is_refused_and_ends(post_head("X: a\nContent-Length: " + size + "\r\n"), 400);
  is_refused_and_ends(post_head(std::string("X: \0\r\n", 6)), 400);
  is_refused_and_ends("GET /livez HTTP/1.0\r\nHost: pyxd\r\n\r\n", 505);
  is_refused_and_ends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
  is_refused_and_ends("GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
  is_refused_and_ends(
      "GET /livez HTTP/1.1\r\nHost: a\r\nX: " + std::string(17000, 'x') + "\r\n\r\n", 431);
  expect_nothing_signed();
  others_are_served();
}

// No proxy: what is not a path of ours is none, and what stands behind it is the next request.
TEST_F(HostileClient, AbsoluteAndOtherFormsOfTargetsNameNothing) {
  start();
  const auto client = connect();
  for (const std::string target :
       {"https://pyxd/livez", "http://127.0.0.1:1/v1/keys", "*", "pyxd:443", "//livez", "/livez/",
        "/./livez", "/v1/../livez", "livez", "/livez#x", "/v1/keys/../keys"}) {
    ASSERT_TRUE(client->send("GET " + target + " HTTP/1.1\r\nHost: pyxd\r\n\r\n"));
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value()) << target;
    EXPECT_EQ(reply->status, 404U) << target;
  }
  for (const std::string target : {"/livez?x", "/%6civez", "/livez%00", "/v1/keys/%2e%2e"}) {
    ASSERT_TRUE(client->send("GET " + target + " HTTP/1.1\r\nHost: pyxd\r\n\r\n"));
    EXPECT_EQ(client->receive().value().status, 400U) << target;
  }
  for (const std::string method : {"CONNECT", "TRACE", "OPTIONS", "HEAD", "PUT", "get", "X"}) {
    ASSERT_TRUE(client->send(method + " /livez HTTP/1.1\r\nHost: pyxd\r\n\r\n"));
    EXPECT_EQ(client->receive().value().status, 405U) << method;
  }
}

// Trap 28: no size that a client tells makes the daemon set that much aside.
TEST_F(HostileClient, AToldSizeCostsNothing) {
  start();
  std::vector<std::unique_ptr<RawClient>> tellers;
  for (int i = 0; i < 40; ++i) {
    tellers.push_back(connect());
    tellers.back()->send(post_head("Content-Length: 22000000\r\n") + "{");
  }
  std::size_t refused = 0;
  for (const auto& one : tellers) {
    if (one == tellers.back()) others_are_served();
    one->end_sending();
    const auto reply = one->receive();
    refused += reply && reply->status == 503U ? 1 : 0;
  }
  EXPECT_GE(refused, 30U) << "40 bodies of 22 MB are more than 256 MiB";
  expect_nothing_signed();
}

TEST_F(HostileClient, WhoHasEndedHisSideStillGetsHisAnswers) {
  vault.delays = {150ms};
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(sign_wire() + get_wire("/livez")));
  client->end_sending();
  for (int i = 0; i < 2; ++i) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 200U);
  }
  EXPECT_TRUE(client->ended());
}

TEST_F(HostileClient, WhoEndsInTheMiddleOfARequestHasAskedNothing) {
  start();
  for (const std::size_t missing : {1U, 10U, 60U}) {
    const std::string wire = sign_wire();
    const auto client = connect();
    ASSERT_TRUE(client->send(wire.substr(0, wire.size() - missing)));
    client->end_sending();
    EXPECT_FALSE(client->receive());
  }
  expect_nothing_signed();
  others_are_served();
}

TEST_F(HostileClient, ManySlowOnesKeepNobodyWaiting) {
  limits.header = 400ms;
  start();
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 60; ++i) slow.push_back(connect());
  const std::string wire = sign_wire();
  for (std::size_t at = 0; at < 10; ++at) {
    for (const auto& one : slow) one->send(wire.substr(at, 1));
    others_are_served();
  }
  for (const auto& one : slow) EXPECT_TRUE(one->ended());
  expect_nothing_signed();
}

// Each asks for 64 times 2 MB and takes nothing: only so much is read for him, and he is cut.
TEST_F(HostileClient, WhoTakesNoAnswersIsCutAndHoldsLittleUntilThen) {
  limits.write = 500ms;
  fill_the_log();
  start();
  std::string wire;
  for (int i = 0; i < 64; ++i) wire += get_wire("/v1/log/tile/entries/000");
  std::vector<std::unique_ptr<RawClient>> greedy;
  for (int i = 0; i < 8; ++i) {
    greedy.push_back(connect());
    ASSERT_TRUE(greedy.back()->send(wire));
  }
  others_are_served();
  std::this_thread::sleep_for(1500ms);
  for (const auto& one : greedy) {
    int answers = 0;
    while (one->receive()) ++answers;
    EXPECT_LT(answers, 64) << "he was cut before he had all";
  }
  others_are_served();
}

TEST_F(HostileClient, WhoTakesHisAnswersGetsAllOfThem) {
  fill_the_log();
  start();
  std::string wire;
  for (int i = 0; i < 40; ++i) wire += get_wire("/v1/log/tile/entries/000");
  const auto client = connect();
  ASSERT_TRUE(client->send(wire));
  for (int i = 0; i < 40; ++i) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value()) << i;
    EXPECT_EQ(reply->status, 200U) << reply->body;
    EXPECT_GT(reply->body.size(), 2000000U);
  }
}

TEST_F(HostileClient, APipelineWithoutEndIsServedBesideOthers) {
  start();
  std::string wire;
  for (int i = 0; i < 200; ++i) wire += get_wire("/livez");
  std::atomic<bool> stop = false;
  std::thread flood([&] {
    const auto client = connect();
    while (!stop && client->send(wire)) {
      for (int i = 0; i < 200; ++i) EXPECT_TRUE(client->receive());
    }
  });
  for (int i = 0; i < 20; ++i) others_are_served();
  stop = true;
  flood.join();
}

}  // namespace hostile_client_test
}  // namespace pyx::server

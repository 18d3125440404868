#include "custody/client/transport.h"

#include <thread>

#include "tests/custody/client/client_fixture.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace transport_test {

using namespace std::chrono_literals;
using pyx::testing::CertificateAuthority;
using pyx::testing::ClientFixture;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class TransportOnLoopback : public ClientFixture {
 protected:
  std::unique_ptr<Transport> open(const TransportOptions& options) {
    return open_transport(options).value();
  }
  Exchange sign() const {
    return {.method = "POST",
            .path = "/v1/keys/" + vault.key().text() + "/sign",
            .fields = {{"Idempotency-Key", Uuid::v7(clock.now()).text()}},
            .body = R"({"messages":["aGk"]})"};
  }
};

TEST_F(TransportOnLoopback, ManyExchangesGoOverOneConnection) {
  limits.connections = 1;
  start();
  const auto transport = open(transport_options());
  for (int i = 0; i < 3; ++i) {
    const auto reply = transport->exchange({.path = "/livez"});
    ASSERT_THAT(reply, IsOk());
    EXPECT_EQ(reply->status, 200U);
    EXPECT_EQ(reply->body, "alive\n");
  }
}

TEST_F(TransportOnLoopback, ManyAtOnceAreAnsweredInOrder) {
  start();
  std::vector<Exchange> asked;
  for (int i = 0; i < 100; ++i) {
    asked.push_back(i % 3 == 0 ? sign() : Exchange{.path = i % 3 == 1 ? "/livez" : "/nothing"});
  }
  const auto replies = open(transport_options())->exchange_all(asked);
  ASSERT_EQ(replies.size(), 100U);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    ASSERT_THAT(replies[i], IsOk()) << i;
    EXPECT_EQ(replies[i]->status, i % 3 == 2 ? 404U : 200U) << i;
  }
}

TEST_F(TransportOnLoopback, AKeptConnectionThatTheServerClosedIsOpenedAgain) {
  limits.idle = 50ms;
  start();
  const auto transport = open(transport_options());
  ASSERT_THAT(transport->exchange({.path = "/livez"}), IsOk());
  std::this_thread::sleep_for(300ms);
  EXPECT_THAT(transport->exchange({.path = "/livez"}), IsOk());
}

TEST_F(TransportOnLoopback, WhatMustNotBeSentTwiceGoesOverAFreshConnection) {
  limits.idle = 500ms;
  start();
  const auto transport = open(transport_options());
  ASSERT_THAT(transport->exchange({.path = "/livez"}), IsOk());
  std::this_thread::sleep_for(1200ms);
  Exchange once = sign();
  once.repeat = Repeat::kNever;
  EXPECT_THAT(transport->exchange(once), IsOk());
  EXPECT_EQ(vault.requests(), 1U);
}

TEST_F(TransportOnLoopback, AnAnswerThatEndsTheConnectionIsStillAnAnswer) {
  start();
  const auto transport = open(transport_options());
  Exchange wrong = sign();
  wrong.path = "/nothing";
  for (int i = 0; i < 2; ++i) {
    const auto reply = transport->exchange(wrong);
    ASSERT_THAT(reply, IsOk());
    EXPECT_EQ(reply->status, 404U);
  }
}

TEST_F(TransportOnLoopback, AServerThatTakesTooLongIsKRetry) {
  vault.delays = {2s};
  start();
  TransportOptions options = transport_options();
  options.timeout = 200ms;
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THAT(open(options)->exchange(sign()), FailsWith(Code::kRetry));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1500ms);
}

TEST_F(TransportOnLoopback, NobodyThereIsKRetry) {
  start();
  const TransportOptions options = transport_options();
  daemon->stop();
  EXPECT_THAT(open(options)->exchange({.path = "/livez"}), FailsWith(Code::kRetry));
}

TEST_F(TransportOnLoopback, AServerOfAnotherAuthorityIsNotBelieved) {
  start();
  const CertificateAuthority stranger("another CA");
  TransportOptions options = transport_options();
  options.ca = stranger.write(folder.path(), "other.crt");
  EXPECT_THAT(open(options)->exchange(sign()), FailsWith(Code::kRefused));
  expect_nothing_signed();
}

TEST_F(TransportOnLoopback, AServerOfAnotherNameIsNotBelieved) {
  start();
  TransportOptions options = transport_options();
  options.server_name = "pyx.example";
  EXPECT_THAT(open(options)->exchange(sign()), FailsWith(Code::kRefused));
  options.server_name = "localhost";
  EXPECT_THAT(open(options)->exchange({.path = "/livez"}), IsOk());
  expect_nothing_signed();
}

TEST_F(TransportOnLoopback, ACertificateThatTheServerDoesNotAcceptIsARefusal) {
  start();
  const CertificateAuthority stranger("another CA");
  const auto files = issue_client(stranger, folder.path(), "stranger", "urn:pyx:test:mint");
  EXPECT_THAT(open(transport_options(files))->exchange(sign()), FailsWith(Code::kRefused));
  expect_nothing_signed();
}

TEST_F(TransportOnLoopback, FilesAndUrlAreCheckedBeforeAnythingIsSent) {
  start();
  TransportOptions options = transport_options();
  options.url = "http://127.0.0.1:1";
  EXPECT_THAT(open_transport(options), FailsWith(Code::kBadInput));
  options = transport_options();
  options.key = "/nothing";
  EXPECT_THAT(open_transport(options), FailsWith(Code::kBadInput));
}

}  // namespace transport_test
}  // namespace pyx::client

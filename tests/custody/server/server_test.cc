#include "custody/server/server.h"

#include <openssl/ssl.h>

#include <thread>

#include "tests/custody/server/server_fixture.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace server_test {

using namespace std::chrono_literals;
using pyx::testing::CertificateAuthority;
using pyx::testing::CertificateFiles;
using pyx::testing::CertificateOptions;
using pyx::testing::FailsWith;
using pyx::testing::RawClient;
using pyx::testing::ServerFixture;
using pyx::testing::TlsVersion;
using ::testing::HasSubstr;

class ServerOnLoopback : public ServerFixture {
 protected:
  // In TLS 1.3 a client's handshake ends before the server has judged it: the refusal comes when it
  // speaks.
  bool is_turned_away(const CertificateFiles* certificate, TlsVersion version = TlsVersion::k13) {
    const auto client = connect(certificate, version);
    return !client->shook_hands() || !client->send(sign_wire()) || !client->receive();
  }
  CertificateFiles issue(const CertificateOptions& options) {
    return authority.issue(folder.path(), "odd", options);
  }
  void expect_refused_as_unpinned(const CertificateFiles& certificate) {
    const auto client = connect(&certificate);
    ASSERT_TRUE(client->send(sign_wire()));
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 403U);
    EXPECT_THAT(reply->body, HasSubstr("CLIENT-PINNED"));
    expect_nothing_signed();
  }
};

TEST_F(ServerOnLoopback, APinnedClientGetsItsSignature) {
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(sign_wire()));
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U) << reply->body;
  EXPECT_EQ(vault.signed_messages(), 1U);
}

TEST_F(ServerOnLoopback, WithoutAClientCertificateThereIsNoConnection) {
  start();
  EXPECT_TRUE(is_turned_away(nullptr));
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, ACertificateOfAnotherAuthorityIsTurnedAway) {
  start();
  const CertificateAuthority stranger("another CA");
  const auto files = issue_client(stranger, folder.path(), "stranger", "urn:pyx:test:mint");
  EXPECT_TRUE(is_turned_away(&files));
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, AnExpiredCertificateIsTurnedAway) {
  start();
  CertificateOptions options;
  options.alt_names = "URI:urn:pyx:test:mint";
  options.not_after = -1min;
  const auto files = issue(options);
  vault.clients[0].spki_sha256 = files.spki_sha256;
  EXPECT_TRUE(is_turned_away(&files));
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, ACertificateThatIsNotYetValidIsTurnedAway) {
  start();
  CertificateOptions options;
  options.alt_names = "URI:urn:pyx:test:mint";
  options.not_before = 1h;
  const auto files = issue(options);
  vault.clients[0].spki_sha256 = files.spki_sha256;
  EXPECT_TRUE(is_turned_away(&files));
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, Tls12IsTurnedAway) {
  start();
  EXPECT_TRUE(is_turned_away(&mint, TlsVersion::k12));
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, TheRightNameWithAnotherKeyIsNotPinned) {
  start();
  expect_refused_as_unpinned(issue_client(authority, folder.path(), "again", "urn:pyx:test:mint"));
}

TEST_F(ServerOnLoopback, TheRightKeyUnderAnotherNameIsNotPinned) {
  start();
  vault.clients[0].san_uri = "urn:pyx:test:someone-else";
  expect_refused_as_unpinned(mint);
}

TEST_F(ServerOnLoopback, ACertificateWithTwoNamesIsNotPinned) {
  start();
  CertificateOptions options;
  options.alt_names = "URI:urn:pyx:test:mint,URI:urn:pyx:test:officers";
  const auto files = issue(options);
  vault.clients[0].spki_sha256 = files.spki_sha256;
  expect_refused_as_unpinned(files);
}

TEST_F(ServerOnLoopback, ASessionMayBeResumedAndIsTheSameClient) {
  start();
  SSL_SESSION* session = nullptr;
  {
    const auto client = connect();
    ASSERT_TRUE(client->send(sign_wire()));
    ASSERT_TRUE(client->receive());
    session = client->session();
  }
  RawClient again(daemon->port(), ca_file, &mint, TlsVersion::k13, session);
  SSL_SESSION_free(session);
  EXPECT_TRUE(again.resumed());
  ASSERT_TRUE(again.send(sign_wire()));
  const auto reply = again.receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
  EXPECT_EQ(vault.last_request().client.spki_sha256, mint.spki_sha256);
}

TEST_F(ServerOnLoopback, AResumedSessionOfADroppedClientIsRefused) {
  start();
  SSL_SESSION* session = nullptr;
  {
    const auto client = connect();
    ASSERT_TRUE(client->send(get_wire("/livez")));
    ASSERT_TRUE(client->receive());
    session = client->session();
  }
  vault.clients.clear();
  RawClient again(daemon->port(), ca_file, &mint, TlsVersion::k13, session);
  SSL_SESSION_free(session);
  ASSERT_TRUE(again.send(sign_wire()));
  const auto reply = again.receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 403U);
  expect_nothing_signed();
}

TEST_F(ServerOnLoopback, MoreConnectionsThanTheBoundAreRefused) {
  limits.connections = 2;
  limits.client_connections = 2;
  start();
  const auto first = connect();
  const auto second = connect(&officers);
  for (const auto* one : {&first, &second}) {
    ASSERT_TRUE((*one)->send(get_wire("/livez")));
    ASSERT_TRUE((*one)->receive());
  }
  const auto third = connect();
  ASSERT_TRUE(third->send(sign_wire()));
  const auto reply = third->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 503U);
  EXPECT_TRUE(third->ended());
  ASSERT_TRUE(first->send(get_wire("/livez")));
  EXPECT_TRUE(first->receive());
  expect_nothing_signed();
}

// A client that opens whatever it can keeps no officer from freezing it.
TEST_F(ServerOnLoopback, OneClientLeavesRoomForTheOthers) {
  limits.connections = 4;
  limits.client_connections = 2;
  start();
  std::vector<std::unique_ptr<RawClient>> many;
  std::vector<unsigned> statuses;
  for (int i = 0; i < 4; ++i) {
    many.push_back(connect());
    ASSERT_TRUE(many.back()->send(get_wire("/livez")));
    statuses.push_back(many.back()->receive().value().status);
  }
  EXPECT_THAT(statuses, ::testing::ElementsAre(200, 200, 503, 503));
  const auto officer = connect(&officers);
  ASSERT_TRUE(officer->send(get_wire("/livez")));
  EXPECT_EQ(officer->receive().value().status, 200U);
}

TEST_F(ServerOnLoopback, AnOrderlyStopFinishesARequestUnderWay) {
  vault.delays = {300ms};
  start();
  const auto client = connect();
  const auto idle = connect();
  ASSERT_TRUE(idle->send(get_wire("/livez")));
  ASSERT_TRUE(idle->receive());
  ASSERT_TRUE(client->send(sign_wire()));
  std::this_thread::sleep_for(100ms);
  std::thread stopping([this] { daemon->stop(); });
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
  EXPECT_THAT(reply->head, HasSubstr("Connection: close"));
  EXPECT_TRUE(client->ended());
  EXPECT_TRUE(idle->ended());
  client->close_abruptly();
  idle->close_abruptly();
  stopping.join();
  EXPECT_EQ(vault.signed_messages(), 1U);
}

TEST_F(ServerOnLoopback, AStopWaitsNoLongerThanItsLimit) {
  vault.delays = {2s};
  limits.stop = 200ms;
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(sign_wire()));
  std::this_thread::sleep_for(50ms);
  const auto before = std::chrono::steady_clock::now();
  daemon->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1500ms);
  EXPECT_FALSE(client->receive());
}

TEST_F(ServerOnLoopback, AnAddressThatIsTakenIsAConflict) {
  start();
  auto tls = make_server_tls({server_files.certificate, server_files.key, ca_file}, 1h).value();
  EXPECT_THAT(Server::start({"127.0.0.1", daemon->port()}, limits, std::move(tls), service, log),
              FailsWith(Code::kConflict));
}

}  // namespace server_test
}  // namespace pyx::server

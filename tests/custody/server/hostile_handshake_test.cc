// Handshakes that must not succeed, and strangers in crowds: each is turned away in time, with
// nothing signed, and known clients are served meanwhile.

#include <openssl/ssl.h>

#include <thread>

#include "custody/server/server.h"
#include "tests/custody/server/server_fixture.h"

namespace pyx::server {
namespace hostile_handshake_test {

using namespace std::chrono_literals;
using pyx::testing::CertificateAuthority;
using pyx::testing::CertificateFiles;
using pyx::testing::CertificateOptions;
using pyx::testing::PlainClient;
using pyx::testing::RawClient;
using pyx::testing::ServerFixture;
using pyx::testing::TlsVersion;

class HostileHandshake : public ServerFixture {
 protected:
  HostileHandshake() { mint_options.alt_names = "URI:urn:pyx:test:mint"; }

  // The policy pins whoever comes: only the chain can be against him.
  unsigned status_of(const CertificateFiles& certificate) {
    vault.clients[0].spki_sha256 = certificate.spki_sha256;
    const auto client = connect(&certificate);
    if (!client->shook_hands() || !client->send(sign_wire())) return 0;
    const auto reply = client->receive();
    return reply ? reply->status : 0;
  }
  void is_turned_away(const CertificateFiles& certificate) {
    EXPECT_EQ(status_of(certificate), 0U);
    expect_nothing_signed();
  }
  void is_served(RawClient& client) {
    ASSERT_TRUE(client.send(get_wire("/livez")));
    const auto reply = client.receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 200U);
  }
  void others_are_served() { is_served(*connect(&officers)); }
  SSL_SESSION* ended_session() {
    const auto client = connect();
    is_served(*client);
    return client->session();
  }

  CertificateOptions mint_options;
};

TEST_F(HostileHandshake, ASelfSignedCertificateIsTurnedAway) {
  start();
  is_turned_away(self_signed(folder.path(), "self", mint_options));
}

TEST_F(HostileHandshake, ACertificateForServersIsTurnedAway) {
  start();
  mint_options.usage = "serverAuth";
  is_turned_away(authority.issue(folder.path(), "server-only", mint_options));
  mint_options.usage = "codeSigning,emailProtection";
  is_turned_away(authority.issue(folder.path(), "other", mint_options));
  mint_options.usage = "serverAuth,clientAuth";
  EXPECT_EQ(status_of(authority.issue(folder.path(), "both", mint_options)), 200U);
}

TEST_F(HostileHandshake, AChainThatIsTooLongIsTurnedAway) {
  start();
  std::vector<std::unique_ptr<CertificateAuthority>> chain;
  const CertificateAuthority* above = &authority;
  for (int i = 1; i <= 5; ++i) {
    chain.push_back(std::make_unique<CertificateAuthority>("CA " + std::to_string(i), above));
    above = chain.back().get();
  }
  EXPECT_EQ(status_of(chain[3]->issue(folder.path(), "four", mint_options)), 200U);
  EXPECT_EQ(status_of(chain[4]->issue(folder.path(), "five", mint_options)), 0U);
  EXPECT_EQ(vault.requests(), 1U);
}

// A client's certificate makes nobody an authority.
TEST_F(HostileHandshake, AnIntermediateOfAStrangerIsTurnedAway) {
  start();
  const CertificateAuthority stranger("test CA");  // the same name, another key
  const CertificateAuthority below("intermediate", &stranger);
  is_turned_away(below.issue(folder.path(), "below", mint_options));
}

TEST_F(HostileHandshake, WhatIsNoClientHelloEndsAtOnce) {
  start();
  for (const std::string& bytes :
       {std::string("GET /livez HTTP/1.1\r\nHost: pyxd\r\n\r\n"), std::string(600, '\0'),
        std::string("\x16\x03\x01\xff\xff", 5) + std::string(2000, 'x'),
        std::string("\x16\x03\x01\x00\x05\x01\xff\xff\xff\x00", 10) + std::string(500, 'x'),
        std::string("\x17\x03\x03\x00\x01x", 6), std::string("\x15\x03\x03\x00\x02\x02\x00", 7),
        std::string(4000, '\x80'), std::string("SSH-2.0-OpenSSH_9.2\r\n")}) {
    PlainClient client(daemon->port());
    client.send(bytes);
    EXPECT_TRUE(client.ended()) << bytes.substr(0, 20);
  }
  others_are_served();
}

TEST_F(HostileHandshake, AHandshakeThatIsNeverFinishedIsCut) {
  limits.handshake = 300ms;
  start();
  const auto before = std::chrono::steady_clock::now();
  PlainClient begun(daemon->port());
  begun.send(std::string("\x16\x03\x01\x02\x00\x01", 6));  // the beginning of a long ClientHello
  PlainClient trickling(daemon->port());
  for (int i = 0; i < 10; ++i) {
    trickling.send(std::string(1, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03"[i]));
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(begun.ended());
  EXPECT_TRUE(trickling.ended());
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
}

// RFC 8446, 8: early data could be replayed. A request in it is not looked at.
TEST_F(HostileHandshake, EarlyDataIsNotTaken) {
  start();
  SSL_SESSION* const session = ended_session();
  RawClient client(daemon->port(), ca_file, &mint, TlsVersion::k13, session, sign_wire());
  SSL_SESSION_free(session);
  EXPECT_FALSE(client.early_data_taken());
  ASSERT_TRUE(client.shook_hands());
  is_served(client);
  expect_nothing_signed();
}

// TLS 1.3 has no renegotiation; its new keys cost the server a little each, and that is all.
TEST_F(HostileHandshake, NewKeysWithoutEndHarmNobody) {
  start();
  const auto client = connect();
  EXPECT_FALSE(client->renegotiate());
  const auto again = connect();
  is_served(*again);
  for (int i = 0; i < 300 && again->update_keys(); ++i) {
    if (i % 50 == 0) others_are_served();
  }
  others_are_served();
  expect_nothing_signed();
}

TEST_F(HostileHandshake, ACrowdOfStrangersKeepsNobodyOut) {
  limits.strangers = 20;
  start();
  const auto known = connect();
  is_served(*known);
  std::vector<PlainClient> crowd;
  for (int i = 0; i < 300; ++i) {
    crowd.emplace_back(daemon->port());
    if (i % 3 == 0) crowd.back().send("\x16");
    if (i % 50 == 0) others_are_served();
  }
  is_served(*known);
  EXPECT_TRUE(crowd.front().ended()) << "the first of them had to go";
  expect_nothing_signed();
}

// With a certificate of the right authority and nothing to say, or with no right to say it.
TEST_F(HostileHandshake, ACrowdThatTheAuthorityVouchesForKeepsNobodyOut) {
  limits.strangers = 5;
  start();
  const auto unpinned = issue_client(authority, folder.path(), "unpinned", "urn:pyx:test:none");
  std::vector<std::unique_ptr<RawClient>> crowd;
  for (int i = 0; i < 15; ++i) {
    crowd.push_back(connect(&unpinned));
    if (i % 2 == 0) crowd.back()->send(sign_wire());
    others_are_served();
  }
  expect_nothing_signed();
}

}  // namespace hostile_handshake_test
}  // namespace pyx::server

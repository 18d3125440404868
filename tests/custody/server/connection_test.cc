// What one connection does with what a client sends: real TLS on loopback.
#include "custody/server/connection.h"

#include <thread>

#include "tests/custody/server/server_fixture.h"

namespace pyx::server {
namespace connection_test {

using namespace std::chrono_literals;
using pyx::testing::HttpReply;
using pyx::testing::ServerFixture;
using ::testing::HasSubstr;

class ConnectionOnLoopback : public ServerFixture {
 protected:
  // Sends `bytes` on a connection of its own; the status of the answer, or 0 for none.
  unsigned status_of(const std::string& bytes) {
    const auto client = connect();
    client->send(bytes);
    const auto reply = client->receive();
    return reply ? reply->status : 0;
  }
  std::string post_head(const std::string& fields) const {
    return "POST /v1/keys/" + vault.key().text() + "/sign HTTP/1.1\r\nHost: pyxd\r\n" + fields +
           "\r\n";
  }
};

TEST_F(ConnectionOnLoopback, PipelinedRequestsAreAnsweredInOrder) {
  vault.delays = {120ms, 60ms, 0ms};
  start();
  std::string wire;
  std::vector<Uuid> ids;
  for (const std::string message : {"YQ", "Yg", "Yw"}) {
    ids.push_back(Uuid::v7(clock.now()));
    wire += sign_wire(message, ids.back());
  }
  wire += get_wire("/v1/vault");
  const auto client = connect();
  ASSERT_TRUE(client->send(wire));
  std::vector<HttpReply> replies;
  for (int i = 0; i < 4; ++i) {
    auto reply = client->receive();
    ASSERT_TRUE(reply.has_value());
    replies.push_back(*reply);
  }
  // The last was signed first: the leaves tell the order of signing, the answers that of asking.
  EXPECT_THAT(replies[0].body, HasSubstr(R"("leaf_index":3)"));
  EXPECT_THAT(replies[1].body, HasSubstr(R"("leaf_index":2)"));
  EXPECT_THAT(replies[2].body, HasSubstr(R"("leaf_index":1)"));
  EXPECT_THAT(replies[3].body, HasSubstr(R"("name":"fake")"));
}

TEST_F(ConnectionOnLoopback, MoreRequestsThanMayWaitAreStillAllAnswered) {
  limits.pipelined = 3;
  start();
  std::string wire;
  for (int i = 0; i < 40; ++i) wire += get_wire("/livez");
  const auto client = connect();
  ASSERT_TRUE(client->send(wire));
  for (int i = 0; i < 40; ++i) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value()) << i;
    EXPECT_EQ(reply->status, 200U);
  }
}

TEST_F(ConnectionOnLoopback, ARequestMayComeByteByByte) {
  start();
  const auto client = connect();
  for (const char one : sign_wire()) ASSERT_TRUE(client->send({&one, 1}));
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
}

TEST_F(ConnectionOnLoopback, TheLargestRequestIsTaken) {
  start();
  const std::string message(87382, 'A');  // 64 KiB of zeros
  std::string body = R"({"messages":[)";
  for (int i = 0; i < 256; ++i) body += (i > 0 ? ",\"" : "\"") + message + "\"";
  body += "]}";
  const auto client = connect();
  ASSERT_TRUE(client->send(post_head("Content-Type: application/json\r\nIdempotency-Key: " +
                                     Uuid::v7(clock.now()).text() + "\r\nContent-Length: " +
                                     std::to_string(body.size()) + "\r\n") +
                           body));
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
  EXPECT_EQ(vault.signed_messages(), 256U);
}

TEST_F(ConnectionOnLoopback, ATooLargeBodyIsRefusedBeforeItIsSent) {
  start();
  EXPECT_EQ(status_of(post_head("Content-Length: 33554432\r\n")), 413U);
  EXPECT_EQ(status_of(post_head("Content-Length: 18446744073709551615\r\n")), 413U);
  EXPECT_EQ(status_of("GET /livez HTTP/1.1\r\nHost: pyxd\r\nContent-Length: 1\r\n\r\nx"), 413U);
  expect_nothing_signed();
}

TEST_F(ConnectionOnLoopback, ATooLongHeaderIsRefused) {
  start();
  EXPECT_EQ(
      status_of("GET /livez HTTP/1.1\r\nHost: pyxd\r\nX: " + std::string(20000, 'x') + "\r\n\r\n"),
      431U);
}

TEST_F(ConnectionOnLoopback, ATruncatedBodySignsNothing) {
  start();
  std::string wire = sign_wire();
  wire.pop_back();
  {
    const auto client = connect();
    ASSERT_TRUE(client->send(wire));
  }
  EXPECT_EQ(status_of(get_wire("/livez")), 200U);
  expect_nothing_signed();
}

TEST_F(ConnectionOnLoopback, WhatIsNotHttpIsRefused) {
  start();
  EXPECT_EQ(status_of("\x16\x03\x01\r\n\r\n"), 400U);
  EXPECT_EQ(status_of("GET /livez\r\n\r\n"), 400U);
  EXPECT_EQ(status_of("GET /livez HTTP/1.0\r\nHost: pyxd\r\n\r\n"), 505U);
  EXPECT_EQ(status_of("GET /livez HTTP/1.1\r\n\r\n"), 400U);
  EXPECT_EQ(status_of("GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400U);
}

// Two ways to say where a body ends is what request smuggling lives on.
TEST_F(ConnectionOnLoopback, ABodyHasOneLengthAndNoOther) {
  start();
  EXPECT_EQ(status_of(post_head("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"), 411U);
  EXPECT_EQ(status_of(post_head("Content-Length: 2\r\nContent-Length: 3\r\n") + "{}"), 400U);
  EXPECT_EQ(
      status_of(post_head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"),
      400U);
  EXPECT_EQ(status_of(post_head("Content-Length: -1\r\n")), 400U);
  expect_nothing_signed();
}

TEST_F(ConnectionOnLoopback, UnknownPathsAndWrongMethodsKeepTheConnection) {
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(get_wire("/nothing") + "DELETE /v1/keys HTTP/1.1\r\nHost: pyxd\r\n\r\n" +
                           get_wire("/livez")));
  for (const unsigned expected : {404U, 405U, 200U}) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, expected);
  }
}

// A body that nobody wants must not be read as the next request.
TEST_F(ConnectionOnLoopback, ARefusedRequestWithABodyIsTheLast) {
  start();
  const auto client = connect(&officers);
  const std::string inner = sign_wire();
  ASSERT_TRUE(
      client->send(post_head("Content-Length: " + std::to_string(inner.size()) + "\r\n") + inner));
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 403U);
  EXPECT_THAT(reply->head, HasSubstr("Connection: close"));
  EXPECT_TRUE(client->ended());
  expect_nothing_signed();
}

TEST_F(ConnectionOnLoopback, AClientThatSaysCloseGetsItsAnswerAndTheEnd) {
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(sign_wire("aGk", Uuid::v7(clock.now()), "Connection: close\r\n")));
  const auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
  EXPECT_TRUE(client->ended());
}

TEST_F(ConnectionOnLoopback, AClientThatWaitsIsToldToGoOn) {
  start();
  const auto client = connect();
  const std::string wire = sign_wire("aGk", Uuid::v7(clock.now()), "Expect: 100-continue\r\n");
  const std::size_t head = wire.find("\r\n\r\n") + 4;
  ASSERT_TRUE(client->send(wire.substr(0, head)));
  auto reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 100U);
  ASSERT_TRUE(client->send(wire.substr(head)));
  reply = client->receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200U);
}

TEST_F(ConnectionOnLoopback, BytesUnderWayAreBoundedTogether) {
  limits.body_bytes = 100000;
  start();
  EXPECT_EQ(status_of(post_head("Content-Length: 100001\r\n")), 503U);
  const auto holder = connect();
  ASSERT_TRUE(holder->send(post_head("Content-Length: 60000\r\n") + "{"));
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(status_of(post_head("Content-Length: 60000\r\n")), 503U);
  holder->close_abruptly();
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(status_of(sign_wire()), 200U) << "the bytes of the one who left were not given back";
}

TEST_F(ConnectionOnLoopback, ASlowHeaderIsCut) {
  limits.header = 100ms;
  start();
  const auto client = connect();
  const auto before = std::chrono::steady_clock::now();
  ASSERT_TRUE(client->send("GET /livez HT"));
  EXPECT_TRUE(client->ended());
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
}

TEST_F(ConnectionOnLoopback, AHeaderThatTricklesIsCutAllTheSame) {
  limits.header = 150ms;
  start();
  const auto client = connect();
  bool alive = true;
  for (int i = 0; i < 60 && alive; ++i) {
    alive = client->send("x");
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(client->ended());
}

TEST_F(ConnectionOnLoopback, ASlowBodyIsCutAndSignsNothing) {
  limits.body = 100ms;
  start();
  const auto client = connect();
  std::string wire = sign_wire();
  wire.resize(wire.size() - 5);
  ASSERT_TRUE(client->send(wire));
  EXPECT_TRUE(client->ended());
  expect_nothing_signed();
}

TEST_F(ConnectionOnLoopback, AnIdleConnectionIsClosedInTime) {
  limits.idle = 100ms;
  start();
  const auto client = connect();
  ASSERT_TRUE(client->send(get_wire("/livez")));
  ASSERT_TRUE(client->receive());
  EXPECT_TRUE(client->ended());
}

TEST_F(ConnectionOnLoopback, WhoWaitsForAnAnswerIsNotIdle) {
  limits.idle = 100ms;
  vault.delays = {500ms};
  start();
  EXPECT_EQ(status_of(sign_wire()), 200U);
}

TEST_F(ConnectionOnLoopback, AHandshakeThatDoesNotComeIsCut) {
  limits.handshake = 100ms;
  start();
  EXPECT_TRUE(pyx::testing::PlainClient(daemon->port()).ended());
  const auto client = connect();
  std::this_thread::sleep_for(200ms);
  ASSERT_TRUE(client->send(get_wire("/livez")));
  EXPECT_TRUE(client->receive()) << "the handshake's deadline outlived the handshake";
}

TEST_F(ConnectionOnLoopback, GarbageBeneathTlsEndsTheConnectionOnly) {
  start();
  const auto client = connect();
  client->send_raw("this is no TLS record at all, and long enough for one");
  EXPECT_FALSE(client->receive());
  EXPECT_EQ(status_of(get_wire("/livez")), 200U);
}

TEST_F(ConnectionOnLoopback, AnAnswerForAClientThatLeftIsDropped) {
  vault.delays = {150ms};
  start();
  {
    const auto client = connect();
    ASSERT_TRUE(client->send(sign_wire()));
    std::this_thread::sleep_for(50ms);
  }
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(vault.signed_messages(), 1U);
  EXPECT_EQ(status_of(get_wire("/livez")), 200U);
}

}  // namespace connection_test
}  // namespace pyx::server

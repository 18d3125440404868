// What comes of bytes: one reading of each request, however they were cut, and a refusal for
// whatever could be read in two ways.
#include "custody/server/request_reader.h"

#include <gmock/gmock.h>

#include "custody/server/limits.h"

namespace pyx::server {
namespace request_reader_test {

using ::testing::HasSubstr;
using State = RequestReader::State;

constexpr std::size_t kMostBody = 1000;

// Feeds `wire` in pieces of `piece_bytes`, as a connection does: what is not taken stays in front.
RequestReader read(std::string_view wire, std::size_t piece_bytes = 65536) {
  RequestReader reader(kMostBody);
  std::string buffer;
  while (reader.state() == State::kHead || reader.state() == State::kBody) {
    const State before = reader.state();
    const std::size_t used = buffer.empty() ? 0 : reader.put(buffer);
    buffer.erase(0, used);
    if (used > 0 || reader.state() != before) continue;
    if (wire.empty()) break;
    buffer += wire.substr(0, piece_bytes);
    wire.remove_prefix(std::min(piece_bytes, wire.size()));
  }
  return reader;
}

// The end of a header is added: what comes in pieces is judged when the header is whole.
unsigned refusal_of(const std::string& start) {
  const std::string wire = start + "\r\n\r\n";
  unsigned status = 0;
  for (const std::size_t piece_bytes : {std::size_t{65536}, std::size_t{1}, std::size_t{7}}) {
    const RequestReader reader = read(wire, piece_bytes);
    const unsigned now = reader.state() == State::kRefused ? reader.refusal().status : 0;
    if (piece_bytes == 65536) status = now;
    EXPECT_EQ(now, status) << "in pieces of " << piece_bytes;
  }
  return status;
}

std::string get(std::string_view fields, std::string_view target = "/livez") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: pyxd\r\n" + std::string(fields) +
         "\r\n";
}

TEST(RequestReader, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string wire =
      "POST /v1/x?y=z HTTP/1.1\r\nHost: pyxd\r\nIDEMPOTENCY-key: k\r\ncontent-TYPE:  a/b \r\n"
      "Cookie: no\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t piece_bytes = 1; piece_bytes <= wire.size(); ++piece_bytes) {
    RequestReader reader = read(wire, piece_bytes);
    ASSERT_EQ(reader.state(), State::kWhole) << piece_bytes;
    EXPECT_EQ(reader.content_length(), 5U);
    EXPECT_TRUE(reader.keep_alive());
    EXPECT_FALSE(reader.expects_continue());
    const Request request = reader.take();
    EXPECT_EQ(request.method, Method::kPost);
    EXPECT_EQ(request.path, "/v1/x");
    EXPECT_EQ(request.query, "y=z");
    EXPECT_EQ(request.body, "hello");
    ASSERT_EQ(request.fields.size(), 2U) << "only what a handler reads is kept";
    EXPECT_EQ(field(request, "content-type").value(), "a/b");
    EXPECT_EQ(field(request, "idempotency-key").value(), "k");
  }
}

TEST(RequestReader, WhatFollowsARequestIsLeftInPlace) {
  const std::string first = get("Content-Length: 2\r\n") + "{}";
  const std::string wire = first + get("");
  RequestReader reader(kMostBody);
  std::size_t used = 0;
  while (reader.state() != State::kWhole) used += reader.put(std::string_view(wire).substr(used));
  EXPECT_EQ(used, first.size());
}

TEST(RequestReader, AnEmptyBodyAndNoneAreTheSame) {
  for (const std::string fields : {"", "Content-Length: 0\r\n", "Expect: 100-continue\r\n"}) {
    const RequestReader reader = read(get(fields));
    ASSERT_EQ(reader.state(), State::kWhole);
    EXPECT_EQ(reader.content_length(), 0U);
    EXPECT_FALSE(reader.expects_continue()) << "there is nothing to wait for";
  }
}

TEST(RequestReader, ABodyUpToTheBoundIsReadAndNoByteMore) {
  EXPECT_EQ(read(get("Content-Length: 1000\r\n") + std::string(1000, 'x')).state(), State::kWhole);
  EXPECT_EQ(refusal_of(get("Content-Length: 1001\r\n")), 413U);
  EXPECT_EQ(refusal_of(get("Content-Length: 18446744073709551615\r\n")), 413U);
}

// Two ways to say where a body ends is what request smuggling lives on.
TEST(RequestReader, ABodyHasOneLength) {
  for (const std::string fields :
       {"Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 2, 2\r\n", "Content-Length: 2,\r\n", "Content-Length: +2\r\n",
        "Content-Length: -2\r\n", "Content-Length: 0x2\r\n", "Content-Length: 2 2\r\n",
        "Content-Length: \r\n", "Content-Length: 18446744073709551616\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "Content-Length : 2\r\n"}) {
    EXPECT_EQ(refusal_of(get(fields) + "{}"), 400U) << fields;
  }
  for (const std::string coding : {"chunked", "identity", "chunked, chunked", "x", "gzip, chunked",
                                   "chunked\r\nTransfer-Encoding: x"}) {
    const unsigned status = refusal_of(get("Transfer-Encoding: " + coding + "\r\n") + "0\r\n\r\n");
    EXPECT_TRUE(status == 400U || status == 411U) << coding << ": " << status;
  }
}

TEST(RequestReader, AFoldedLineIsRefused) {
  for (const std::string fields :
       {"X: a\r\n b\r\n", "X: a\r\n\tb\r\n", "X:\r\n a\r\n", "Content-Length: 1\r\n 0\r\n",
        "X: a\r\n \r\n", "Content-Length:\r\n 2\r\n"}) {
    EXPECT_EQ(refusal_of(get(fields) + "{}"), 400U) << fields;
  }
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n Host: pyxd\r\n\r\n"), 400U);
}

TEST(RequestReader, LinesEndInCrLfAndHoldNoControls) {
  for (const std::string& wire :
       {std::string("GET / HTTP/1.1\nHost: pyxd\n\n"),
        std::string("GET / HTTP/1.1\r\nHost: pyxd\nX: y\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: pyxd\rX: y\r\n\r\n"), get("X: a\nY: b\r\n"),
        get("X: a\rb\r\n"), get(std::string("X: a\0b\r\n", 8)), get(std::string("X\0: a\r\n", 7)),
        get("X: \x7f\r\n"), get("X: \x01\r\n"), get("X y: a\r\n"), get(": a\r\n"), get("X\r\n"),
        get("", std::string("/\0", 2)), get("", "/a b"), get("", "/\t"),
        std::string("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        std::string("G\xc3\xa9T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        std::string(" GET / HTTP/1.1\r\nHost: a\r\n\r\n")}) {
    EXPECT_EQ(refusal_of(wire), 400U) << wire;
  }
}

TEST(RequestReader, OtherVersionsAndProtocolsAreRefused) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\nHost: pyxd\r\n\r\n"), 505U);
  for (const std::string wire :
       {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET / HTTP/0.9\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET /\r\n\r\n", "GET / http/1.1\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02", "SSH-2.0-x\r\n"}) {
    EXPECT_EQ(refusal_of(wire), 400U) << wire;
  }
}

TEST(RequestReader, ExactlyOneHostIsNeeded) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400U);
  EXPECT_EQ(refusal_of(get("Host: pyxd\r\n")), 400U);
}

TEST(RequestReader, AHeaderIsBoundedAsAWhole) {
  const auto header_of = [](std::size_t bytes) {
    std::string fields = "X: ";
    fields.append(bytes - get("").size() - fields.size() - 2, 'x');
    return get(fields + "\r\n");
  };
  EXPECT_EQ(read(header_of(kHeaderMostBytes)).state(), State::kWhole);
  EXPECT_EQ(refusal_of(header_of(kHeaderMostBytes + 1)), 431U);
}

// Beast bounds what it is given at once: fields whose last byte but one ends a piece went through
// one by one, as many as a client liked to send.
TEST(RequestReader, AHeaderThatComesInPiecesIsBoundedToo) {
  RequestReader reader(kMostBody);
  std::string buffer = "GET / HTTP/1.1\r\nHost: pyxd\r\nX";
  std::size_t sent = buffer.size();
  while (reader.state() == State::kHead && sent < 10 * kHeaderMostBytes) {
    const std::size_t used = reader.put(buffer);
    buffer.erase(0, used);
    if (used > 0) continue;
    buffer += ": y\r\nX";
    sent += 6;
  }
  ASSERT_EQ(reader.state(), State::kRefused);
  EXPECT_EQ(reader.refusal().status, 431U);
  EXPECT_LT(sent, kHeaderMostBytes + 100);
  EXPECT_THAT(reader.refusal().body, HasSubstr("too long"));
}

}  // namespace request_reader_test
}  // namespace pyx::server

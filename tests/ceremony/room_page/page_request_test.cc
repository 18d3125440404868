#include "ceremony/room_page/page_request.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::room_page {
namespace page_request_test {

constexpr std::uint16_t kPort = 8042;

PageRequest read(std::string_view bytes) { return read_request(bytes, kPort).value(); }

unsigned refused(std::string_view first_line, std::string_view fields) {
  return read(std::string(first_line) + "\r\n" + std::string(fields) + "\r\n").refused;
}
unsigned host_refused(std::string_view host) {
  return refused("GET / HTTP/1.1", "Host: " + std::string(host) + "\r\n");
}

TEST(PageRequest, WhatABrowserSendsIsTaken) {
  const PageRequest request =
      read("GET /moment?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8042\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(request.refused, 0U);
  EXPECT_EQ(request.path, "/moment");
  EXPECT_FALSE(request.head_only);
  EXPECT_TRUE(read("HEAD / HTTP/1.1\r\nHost: localhost:8042\r\n\r\n").head_only);
}

TEST(PageRequest, UntilTheHeadEndsMoreIsNeeded) {
  const std::string whole = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8042\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(read_request(whole.substr(0, size), kPort)) << size;
  EXPECT_TRUE(read_request(whole, kPort));
}

TEST(PageRequest, OnlyGetAndHeadAreTaken) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "get"})
    EXPECT_EQ(refused(std::string(method) + " / HTTP/1.1", "Host: localhost:8042\r\n"), 405U);
}

// A name that somebody else controls can be made to lead to 127.0.0.1 (DNS rebinding).
TEST(PageRequest, AForeignHostIsRefused) {
  for (const char* host : {"evil.example:8042", "evil.example", "127.0.0.1.evil.example:8042",
                           "127.0.0.2:8042", "0.0.0.0:8042", "[::1]:8042", "localhost:8043",
                           "127.0.0.1", "localhost.:8042", "127.0.0.1:8042 evil", "127.1:8042"})
    EXPECT_EQ(host_refused(host), 421U) << host;
  EXPECT_EQ(host_refused("127.0.0.1:8042"), 0U);
  EXPECT_EQ(host_refused("LocalHost:8042"), 0U);
}

TEST(PageRequest, WithoutAHostOrWithTwoItIsRefused) {
  EXPECT_EQ(refused("GET / HTTP/1.1", ""), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", "Host: localhost:8042\r\nhost: localhost:8042\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", "Host: evil.example\r\nHost: localhost:8042\r\n"), 400U);
}

TEST(PageRequest, ABodyIsRefused) {
  const std::string host = "Host: localhost:8042\r\n";
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "Content-Length: 5\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "Transfer-Encoding: chunked\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "Content-Length: 0\r\n"), 0U);
}

TEST(PageRequest, OtherVersionsAndOtherProtocolsAreRefused) {
  const std::string host = "Host: localhost:8042\r\n";
  EXPECT_EQ(refused("GET / HTTP/1.0", host), 505U);
  EXPECT_EQ(refused("GET / HTTP/2.0", host), 400U);
  EXPECT_EQ(refused("GET / SMTP", host), 400U);
  EXPECT_EQ(refused("GET /", host), 400U);
  EXPECT_EQ(refused("GET  / HTTP/1.1", host), 400U);
  EXPECT_EQ(refused("GET /a b HTTP/1.1", host), 400U);
  EXPECT_EQ(refused("GET http://localhost:8042/ HTTP/1.1", host), 400U);
  EXPECT_EQ(refused("", host), 400U);
}

TEST(PageRequest, WhatTwoReadersCouldReadInTwoWaysIsRefused) {
  const std::string host = "Host: localhost:8042\r\n";
  EXPECT_EQ(refused("GET / HTTP/1.1", host + " folded: x\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "name : x\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "no colon\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "a: b\nHost: evil.example\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + "a: b\rc\r\n"), 400U);
  EXPECT_EQ(refused("GET / HTTP/1.1", host + std::string("a: \0\r\n", 6)), 400U);
  EXPECT_EQ(refused("GET /\x01 HTTP/1.1", host), 400U);
}

TEST(PageRequest, AHeadOfTheGreatestLengthIsTakenAndALongerOneIsNot) {
  const std::string front = "GET / HTTP/1.1\r\nHost: localhost:8042\r\na: ";
  const std::string longest = front + std::string(kMostHeadBytes - front.size(), 'x');
  EXPECT_EQ(read(longest + "\r\n\r\n").refused, 0U);
  EXPECT_EQ(read(longest + "x\r\n\r\n").refused, 431U);
}

TEST(PageRequest, AHeadThatDoesNotEndIsRefused) {
  EXPECT_EQ(read(std::string(kMostHeadBytes + 4, 'x')).refused, 431U);
  EXPECT_FALSE(read_request(std::string(kMostHeadBytes + 3, 'x'), kPort));
}

}  // namespace page_request_test
}  // namespace pyx::ceremony::room_page

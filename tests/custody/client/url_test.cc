#include "custody/client/url.h"

#include "tests/matchers.h"

namespace pyx::client {
namespace url_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

TEST(Url, HasHostAndPort) {
  const auto url = parse_url("https://pyx.example:7443");
  ASSERT_THAT(url, IsOk());
  EXPECT_EQ(url->host, "pyx.example");
  EXPECT_EQ(url->port, "7443");
  EXPECT_EQ(url->authority(), "pyx.example:7443");
}

TEST(Url, AnIPv6AddressStandsInBrackets) {
  const auto url = parse_url("https://[::1]:7443/");
  ASSERT_THAT(url, IsOk());
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority(), "[::1]:7443");
}

TEST(Url, AnythingElseIsRefused) {
  for (const std::string_view wrong :
       {"", "pyx.example:7443", "http://pyx.example:7443", "https://pyx.example", "https://:7443",
        "https://pyx.example:0", "https://pyx.example:65536", "https://pyx.example:7443/v1",
        "https://user@pyx.example:7443", "https://pyx.example:7443?x", "https://::1:7443",
        "https://pyx example:7443", "https://a\r\nb:1", "https://[pyx]:7443"}) {
    EXPECT_THAT(parse_url(wrong), FailsWith(Code::kBadInput)) << wrong;
  }
}

}  // namespace url_test
}  // namespace pyx::client

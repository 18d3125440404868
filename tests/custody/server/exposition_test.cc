// The format: https://prometheus.io/docs/instrumenting/exposition_formats/, text, version 0.0.4.
#include "custody/server/exposition.h"

#include <gtest/gtest.h>

namespace pyx::server {
namespace exposition_test {

TEST(Exposition, AFamilyHasItsHelpItsTypeAndItsSamples) {
  Exposition to;
  to.family("pyx_requests_total", "counter", "Requests answered.");
  to.sample({{"route", "/v1/keys"}, {"status", "2xx"}}, std::uint64_t{12});
  to.sample({}, std::int64_t{-3});
  EXPECT_EQ(to.take(),
            "# HELP pyx_requests_total Requests answered.\n"
            "# TYPE pyx_requests_total counter\n"
            "pyx_requests_total{route=\"/v1/keys\",status=\"2xx\"} 12\n"
            "pyx_requests_total -3\n");
}

TEST(Exposition, ALabelCannotBreakItsLine) {
  Exposition to;
  to.family("x", "gauge", "X.");
  to.sample({{"a", "\"\\\n"}}, std::uint64_t{1});
  EXPECT_EQ(to.take(), "# HELP x X.\n# TYPE x gauge\nx{a=\"\\\"\\\\\\n\"} 1\n");
}

TEST(Exposition, SecondsAreExact) {
  Exposition to;
  to.family("x", "gauge", "X.");
  for (const std::int64_t microseconds :
       {0L, 1L, 500L, 2500000L, -1500000L, 9007199254740993000L}) {
    to.seconds({}, microseconds);
  }
  EXPECT_EQ(to.take(),
            "# HELP x X.\n# TYPE x gauge\nx 0.0\nx 0.000001\nx 0.0005\nx 2.5\nx -1.5\n"
            "x 9007199254740.993\n");
}

TEST(Exposition, BucketsAddUpToTheCount) {
  Exposition to;
  to.family("x_seconds", "histogram", "X.");
  to.histogram({{"r", "a"}}, {{500, 1000000}, {3, 2, 1}, 2500000}, Exposition::Unit::kMicrosecond);
  EXPECT_EQ(to.take(),
            "# HELP x_seconds X.\n# TYPE x_seconds histogram\n"
            "x_seconds_bucket{r=\"a\",le=\"0.0005\"} 3\n"
            "x_seconds_bucket{r=\"a\",le=\"1.0\"} 5\n"
            "x_seconds_bucket{r=\"a\",le=\"+Inf\"} 6\n"
            "x_seconds_sum{r=\"a\"} 2.5\n"
            "x_seconds_count{r=\"a\"} 6\n");
}

}  // namespace exposition_test
}  // namespace pyx::server

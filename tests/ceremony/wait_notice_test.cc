#include "ceremony/wait_notice.h"

#include <gmock/gmock.h>

#include <atomic>

namespace pyx::ceremony {
namespace wait_notice_test {

using namespace std::chrono_literals;

TEST(WaitNotice, SaysNothingWhenTheWorkIsQuick) {
  std::atomic<int> said = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    const WaitNotice notice([&](std::string_view) { ++said; }, "wait", 1h);
  }
  EXPECT_EQ(said, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10min);  // it did not wait for the hour
}

TEST(WaitNotice, SaysItsSentenceOnceWhenTheWorkTakesLonger) {
  std::atomic<int> said = 0;
  {
    const WaitNotice notice(
        [&](std::string_view sentence) { said += sentence == "waiting for token alice" ? 1 : 100; },
        "waiting for token alice", 1ms);
    for (int i = 0; i < 5000 && said == 0; ++i) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_EQ(said, 1);
}

}  // namespace wait_notice_test
}  // namespace pyx::ceremony

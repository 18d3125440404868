#include "custody/server/event_log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "base/json.h"

namespace pyx::server {
namespace {

using ::testing::HasSubstr;

class FixedClock : public Clock {
 public:
  Time now() const override { return time; }
  Time time = from_rfc3339("2026-11-23T08:56:20.123Z").value();
};

class EventLogOnPipe : public ::testing::Test {
 protected:
  EventLogOnPipe() { EXPECT_EQ(::pipe(ends.data()), 0); }
  ~EventLogOnPipe() override {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  std::string written() {
    std::string text(65536, '\0');
    const ssize_t size = ::read(ends[0], text.data(), text.size());
    text.resize(static_cast<std::size_t>(size));
    return text;
  }
  std::array<int, 2> ends{};
  FixedClock clock;
};

TEST_F(EventLogOnPipe, ALineIsOneJsonObject) {
  EventLog log(ends[1], clock);
  log.write(Level::kInfo, "started", {{"listen", "127.0.0.1:7443"}});
  EXPECT_EQ(written(), R"({"time":"2026-11-23T08:56:20.123Z","level":"info","event":"started",)"
                       R"("listen":"127.0.0.1:7443"})"
                       "\n");
}

TEST_F(EventLogOnPipe, WhatAStrangerSaysCannotBreakALine) {
  EventLog log(ends[1], clock);
  log.write(Level::kWarning, "refused", {{"path", "/a\n\"\x1b[2J\xff"}});
  const std::string line = written();
  EXPECT_TRUE(json::parse(line.substr(0, line.size() - 1)).ok()) << line;
  EXPECT_THAT(line, HasSubstr("/a?\\\"?[2J?"));
}

TEST_F(EventLogOnPipe, PastTheBoundOnlyTheNumberOfLinesIsTold) {
  EventLog log(ends[1], clock);
  for (unsigned i = 0; i < EventLog::kMostLinesASecond + 5; ++i) log.write(Level::kInfo, "noise");
  clock.time += std::chrono::seconds(1);
  log.write(Level::kInfo, "later");
  const std::string text = written();
  EXPECT_EQ(std::ranges::count(text, '\n'), EventLog::kMostLinesASecond + 1);
  EXPECT_THAT(text, HasSubstr(R"("event":"later","lines_left_out":5)"));
}

}  // namespace
}  // namespace pyx::server

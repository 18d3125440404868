#include "custody/server/event_log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "base/json.h"

namespace pyx::server {
namespace event_log_test {

using ::testing::AllOf;
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

TEST_F(EventLogOnPipe, LinesBelowItsLevelAreNotWritten) {
  EventLog log(ends[1], clock, Level::kWarning);
  log.write(Level::kDebug, "request");
  log.write(Level::kInfo, "started");
  log.write(Level::kWarning, "refused");
  log.write(Level::kError, "failed");
  const std::string text = written();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  EXPECT_THAT(text, AllOf(HasSubstr("refused"), HasSubstr("failed")));
  EXPECT_FALSE(log.wants(Level::kInfo));
  EXPECT_FALSE(EventLog(ends[1], clock).wants(Level::kDebug));
}

// A line for each request must not keep a warning from being told.
TEST_F(EventLogOnPipe, DebugLinesLeaveRoomForTheOthers) {
  EventLog log(ends[1], clock, Level::kDebug);
  for (unsigned i = 0; i < EventLog::kMostLinesASecond + 5; ++i)
    log.write(Level::kDebug, "request");
  log.write(Level::kWarning, "important");
  EXPECT_THAT(written(), HasSubstr("important"));
}

TEST_F(EventLogOnPipe, ALongValueIsCut) {
  EventLog log(ends[1], clock);
  log.write(Level::kInfo, "refused", {{"path", std::string(10000, 'x')}});
  EXPECT_LT(written().size(), EventLog::kMostValueBytes + 200);
}

TEST(Level, IsReadAsItIsWritten) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    EXPECT_EQ(level_from(to_text(level)), level);
  }
  EXPECT_EQ(level_from("Debug"), std::nullopt);
  EXPECT_EQ(level_from(""), std::nullopt);
}

}  // namespace event_log_test
}  // namespace pyx::server

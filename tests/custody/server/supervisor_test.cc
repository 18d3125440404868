// Against a real unix socket, as systemd listens on one.
#include "custody/server/supervisor.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/matchers.h"
#include "tests/support/notify_socket.h"

namespace pyx::server {
namespace supervisor_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::NotifySocket;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class SupervisedTest : public ::testing::Test {
 protected:
  ~SupervisedTest() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }
  void listen() { setenv("NOTIFY_SOCKET", manager.path().c_str(), 1); }
  NotifySocket manager;
};

TEST_F(SupervisedTest, TellsWhatItDoesInTheManagersWords) {
  listen();
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  supervisor->ready("serving at 127.0.0.1:7443");
  supervisor->stopping();
  supervisor->alive();
  EXPECT_THAT(manager.received(),
              ElementsAre("READY=1\nSTATUS=serving at 127.0.0.1:7443\n",
                          AllOf(StartsWith("STOPPING=1\n"), HasSubstr("STATUS=")), "WATCHDOG=1\n"));
}

// systemd tells a reload's end from its beginning by the monotonic clock.
TEST_F(SupervisedTest, AReloadCarriesTheMonotonicTime) {
  listen();
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  timespec before{}, after{};
  clock_gettime(CLOCK_MONOTONIC, &before);
  supervisor->reloading();
  clock_gettime(CLOCK_MONOTONIC, &after);
  const auto lines = manager.received();
  ASSERT_EQ(lines.size(), 1U);
  ASSERT_THAT(lines[0], StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  const auto said = std::stoll(lines[0].substr(lines[0].find("USEC=") + 5));
  const auto in_us = [](const timespec& at) { return at.tv_sec * 1000000LL + at.tv_nsec / 1000; };
  EXPECT_GE(said, in_us(before));
  EXPECT_LE(said, in_us(after));
}

TEST_F(SupervisedTest, AStatusCannotAddALine) {
  listen();
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  supervisor->ready("a\nWATCHDOG=trigger");
  EXPECT_THAT(manager.received(), ElementsAre("READY=1\nSTATUS=a WATCHDOG=trigger\n"));
}

TEST_F(SupervisedTest, IsAliveTwiceAsOftenAsTheManagerWaits) {
  listen();
  setenv("WATCHDOG_USEC", "3000000", 1);
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  EXPECT_EQ(supervisor->alive_every(), std::chrono::milliseconds(1500));
  // What a module starts must not take itself for the daemon.
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
  EXPECT_EQ(std::getenv("WATCHDOG_USEC"), nullptr);
}

TEST_F(SupervisedTest, AnotherProcessesWatchdogIsNotItsOwn) {
  listen();
  setenv("WATCHDOG_USEC", "3000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  const auto other = Supervisor::from_environment();
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(other->alive_every(), std::nullopt);
}

TEST_F(SupervisedTest, WithoutAManagerNothingIsSaid) {
  setenv("WATCHDOG_USEC", "3000000", 1);
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  supervisor->ready("serving");
  EXPECT_EQ(supervisor->alive_every(), std::nullopt);
  EXPECT_THAT(manager.received(), ElementsAre());
}

TEST_F(SupervisedTest, AManagerThatDoesNotReadIsNotWaitedFor) {
  listen();
  const auto supervisor = Supervisor::from_environment();
  ASSERT_THAT(supervisor, IsOk());
  for (unsigned i = 0; i < 10000; ++i) supervisor->alive();  // more than a socket holds
}

TEST_F(SupervisedTest, AWrongEnvironmentIsSaid) {
  for (const char* wrong : {"", "relative", "@", "/"}) {
    setenv("NOTIFY_SOCKET", wrong, 1);
    EXPECT_THAT(Supervisor::from_environment(), FailsSaying(Code::kBadInput, "NOTIFY_SOCKET"));
  }
  setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'x')).c_str(), 1);
  EXPECT_THAT(Supervisor::from_environment(), FailsSaying(Code::kBadInput, "NOTIFY_SOCKET"));
  setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  EXPECT_THAT(Supervisor::from_environment(), FailsSaying(Code::kConflict, "/nowhere/at/all"));
  for (const char* wrong : {"", "0", "-1", "3s"}) {
    listen();
    setenv("WATCHDOG_USEC", wrong, 1);
    EXPECT_THAT(Supervisor::from_environment(), FailsSaying(Code::kBadInput, "WATCHDOG_USEC"));
  }
}

}  // namespace supervisor_test
}  // namespace pyx::server

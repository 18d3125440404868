#include "ceremony/room_page/room_guide.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <atomic>
#include <new>
#include <sstream>
#include <thread>

#include "ceremony/running/plain_guide.h"
#include "tests/ceremony/room_page/browser.h"
#include "tests/matchers.h"

namespace pyx::ceremony::room_page {
namespace room_guide_test {

using ::testing::AllOf;
using testing::fetched;
using ::testing::HasSubstr;
using ::testing::Not;

class WatchedGuide : public ::testing::Test {
 protected:
  SystemClock clock_;
  std::unique_ptr<RoomServer> server_ = RoomServer::start(0, clock_, {}).value();
  std::ostringstream words_;
  std::istringstream typed_{"a secret between us\n"};
  running::PlainGuide plain_{words_, &typed_, Colour::kNo};
  RoomGuide guide_{plain_, *server_};
};

TEST_F(WatchedGuide, AMomentIsShownOnBoth) {
  running::Moment moment;
  moment.stage = running::Stage::kStep;
  moment.step_title = "The token is new";
  guide_.show(moment);
  EXPECT_THAT(words_.str(), HasSubstr("The token is new"));
  EXPECT_THAT(fetched("/moment", server_->port()), HasSubstr("The token is new"));
}

TEST_F(WatchedGuide, WhatIsSaidReadAskedAndTypedIsNotOnTheWall) {
  guide_.show({});
  guide_.say("somebody did something");
  guide_.read("a long statement");
  running::Question question;
  question.id = "a.question";
  question.text = "what is the number";
  EXPECT_EQ(guide_.ask(question).value(), "a secret between us");
  const std::string wall = fetched("/moment", server_->port());
  for (const char* part : {"somebody did", "statement", "number", "secret"}) {
    EXPECT_THAT(wall, Not(HasSubstr(part)));
  }
  EXPECT_THAT(words_.str(), HasSubstr("what is the number"));
}

// What a page that nothing foreign can end ends of: there is no memory.
class TiredClock : public Clock {
 public:
  Time now() const override { return SystemClock().now(); }
  Duration passed() const override {
    if (tired) throw std::bad_alloc();
    return Clock::passed();
  }
  std::atomic<bool> tired = false;
};

TEST(RoomGuide, SaysOnceThatThePageHasEndedAndGoesOn) {
  TiredClock clock;
  const auto server = RoomServer::start(0, clock, {}).value();
  std::ostringstream words;
  std::istringstream typed;
  running::PlainGuide plain(words, &typed, Colour::kNo);
  RoomGuide guide(plain, *server);
  clock.tired = true;
  EXPECT_EQ(fetched("/moment", server->port()), "");
  clock.tired = false;
  // The browser may know before the page does.
  for (int tries = 0; tries < 1000 && words.str().find("has ended") == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    guide.show({});
  }
  const std::string told =
      "the page on the wall has ended: " + std::string(std::bad_alloc().what());
  EXPECT_THAT(words.str(), HasSubstr(told + "; the ceremony goes on"));
  words.str("");
  running::Moment moment;
  moment.stage = running::Stage::kStep;
  moment.step_title = "The token is new";
  guide.show(moment);
  EXPECT_THAT(words.str(), AllOf(HasSubstr("The token is new"), Not(HasSubstr("the page"))));
}

}  // namespace room_guide_test
}  // namespace pyx::ceremony::room_page

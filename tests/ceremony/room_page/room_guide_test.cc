#include "ceremony/room_page/room_guide.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <sstream>

#include "ceremony/running/plain_guide.h"
#include "tests/ceremony/room_page/browser.h"
#include "tests/matchers.h"

namespace pyx::ceremony::room_page {
namespace room_guide_test {

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

}  // namespace room_guide_test
}  // namespace pyx::ceremony::room_page

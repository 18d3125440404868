#include "ceremony/room_page/room_view.h"

#include <gmock/gmock.h>

#include "base/json.h"

namespace pyx::ceremony::room_page {
namespace room_view_test {

using std::chrono::minutes;

running::Moment moment() {
  running::Moment moment;
  moment.stage = running::Stage::kStep;
  moment.title = "A genesis";
  moment.section_title = "The token";
  moment.section_number = 2;
  moment.sections = 8;
  moment.step_title = "The token is new";
  moment.step_number = 7;
  moment.steps = 12;
  moment.doers = {"wanda"};
  moment.say = "One.\nTwo.";
  moment.next = "The PINs";
  moment.next_doers = {"olga"};
  moment.command = "pyx token init";
  moment.evidence = "the serial";
  moment.planned = minutes(90);
  moment.planned_done = minutes(45);
  moment.step_planned = minutes(5);
  moment.now = moment.begun + minutes(50);
  moment.step_begun = moment.now - minutes(6);
  moment.room = {{"wanda", "Wanda Example", {}, true, true}};
  moment.deviations = {{1, "overrun", "minor", "it took longer"}};
  return moment;
}

json::object view(const running::Moment& of) { return json::parse(room_view(of))->as_object(); }

std::string text(const json::object& from, const char* name) {
  return std::string(from.at(name).as_string());
}

TEST(RoomView, SaysWhereWeAreWhoActsWhatIsSaidAndWhatComesNext) {
  const json::object shown = view(moment());
  EXPECT_EQ(text(shown, "title"), "A genesis");
  EXPECT_EQ(text(shown, "place"), "The token, section 2 of 8, step 7 of 12");
  EXPECT_EQ(text(shown, "step"), "The token is new");
  EXPECT_EQ(text(shown, "who"), "Wanda Example");
  EXPECT_EQ(text(shown, "say"), "One.\nTwo.");
  EXPECT_EQ(text(shown, "next"), "The PINs");
  EXPECT_EQ(text(shown, "next_who"), "olga");
}

TEST(RoomView, SaysHowMuchTimeThereIs) {
  const json::object shown = view(moment());
  EXPECT_EQ(text(shown, "step_time"), "6:00 of 5 min, 1:00 over");
  EXPECT_TRUE(shown.at("step_over").as_bool());
  EXPECT_EQ(text(shown, "whole_time"), "50 min used, 45 min to go as planned");
  EXPECT_EQ(shown.at("done").to_number<int>(), 500);
}

TEST(RoomView, SaysWhatIsNotAsPlannedAndWhetherItIsARehearsal) {
  const json::object shown = view(moment());
  EXPECT_EQ(text(shown, "deviations_line"), "1 deviation, minor");
  EXPECT_EQ(shown.at("deviations").as_array().front().as_string(),
            "1 overrun, minor: it took longer");
  EXPECT_TRUE(shown.at("rehearsal").as_bool());
  running::Moment real = moment();
  real.rehearsal = false;
  EXPECT_FALSE(view(real).at("rehearsal").as_bool());
}

TEST(RoomView, NothingThatIsTypedIsInIt) {
  EXPECT_EQ(room_view(moment()).find("pyx token init"), std::string::npos);
}

TEST(RoomView, WhatTurnsTheDirectionOfWritingIsShownAsWhatItIs) {
  running::Moment bad = moment();
  bad.step_title = "left\xe2\x80\xaeright\x1b[2J\xff";
  EXPECT_EQ(text(view(bad), "step"), "left\\u202eright\\u001b[2J\\xff");
}

}  // namespace room_view_test
}  // namespace pyx::ceremony::room_page

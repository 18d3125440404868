#include "ceremony/running/spoken_output.h"

#include <gmock/gmock.h>

#include "tests/ceremony/running/small_ceremony.h"

namespace pyx::ceremony::running {
namespace spoken_output_test {

using ::testing::ElementsAre;
using testing::Recorder;
using testing::SmallCeremony;

TEST(SpokenOutput, WhatWorkSaysIsSaidByTheGuideLineByLine) {
  SmallCeremony room;
  Recorder guide;
  SpokenOutput spoken(guide);
  Context context = spoken.in(room.context());
  context.output.say("touch your token");
  context.output.show("one\ntwo\n");
  EXPECT_THAT(guide.said, ElementsAre("touch your token", "one", "two"));
}

TEST(SpokenOutput, TheRestOfTheWorldIsTheSame) {
  SmallCeremony room;
  Recorder guide;
  SpokenOutput spoken(guide);
  room.context().second_token_program = "/somewhere/pyx";
  const Context context = spoken.in(room.context());
  EXPECT_EQ(&context.clock, &room.context().clock);
  EXPECT_EQ(context.keyboard.lines, room.context().keyboard.lines);
  EXPECT_EQ(context.second_token_program, "/somewhere/pyx");
  EXPECT_EQ(context.look_at_token({})->identity.serial, room.serial);
}

TEST(SpokenOutput, ALineWithoutAnEndIsSaidOnceItIsVeryLong) {
  SmallCeremony room;
  Recorder guide;
  SpokenOutput spoken(guide);
  spoken.in(room.context()).output.ask(std::string(5000, 'x'));
  ASSERT_EQ(guide.said.size(), 1U);
  EXPECT_LE(guide.said.front().size(), 4096U);
}

}  // namespace spoken_output_test
}  // namespace pyx::ceremony::running

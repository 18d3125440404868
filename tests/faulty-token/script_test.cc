#include "tests/faulty-token/script.h"

#include <gmock/gmock.h>

#include "tests/matchers.h"

namespace pyx::testing {
namespace script_test {

using ::testing::SizeIs;

Script parsed(std::string_view text) {
  auto script = parse_script(text);
  EXPECT_THAT(script, IsOk());
  return script ? *std::move(script) : Script{};
}

TEST(FaultScript, AnEmptyOneSaysThatAllIsWell) {
  for (const char* text : {"", "\n\n", "  # nothing\n", "return"}) {
    const Script script = parsed(text);
    EXPECT_TRUE(script.faults.empty() && !script.removed && !script.lose_sessions) << text;
  }
}

TEST(FaultScript, EveryKindOfLineIsUnderstood) {
  const Script script = parsed(
      "remove\nlose-sessions # once\n"
      "C_Sign nth=3 ckr=CKR_DEVICE_ERROR\nC_Sign from=2 ckr_after=CKR_0x80000001\n"
      "C_Sign delay_ms=200 times=4\nC_Sign hang\nC_Sign flip\nC_Sign leave-operation\n"
      "C_GetAttributeValue lie=0x103\nC_GetTokenInfo flags=0x100\nC_Login keypad=/pin\n"
      "C_UnwrapKey wrapped=/key");
  EXPECT_TRUE(script.removed && script.lose_sessions);
  ASSERT_THAT(script.faults, SizeIs(10));
  EXPECT_EQ(script.faults[0].ckr, CKR_DEVICE_ERROR);
  EXPECT_EQ(script.faults[0].nth, 3U);
  EXPECT_EQ(script.faults[0].times, 1U);
  EXPECT_EQ(script.faults[1].kind, Fault::Kind::kAnswerAfter);
  EXPECT_EQ(script.faults[1].ckr, 0x80000001U);
  EXPECT_EQ(script.faults[1].nth, 2U);
  EXPECT_EQ(script.faults[1].times, Fault::kForEver);
  EXPECT_EQ(script.faults[2].delay.count(), 200);
  EXPECT_EQ(script.faults[2].times, 4U);
  EXPECT_EQ(script.faults[3].kind, Fault::Kind::kHang);
  EXPECT_EQ(script.faults[4].kind, Fault::Kind::kFlip);
  EXPECT_EQ(script.faults[5].kind, Fault::Kind::kLeaveOperation);
  EXPECT_EQ(script.faults[6].lie, 0x103U);
  EXPECT_EQ(script.faults[7].flags, CKF_PROTECTED_AUTHENTICATION_PATH);
  EXPECT_EQ(script.faults[8].keypad, "/pin");
  EXPECT_EQ(script.faults[9].wrapped, "/key");
}

TEST(FaultScript, WhatMeansNothingIsRefusedWithItsLine) {
  for (const char* line : {"C_Sign", "C_Sign nth=1", "C_Sign ckr=CKR_NOTHING", "C_Sign nth=0 hang",
                           "C_Sign delay_ms=soon", "C_Login flip", "C_Sign hang flip", "explode",
                           "remove now", "C_Sign nth= hang", "C_Sign flags=1",
                           "C_Login keypad=", "C_Sign wrapped=/key", "C_UnwrapKey wrapped="}) {
    EXPECT_THAT(parse_script("return\n" + std::string(line)),
                FailsSaying(Code::kBadInput, "line 2: "))
        << line;
  }
}

}  // namespace script_test
}  // namespace pyx::testing

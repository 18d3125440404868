#include "custody/client/control_name.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"

namespace pyx::client {
namespace control_name_test {

TEST(ControlName, AKnownIdIsALiteral) {
  std::string_view name;
  {
    const std::string passing = "ACT-QUORUM";
    name = control_name(passing);
  }
  EXPECT_EQ(name, "ACT-QUORUM");
}

// What a vault refuses before it asks anything else must not lose its name on the way.
TEST(ControlName, ClockAndTokenAreKnown) {
  EXPECT_EQ(control_name("CLOCK-SANE"), "CLOCK-SANE");
  EXPECT_EQ(control_name("TOKEN-BOUND"), "TOKEN-BOUND");
}

TEST(ControlName, WhatStopsCoinsIsKnown) {
  for (const std::string name :
       {"COIN-EQUAL", "COIN-GOOD", "COIN-ONCE", "COIN-ORACLE", "COIN-REFUND", "KEY-TERMS"}) {
    EXPECT_EQ(control_name(name), name);
  }
  EXPECT_EQ(call_name("C_DeriveKey"), "C_DeriveKey");
}

TEST(ControlName, AnUnknownOneIsEmpty) {
  EXPECT_EQ(control_name("NO-SUCH-CONTROL"), "");
  EXPECT_EQ(control_name(""), "");
  EXPECT_EQ(call_name("C_NoSuchFunction"), "");
}

TEST(ControlName, ATokensAnswerKeepsItsNumber) {
  for (const unsigned long ckr : {0x30UL, 0xa0UL, 0x203UL, 0x80000171UL}) {
    EXPECT_EQ(ckr_number(ckr_name(ckr)), ckr) << ckr_name(ckr);
  }
  EXPECT_EQ(ckr_number("nonsense"), 0UL);
}

}  // namespace control_name_test
}  // namespace pyx::client

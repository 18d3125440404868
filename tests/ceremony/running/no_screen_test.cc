#include "ceremony/running/no_screen.h"

#include <gtest/gtest.h>

#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace no_screen_test {

TEST(NoScreen, NobodyCanSitDownAtIt) {
  using pyx::testing::FailsWith;
  EXPECT_THAT(no_screen().clear(), FailsWith(Code::kAskPerson));
  EXPECT_THAT(no_screen().say("carol: sit down"), FailsWith(Code::kAskPerson));
  EXPECT_THAT(no_screen().ask("carol: press Enter"), FailsWith(Code::kAskPerson));
  EXPECT_THAT(no_screen().ask_words(20), FailsWith(Code::kAskPerson));
}

}  // namespace no_screen_test
}  // namespace pyx::ceremony::running

#include "ceremony/cli/confirm.h"

#include <sstream>

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace confirm_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

class Confirm : public ::testing::Test {
 protected:
  Result<void> ask(const std::string& typed, bool terminal, Yes yes = Yes::kAsk) {
    std::istringstream lines(typed);
    Output output(said_, said_, Colour::kNo);
    Context context{output, {&lines, terminal}, clock_, {}, {}};
    return confirm(context, "approve", yes);
  }
  SystemClock clock_;
  std::ostringstream said_;
};

TEST_F(Confirm, TakesTheWordTypedInFull) {
  EXPECT_THAT(ask("approve\n", true), IsOk());
  EXPECT_THAT(said_.str(), ::testing::HasSubstr("type \"approve\" to go on: "));
}

TEST_F(Confirm, TakesNothingElse) {
  for (const char* typed : {"", "\n", "y\n", "yes\n", "APPROVE\n", "approv\n", "approve \n"}) {
    EXPECT_THAT(ask(typed, true), FailsSaying(Code::kAskPerson, "nothing was done")) << typed;
  }
}

TEST_F(Confirm, AsksOnceOnly) {
  EXPECT_THAT(ask("aprove\napprove\n", true), FailsSaying(Code::kAskPerson, "was not typed"));
}

TEST_F(Confirm, WithoutATerminalSaysHowToGoWithoutOne) {
  EXPECT_THAT(ask("approve\n", false), FailsSaying(Code::kAskPerson, "--yes"));
}

TEST_F(Confirm, IsNotAskedWhenYesWasGiven) {
  EXPECT_THAT(ask("", false, Yes::kGiven), IsOk());
  EXPECT_EQ(said_.str(), "");
}

}  // namespace confirm_test
}  // namespace pyx::ceremony

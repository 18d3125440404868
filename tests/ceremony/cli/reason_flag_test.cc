#include "ceremony/cli/reason_flag.h"

#include <gmock/gmock.h>

#include "ceremony/cli/arguments.h"
#include "custody/acts/act.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace reason_flag_test {

using ::pyx::testing::FailsSaying;

Result<std::string> reason_typed(const std::string& reason) {
  Arguments given;
  given.add(reason_flag().name, reason);
  return reason_of(given);
}

TEST(ReasonFlag, IsWhatWasTypedOrNothing) {
  EXPECT_EQ(reason_typed("odd requests").value(), "odd requests");
  EXPECT_EQ(reason_of(Arguments()).value(), "");
}
TEST(ReasonFlag, TakesAsMuchAsAStatementDoes) {
  const std::string most(custody::kReasonMostBytes, 'x');
  EXPECT_EQ(reason_typed(most).value(), most);
  EXPECT_THAT(reason_typed(most + "x"),
              FailsSaying(Code::kBadInput, "--reason: is longer than 512 bytes"));
}

}  // namespace reason_flag_test
}  // namespace pyx::ceremony

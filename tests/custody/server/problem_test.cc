#include "custody/server/problem.h"

#include <array>

#include "base/json.h"
#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace problem_test {

using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

TEST(Problem, EachCodeHasItsStatus) {
  const std::array expected = {std::pair{Code::kBadInput, 400}, std::pair{Code::kRefused, 403},
                               std::pair{Code::kNotFound, 404}, std::pair{Code::kConflict, 409},
                               std::pair{Code::kFrozen, 423},   std::pair{Code::kBug, 500},
                               std::pair{Code::kToken, 502},    std::pair{Code::kRetry, 503},
                               std::pair{Code::kStore, 503},    std::pair{Code::kAskPerson, 503}};
  for (const auto& [code, status] : expected) {
    EXPECT_THAT(problem(error(code, "why")), IsProblem(status, code_name(code)));
  }
}

TEST(Problem, AKeyUsedAgainForSomethingElseIs422) {
  EXPECT_THAT(keyed_problem(error(Code::kConflict, "used")), IsProblem(422, "conflict"));
  EXPECT_THAT(keyed_problem(error(Code::kFrozen, "stopped")), IsProblem(423, "frozen"));
}

TEST(Problem, ARefusalNamesItsControl) {
  const auto body = body_of(problem(refused("ACT-QUORUM", "needs one more")));
  EXPECT_EQ(text_of(body, "control"), "ACT-QUORUM");
  EXPECT_EQ(text_of(body, "detail"), "needs one more");
  EXPECT_FALSE(body.contains("ckr"));
}

// Trap 31: the CKR code lost on the way.
TEST(Problem, ATokensAnswerIsNamedWithItsCall) {
  Error failed = error(Code::kToken, "the token failed");
  failed.ckr = 0x30;
  failed.call = "C_Sign";
  const auto body = body_of(problem(failed));
  EXPECT_EQ(text_of(body, "ckr"), "CKR_DEVICE_ERROR");
  EXPECT_EQ(text_of(body, "call"), "C_Sign");
}

TEST(Problem, OnlyWhatMaySucceedLaterSaysWhenToComeBack) {
  EXPECT_EQ(problem(error(Code::kRetry, "busy")).fields.front().name, "Retry-After");
  EXPECT_TRUE(problem(error(Code::kStore, "broken")).fields.empty());
}

}  // namespace problem_test
}  // namespace pyx::server

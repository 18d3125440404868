#include "custody/client/api_problem.h"

#include <array>

#include "custody/server/problem.h"
#include "tests/custody/client/scripted_transport.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace api_problem_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::json_reply;

Error there_and_back(const Error& from) {
  const server::Response response = server::problem(from);
  return problem_of({response.status, response.content_type, response.body});
}

TEST(ApiProblem, EveryCodeComesBack) {
  for (const Code code :
       {Code::kBadInput, Code::kNotFound, Code::kConflict, Code::kRefused, Code::kFrozen,
        Code::kRetry, Code::kAskPerson, Code::kToken, Code::kStore, Code::kBug}) {
    const Error back = there_and_back(error(code, "why"));
    EXPECT_EQ(back.code, code);
    EXPECT_EQ(back.message, "why");
  }
}

TEST(ApiProblem, ControlCallAndTokensAnswerComeBack) {
  EXPECT_EQ(there_and_back(refused("SIGN-GRANT", "no")).control, "SIGN-GRANT");
  Error failed = error(Code::kToken, "the token failed");
  failed.ckr = 0x30;
  failed.call = "C_Sign";
  EXPECT_EQ(describe(there_and_back(failed)), describe(failed));
}

TEST(ApiProblem, AControlThatIsNotKnownStaysVisible) {
  EXPECT_EQ(there_and_back(refused("NEW-CONTROL", "no")).message, "no [NEW-CONTROL]");
}

TEST(ApiProblem, WhatIsNoProblemOfOursIsJudgedByItsStatus) {
  EXPECT_EQ(problem_of({503, "text/html", "<html>"}).code, Code::kRetry);
  EXPECT_EQ(problem_of({502, "text/html", ""}).code, Code::kRetry);
  EXPECT_EQ(problem_of({500, "text/html", ""}).code, Code::kBug);
  EXPECT_EQ(problem_of({400, "text/html", "{}"}).code, Code::kBadInput);
  EXPECT_EQ(problem_of({302, "text/html", ""}).code, Code::kBug);
}

TEST(ApiProblem, ASuccessIsItsBody) {
  EXPECT_EQ(body_of(json_reply(200, "text")).value(), "text");
  EXPECT_THAT(json_of(json_reply(201, "{}")), IsOk());
  EXPECT_THAT(json_of(json_reply(200, "{")), FailsWith(Code::kBug));
  EXPECT_THAT(json_of(error(Code::kRetry, "lost")), FailsWith(Code::kRetry));
}

}  // namespace api_problem_test
}  // namespace pyx::client

#include "custody/server/request_body.h"

#include "tests/custody/server/api_fixture.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace request_body_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::IsProblem;

Request with_type(std::vector<Field> fields) {
  Request request;
  request.fields = std::move(fields);
  request.body = "{}";
  return request;
}

TEST(RequestBody, OnlyJsonReachesTheHandler) {
  bool reached = false;
  const Handler handler = json_only([&reached](const Request&, const Respond& respond) {
    reached = true;
    respond({200, {}, {}, {}, {}});
  });
  Response last;
  const Respond keep = [&last](Response response) { last = std::move(response); };
  for (const auto& fields :
       {std::vector<Field>{}, std::vector<Field>{{"content-type", "text/plain"}},
        std::vector<Field>{{"content-type", "application/json"},
                           {"content-type", "application/json"}}}) {
    handler(with_type(fields), keep);
    EXPECT_THAT(last, IsProblem(415, "bad-input"));
    EXPECT_FALSE(reached);
  }
  handler(with_type({{"content-type", "application/json"}}), keep);
  EXPECT_EQ(last.status, 200U);
}

TEST(RequestBody, TheBodyMustBeOneObject) {
  Request request;
  request.body = "[]";
  EXPECT_THAT(json_object(request, {}), FailsSaying(Code::kBadInput, "must be a JSON object"));
  request.body = R"({"a":1,"a":2})";
  EXPECT_THAT(json_object(request, {}), FailsSaying(Code::kBadInput, "duplicate"));
  request.body = R"({"a":1})";
  EXPECT_THAT(json_object(request, {}), IsOk());
}

TEST(RequestBody, CommasAreCounted) {
  EXPECT_FALSE(has_more_commas("a,b", 1));
  EXPECT_TRUE(has_more_commas("a,b", 0));
  EXPECT_FALSE(has_more_commas("", 0));
}

TEST(RequestBody, AnIdempotencyKeyIsBareOrQuotedAndStandsOnce) {
  const Uuid id = Uuid::v7(SystemClock().now());
  const Field bare{"idempotency-key", id.text()};
  EXPECT_EQ(idempotency_key(with_type({bare})).value(), id);
  EXPECT_EQ(idempotency_key(with_type({{"idempotency-key", "\"" + id.text() + "\""}})).value(), id);
  EXPECT_THAT(idempotency_key(with_type({})), FailsSaying(Code::kBadInput, "exactly one"));
  EXPECT_THAT(idempotency_key(with_type({bare, bare})),
              FailsSaying(Code::kBadInput, "exactly one"));
  for (const std::string text : {"", "\"", "\"\"", "1"})
    EXPECT_THAT(idempotency_key(with_type({{"idempotency-key", text}})),
                FailsSaying(Code::kBadInput, "version 7"));
}

TEST(RequestBody, WhatIsNoIdNamesNothing) {
  Request request;
  request.parameters = {"1"};
  EXPECT_THAT(path_uuid(request), FailsWith(Code::kNotFound));
  const Uuid id = Uuid::v7(SystemClock().now());
  request.parameters = {id.text()};
  EXPECT_EQ(path_uuid(request).value(), id);
}

}  // namespace request_body_test
}  // namespace pyx::server

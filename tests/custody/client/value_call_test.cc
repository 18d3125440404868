#include "custody/client/value_call.h"

#include "custody/server/operation_reader.h"
#include "tests/custody/client/value_tasks.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace value_call_test {

using pyx::testing::IsOk;
using pyx::testing::operation_path;
using pyx::testing::sample_requests;

Result<custody::ValueRequest> read_by_server(custody::Operation operation, const Exchange& asked) {
  server::Request request;
  request.body = asked.body;
  for (const auto& [name, value] : asked.fields) {
    EXPECT_EQ(name, "Idempotency-Key");
    request.fields.push_back({"idempotency-key", value});
  }
  if (asked.path.ends_with("?dry-run")) request.query = "dry-run";
  return server::read_value_request(operation, request);
}

TEST(ValueCall, TheServerReadsWhatTheClientWrites) {
  for (const custody::ValueRequest& request : sample_requests()) {
    const Exchange asked = value_exchange(request);
    EXPECT_EQ(asked.method, "POST");
    EXPECT_EQ(asked.path, operation_path(request.operation()));
    EXPECT_EQ(asked.repeat, Repeat::kMayBeRepeated);
    const auto read = read_by_server(request.operation(), asked);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->request, request.request);
    EXPECT_FALSE(read->dry_run);
    // All parameters are in it.
    EXPECT_EQ(custody::request_digest(*read), custody::request_digest(request));
  }
}

TEST(ValueCall, ADryRunSaysSo) {
  custody::ValueRequest request = sample_requests().front();
  request.dry_run = true;
  const Exchange asked = value_exchange(request);
  EXPECT_EQ(asked.path, "/v1/coins/mint?dry-run");
  EXPECT_TRUE(read_by_server(request.operation(), asked)->dry_run);
}

TEST(ValueCall, WhatIsNotSaidIsNotWritten) {
  const Uuid key = Uuid::parse(testing::kSampleKey).value();
  custody::ValueRequest request;
  request.request = key;
  request.what = custody::AnswerSign{key, {"refusal", sha256("sale"), "", 0, ""}};
  EXPECT_THAT(read_by_server(request.operation(), value_exchange(request)), IsOk());
  request.what = custody::LedgerAttest{key, "", {}};
  EXPECT_THAT(read_by_server(request.operation(), value_exchange(request)), IsOk());
}

}  // namespace value_call_test
}  // namespace pyx::client

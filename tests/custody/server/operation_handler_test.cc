#include "custody/server/operation_handler.h"

#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/operation_bodies.h"

namespace pyx::server {
namespace operation_handler_test {

using custody::Operation;
using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::good_body;
using pyx::testing::IsProblem;
using pyx::testing::make_client;
using pyx::testing::operation_path;
using pyx::testing::text_of;

class OperationHandler : public ApiFixture {
 protected:
  Request request(Operation operation, const std::string& query = {}) const {
    Request out = post_request(operation_path(operation), good_body(operation));
    out.fields.push_back({"idempotency-key", id.text()});
    out.query = query;
    return out;
  }
  Response ask(Operation operation, const std::string& query = {}) {
    return call("bank", request(operation, query));
  }
  const Uuid id = Uuid::v7(SystemClock().now());
};

TEST_F(OperationHandler, EveryOperationReachesTheDeskAndIsAnswered) {
  std::size_t asked = 0;
  for (const Operation operation : custody::kOperations) {
    const Response response = ask(operation);
    ASSERT_EQ(response.status, 200U) << response.body;
    const custody::ValueRequest last = vault.operations_asked().back();
    EXPECT_EQ(vault.operations_asked().size(), ++asked);
    EXPECT_EQ(last.operation(), operation);
    EXPECT_EQ(last.request, id);
    EXPECT_EQ(last.client.san_uri, "urn:pyx:test:bank");
    EXPECT_FALSE(last.dry_run);
    const auto receipt = body_of(response).at("receipt").as_object();
    EXPECT_EQ(text_of(receipt, "vault"), to_hex(vault.vault_id()));
    EXPECT_EQ(text_of(receipt.at("remaining").as_object(), "budget"), "hourly");
  }
}

TEST_F(OperationHandler, ThreeOfThemTakeADryRun) {
  for (const Operation operation :
       {Operation::kCoinsMint, Operation::kCoinsExchange, Operation::kBlindSign}) {
    const Response response = ask(operation, "dry-run");
    ASSERT_EQ(response.status, 200U) << response.body;
    EXPECT_TRUE(body_of(response).at("would_pass").as_bool());
    EXPECT_TRUE(vault.operations_asked().back().dry_run);
  }
}

TEST_F(OperationHandler, ADryRunOfTheOthersIsNotARealOne) {
  for (const Operation operation : {Operation::kCoinsCheck, Operation::kCoinsRedeem,
                                    Operation::kAnswerSign, Operation::kLedgerAttest}) {
    EXPECT_THAT(ask(operation, "dry-run"), IsProblem(400, "bad-input"));
  }
  for (const std::string query : {"dry-run=1", "dry-run=false", "dry-run&dry-run", "dry", "x"})
    EXPECT_THAT(ask(Operation::kCoinsMint, query), IsProblem(400, "bad-input"));
  EXPECT_TRUE(vault.operations_asked().empty());
}

TEST_F(OperationHandler, EachNeedsItsOwnRight) {
  for (const Operation operation : custody::kOperations) {
    for (const policies::Access right : policies::kAccesses) {
      vault.clients.back() = make_client("bank", {right});
      const bool is_its_own = policies::to_text(right) == to_text(operation);
      const Response response = ask(operation);
      if (is_its_own) {
        EXPECT_EQ(response.status, 200U);
      } else {
        EXPECT_THAT(response, IsProblem(403, "refused"));
        EXPECT_EQ(text_of(body_of(response), "control"), "CLIENT-PINNED");
      }
    }
  }
  EXPECT_EQ(vault.operations_asked().size(), custody::kOperations.size());
}

TEST_F(OperationHandler, MalformedBodiesDoNotReachTheDesk) {
  for (const Operation operation : custody::kOperations) {
    for (const std::string body : {"", "{}", "[]", "{\"coins\":7}"}) {
      Request wrong = request(operation);
      wrong.body = body;
      EXPECT_THAT(call("bank", wrong), IsProblem(400, "bad-input"));
    }
    Request text = request(operation);
    text.fields.front().value = "text/plain";
    EXPECT_THAT(call("bank", text), IsProblem(415, "bad-input"));
    Request nameless = request(operation);
    nameless.fields.pop_back();
    EXPECT_THAT(call("bank", nameless), IsProblem(400, "bad-input"));
  }
  EXPECT_TRUE(vault.operations_asked().empty());
}

TEST_F(OperationHandler, ARequestIdWithAnotherBodyIs422) {
  vault.refuse_operations = error(Code::kConflict, "the id stands for another request");
  for (const Operation operation : custody::kOperations)
    EXPECT_THAT(ask(operation), IsProblem(422, "conflict"));
}

TEST_F(OperationHandler, WhatTheDeskSaysComesThrough) {
  for (const std::string_view control :
       {"SIGN-BUDGET", "COIN-GOOD", "COIN-ONCE", "COIN-EQUAL", "KEY-TERMS", "SIGN-RETRY"}) {
    vault.refuse_operations = refused(control, "no");
    const Response response = ask(Operation::kCoinsExchange);
    EXPECT_THAT(response, IsProblem(403, "refused"));
    EXPECT_EQ(text_of(body_of(response), "control"), control);
  }
  vault.refuse_operations = error(Code::kFrozen, "frozen");
  EXPECT_THAT(ask(Operation::kCoinsMint), IsProblem(423, "frozen"));
  vault.refuse_operations = error(Code::kNotFound, "no such denomination");
  EXPECT_THAT(ask(Operation::kCoinsMint), IsProblem(404, "not-found"));
  vault.refuse_operations = error(Code::kRetry, "busy");
  EXPECT_THAT(ask(Operation::kCoinsMint), IsProblem(503, "retry"));
}

TEST_F(OperationHandler, WhatSignsIsCountedByItsKey) {
  EXPECT_EQ(ask(Operation::kBlindSign).made->signatures, 2U);
  EXPECT_EQ(ask(Operation::kAnswerSign).made->key.text(), testing::kSampleKey);
  EXPECT_EQ(ask(Operation::kLedgerAttest).made->signatures, 1U);
  EXPECT_FALSE(ask(Operation::kCoinsMint).made.has_value());
  EXPECT_FALSE(ask(Operation::kBlindSign, "dry-run").made.has_value());
}

}  // namespace operation_handler_test
}  // namespace pyx::server

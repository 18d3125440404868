#include "custody/server/act_handler.h"

#include <thread>

#include "base/base64.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/statements.h"

namespace pyx::server {
namespace act_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::IsProblem;
using pyx::testing::sample_act;
using pyx::testing::sample_decision;
using pyx::testing::text_of;

class ActHandler : public ApiFixture {
 protected:
  std::string proposal() const {
    return envelope_body(envelope_of(custody::encode_act(sample_act(id))));
  }
  std::string decision() const {
    return envelope_body(envelope_of(custody::encode_decision(sample_decision(sample_act(id)))));
  }
  Response propose() { return post("officers", "/v1/acts", proposal()); }
  std::string at(const std::string& behind) const { return "/v1/acts/" + id.text() + behind; }
  const Uuid id = Uuid::v7(SystemClock().now());
};

TEST_F(ActHandler, AProposalIsCreatedWithItsPlace) {
  const Response response = propose();
  ASSERT_EQ(response.status, 201U) << response.body;
  EXPECT_EQ(response.fields.front().value, at(""));
  EXPECT_EQ(text_of(body_of(response), "type"), "key.generate");
}

TEST_F(ActHandler, APolicyTravelsBesideItsProposal) {
  std::string body = proposal();
  body.back() = ',';
  body += "\"policy\":\"" + to_base64(as_bytes("name = \"new\"\n")) + "\"}";
  ASSERT_EQ(post("officers", "/v1/acts", body).status, 201U);
  EXPECT_EQ(vault.policy, "name = \"new\"\n");
}

TEST_F(ActHandler, BudgetsTravelBesideTheirProposal) {
  custody::Act act = sample_act(id);
  act.parameters = custody::BudgetSet{sha256("[[budget]]")};
  std::string body = envelope_body(envelope_of(custody::encode_act(act)));
  body.back() = ',';
  body += "\"budgets\":\"" + to_base64(as_bytes("[[budget]]")) + "\"}";
  const Response response = post("officers", "/v1/acts", body);
  ASSERT_EQ(response.status, 201U) << response.body;
  EXPECT_EQ(vault.last_document, to_bytes("[[budget]]"));
}

TEST_F(ActHandler, ActsAreListedAndTold) {
  propose();
  EXPECT_EQ(body_of(get("officers", "/v1/acts")).at("acts").as_array().size(), 1U);
  EXPECT_EQ(text_of(body_of(get("officers", at(""))), "id"), id.text());
  EXPECT_THAT(get("officers", "/v1/acts/" + Uuid::v7(clock.now()).text()),
              IsProblem(404, "not-found"));
}

TEST_F(ActHandler, ADecisionIsRecorded) {
  propose();
  const Response response = post("officers", at("/decisions"), decision());
  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_EQ(body_of(response).at("decisions").as_array().size(), 1U);
}

TEST_F(ActHandler, AnActIsExecuted) {
  propose();
  Request request = post_request(at("/execute"), {});
  request.fields.clear();
  const Response response = call("officers", request);
  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_EQ(text_of(body_of(response), "state"), "executed");
}

TEST_F(ActHandler, ARefusalOfTheVaultComesThrough) {
  vault.act_error = refused("ACT-QUORUM", "needs 1 more of security-officer");
  const Response response = post("officers", at("/execute"), {});
  EXPECT_THAT(response, IsProblem(403, "refused"));
  EXPECT_EQ(text_of(body_of(response), "control"), "ACT-QUORUM");
}

TEST_F(ActHandler, OnlyWhoMayCarryActsReachesTheVault) {
  for (const std::string client : {"mint", "auditor", "nobody"}) {
    EXPECT_THAT(post(client, "/v1/acts", proposal()), IsProblem(403, "refused"));
    EXPECT_THAT(post(client, at("/decisions"), decision()), IsProblem(403, "refused"));
    EXPECT_THAT(post(client, at("/execute"), {}), IsProblem(403, "refused"));
    EXPECT_THAT(get(client, "/v1/acts"), IsProblem(403, "refused"));
  }
  EXPECT_EQ(vault.proposals + vault.decisions + vault.executions, 0U);
}

TEST_F(ActHandler, MalformedBodiesDoNotReachTheVault) {
  EXPECT_THAT(post("officers", "/v1/acts", "{}"), IsProblem(400, "bad-input"));
  EXPECT_THAT(post("officers", at("/decisions"), R"({"envelope":7})"), IsProblem(400, "bad-input"));
  Request text = post_request("/v1/acts", proposal());
  text.fields.front().value = "text/plain";
  EXPECT_THAT(call("officers", text), IsProblem(415, "bad-input"));
  EXPECT_EQ(vault.proposals + vault.decisions, 0U);
}

TEST_F(ActHandler, AnActThatTakesLongKeepsNobodyFromReadingOrSigning) {
  propose();
  std::promise<void> release;
  std::promise<void> begun;
  vault.while_executing = [&] {
    begun.set_value();
    release.get_future().wait();
  };
  Response executed;
  std::thread slow([&] {
    Request request = post_request(at("/execute"), {});
    request.client = {"urn:pyx:test:officers", sha256("officers")};
    auto admitted = service.admit(request);
    std::promise<void> answered;
    service.handle(*std::get<const Route*>(admitted), request, [&](Response response) {
      executed = std::move(response);
      answered.set_value();
    });
    answered.get_future().wait();
  });
  begun.get_future().wait();
  EXPECT_EQ(get("officers", "/v1/keys").status, 200U);
  EXPECT_EQ(get("officers", "/livez").status, 200U);
  release.set_value();
  slow.join();
  EXPECT_EQ(executed.status, 200U);
}

}  // namespace act_handler_test
}  // namespace pyx::server

// That docs/api/openapi.yaml tells the truth: every route stands in it and the other way round, and
// real answers fit its schemas.
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "custody/server/service.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/operation_bodies.h"
#include "tests/custody/server/statements.h"
#include "tests/support/temp_folder.h"

namespace pyx::server {
namespace openapi_test {

using pyx::testing::ApiFixture;
using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::sample_act;
using pyx::testing::sample_decision;
using pyx::testing::sample_freeze;

class OpenApi : public ApiFixture {
 protected:
  void keep(const std::string& method, const std::string& path, const Response& response) {
    json::object one;
    one["method"] = method;
    one["path"] = path;
    one["status"] = response.status;
    one["content_type"] = response.content_type;
    one["body"] = response.content_type.find("json") == std::string::npos ? "" : response.body;
    exchanges.push_back(std::move(one));
  }
  void keep_get(const std::string& client, const std::string& path) {
    keep("GET", path, get(client, path));
  }
  void keep_post(const std::string& path, const std::string& body) {
    keep("POST", path, post("officers", path, body));
  }
  void keep_sign(const std::string& body) {
    const std::string path = "/v1/keys/" + vault.key().text() + "/sign";
    Request request = post_request(path, body);
    request.fields.push_back({"idempotency-key", Uuid::v7(clock.now()).text()});
    keep("POST", path, call("mint", request));
  }
  Response operate(custody::Operation operation, const std::string& query = {}) {
    const std::string path = pyx::testing::operation_path(operation);
    Request request = post_request(path, pyx::testing::good_body(operation));
    request.fields.push_back({"idempotency-key", Uuid::v7(clock.now()).text()});
    request.query = query;
    const Response response = call("bank", request);
    keep("POST", path, response);
    return response;
  }
  void keep_operations() {
    for (const custody::Operation operation : custody::kOperations) {
      EXPECT_EQ(operate(operation).status, 200U);
      const unsigned dry = operate(operation, "dry-run").status;
      EXPECT_EQ(dry, operation == custody::Operation::kCoinsMint ||
                             operation == custody::Operation::kCoinsExchange ||
                             operation == custody::Operation::kBlindSign
                         ? 200U
                         : 400U);
    }
    vault.next_operation = refused("COIN-ONCE", "spent");
    operate(custody::Operation::kCoinsExchange);
    vault.next_operation = error(Code::kConflict, "used");
    operate(custody::Operation::kCoinsMint);
    vault.budget_list.push_back({pyx::testing::sample_budget(), {{3, 1500}, {40, 20000}}});
    vault.open_list.push_back({17, clock.now(), "bank", "sign", Uuid::v7(clock.now())});
    keep_get("officers", "/v1/budgets");
    keep_get("officers", "/v1/requests/open");
    keep_post("/v1/lowerings", envelope_body(envelope_of(custody::encode_lowering(
                                   pyx::testing::sample_lowering(clock.now())))));
  }
  void add_key_of_coins() {
    custody::KeyRecord key = vault.key_list.front();
    policies::Schedule schedule{clock.now(), std::chrono::hours(24), {}, {}, {}, {}};
    key.purpose = Purpose::kCoin;
    key.type = KeyType::kGenericSecret;
    key.coins = custody::CoinTerms{"eur-5", "EUR", 500, policies::period_of(schedule, 7), 50000};
    vault.key_list.push_back(key);
  }
  json::array routes() const {
    json::array all;
    for (const Route& route : service.router().routes()) {
      json::object one;
      one["method"] = to_text(route.method);
      one["path"] = route.path;
      one["needs"] = to_text(route.need);
      one["most_body_bytes"] = route.most_body_bytes;
      one["query"] = json::array();
      if (!route.query.empty()) one["query"].as_array().emplace_back(route.query);
      all.push_back(std::move(one));
    }
    return all;
  }
  json::array exchanges;
};

TEST_F(OpenApi, ThePageAndTheDaemonAgree) {
  const custody::Act act = sample_act(Uuid::v7(clock.now()));
  const std::string act_path = "/v1/acts/" + act.id.text();
  const std::string key_path = "/v1/keys/" + vault.key().text();
  keep_post("/v1/acts", envelope_body(envelope_of(custody::encode_act(act))));
  keep_post(act_path + "/decisions",
            envelope_body(envelope_of(custody::encode_decision(sample_decision(act)))));
  keep_post(act_path + "/execute", {});
  keep_post("/v1/freezes",
            envelope_body(envelope_of(custody::encode_freeze(sample_freeze(clock.now())))));
  keep_post("/v1/acts", "{}");
  keep_operations();
  add_key_of_coins();
  keep_sign(R"({"messages":["aGk"]})");
  keep_sign("{}");
  vault.refuse_signing = error(Code::kFrozen, "frozen");
  keep_sign(R"({"messages":["aGk"]})");
  vault.act_error = refused("ACT-QUORUM", "needs one more");
  keep_post(act_path + "/execute", {});
  for (const std::string path :
       {"/livez", "/readyz", "/v1/vault", "/v1/policy", "/v1/keys", "/v1/acts", "/v1/freezes",
        "/v1/log/checkpoint", "/v1/log/vkey", "/v1/log/tile/0/000.p/1",
        "/v1/log/tile/entries/000.p/1", "/metrics"}) {
    keep_get("officers", path);
    if (path != "/readyz") keep_get("nobody", path);
  }
  for (const std::string behind : {"", "/jwk", "/pem"}) keep_get("mint", key_path + behind);
  keep_get("officers", act_path);
  keep_get("officers", "/v1/log/blobs/" + to_hex(sha256(vault.policy)));
  keep_get("officers", "/v1/log/blobs/" + to_hex(sha256("x")));

  json::object facts;
  facts["routes"] = routes();
  facts["exchanges"] = exchanges;
  const pyx::testing::TempFolder folder;
  const auto file = folder.path() / "facts.json";
  ASSERT_TRUE(write_file(file, as_bytes(json::serialize(facts)), Overwrite::kNo).ok());
  const std::string command = "python3 " PYX_SOURCE_DIR
                              "/tests/custody/server/openapi_check.py " PYX_SOURCE_DIR
                              "/docs/api/openapi.yaml " +
                              file.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace openapi_test
}  // namespace pyx::server

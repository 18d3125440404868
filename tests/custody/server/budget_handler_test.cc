#include "custody/server/budget_handler.h"

#include "custody/acts/lowering_statement.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/statements.h"

namespace pyx::server {
namespace budget_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::IsProblem;
using pyx::testing::sample_budget;
using pyx::testing::sample_lowering;
using pyx::testing::text_of;

class BudgetHandler : public ApiFixture {
 protected:
  BudgetHandler() {
    vault.budget_list.push_back({sample_budget(), {{3, 1500}, {40, 20000}}});
    vault.open_list.push_back({17, clock.now(), "bank", "coins.mint", Uuid::v7(clock.now())});
  }
  std::string lowering() const {
    return envelope_body(envelope_of(custody::encode_lowering(sample_lowering(clock.now()))));
  }
};

TEST_F(BudgetHandler, TellsBudgetsAndWhatTheyHaveTaken) {
  const auto body = body_of(get("officers", "/v1/budgets"));
  const auto& budget = body.at("budgets").as_array().at(0).as_object();
  EXPECT_EQ(text_of(budget, "name"), "hourly");
  EXPECT_EQ(text_of(budget, "charge"), "issue");
  EXPECT_EQ(text_of(budget, "scope"), "client:bank");
  EXPECT_EQ(text_of(budget, "currency"), "EUR");
  const auto& limits = budget.at("limits").as_array();
  ASSERT_EQ(limits.size(), 2U);
  EXPECT_EQ(text_of(limits[0].as_object(), "window"), "1h");
  EXPECT_EQ(limits[0].as_object().at("count").as_int64(), 100);
  EXPECT_EQ(limits[0].as_object().at("taken").as_object().at("value").as_int64(), 1500);
  EXPECT_EQ(text_of(limits[1].as_object(), "window"), "life");
}

TEST_F(BudgetHandler, TellsOpenRequests) {
  const auto body = body_of(get("officers", "/v1/requests/open"));
  const auto& open = body.at("requests").as_array().at(0).as_object();
  EXPECT_EQ(open.at("leaf_index").as_int64(), 17);
  EXPECT_EQ(text_of(open, "client"), "bank");
  EXPECT_EQ(text_of(open, "operation"), "coins.mint");
  EXPECT_EQ(text_of(open, "request"), vault.open_list[0].request.text());
}

TEST_F(BudgetHandler, WhoReadsTheLogReadsThemToo) {
  for (const std::string path : {"/v1/budgets", "/v1/requests/open"}) {
    EXPECT_EQ(get("auditor", path).status, 200U);
    EXPECT_EQ(get("officers", path).status, 200U);
    for (const std::string client : {"mint", "bank", "nobody"})
      EXPECT_THAT(get(client, path), IsProblem(403, "refused"));
  }
}

TEST_F(BudgetHandler, ALoweringIsRecorded) {
  const Response response = post("officers", "/v1/lowerings", lowering());
  ASSERT_EQ(response.status, 201U) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(body.at("leaf_index").as_int64(), 10);
  const auto& limit = body.at("budget").as_object().at("limits").as_array().at(0).as_object();
  EXPECT_EQ(limit.at("count").as_int64(), 10);
  EXPECT_FALSE(limit.contains("taken"));
}

TEST_F(BudgetHandler, ARefusalOfTheVaultComesThrough) {
  vault.act_error = refused("SIGN-BUDGET", "a lowering lowers");
  EXPECT_THAT(post("officers", "/v1/lowerings", lowering()), IsProblem(403, "refused"));
}

TEST_F(BudgetHandler, OnlyWhoMayCarryActsLowers) {
  for (const std::string client : {"mint", "auditor", "bank", "nobody"})
    EXPECT_THAT(post(client, "/v1/lowerings", lowering()), IsProblem(403, "refused"));
  EXPECT_THAT(post("officers", "/v1/lowerings", "{}"), IsProblem(400, "bad-input"));
  EXPECT_EQ(vault.lowerings, 0U);
}

}  // namespace budget_handler_test
}  // namespace pyx::server

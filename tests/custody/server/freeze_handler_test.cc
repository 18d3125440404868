#include "custody/server/freeze_handler.h"

#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/statements.h"

namespace pyx::server {
namespace freeze_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::envelope_body;
using pyx::testing::envelope_of;
using pyx::testing::IsProblem;
using pyx::testing::sample_freeze;
using pyx::testing::text_of;

class FreezeHandler : public ApiFixture {
 protected:
  std::string statement() const {
    return envelope_body(envelope_of(custody::encode_freeze(sample_freeze(clock.now()))));
  }
};

TEST_F(FreezeHandler, AFreezeIsCreatedAndListed) {
  const Response response = post("officers", "/v1/freezes", statement());
  ASSERT_EQ(response.status, 201U) << response.body;
  EXPECT_EQ(text_of(body_of(response), "target"), "client:mint");
  EXPECT_EQ(body_of(get("officers", "/v1/freezes")).at("freezes").as_array().size(), 1U);
}

TEST_F(FreezeHandler, OnlyWhoMayCarryActsReachesTheVault) {
  for (const std::string client : {"mint", "auditor", "nobody"}) {
    EXPECT_THAT(post(client, "/v1/freezes", statement()), IsProblem(403, "refused"));
    EXPECT_THAT(get(client, "/v1/freezes"), IsProblem(403, "refused"));
  }
  EXPECT_EQ(vault.freezings, 0U);
}

TEST_F(FreezeHandler, AMalformedStatementDoesNotReachTheVault) {
  EXPECT_THAT(post("officers", "/v1/freezes", R"({"envelope":{}})"), IsProblem(400, "bad-input"));
  EXPECT_EQ(vault.freezings, 0U);
}

}  // namespace freeze_handler_test
}  // namespace pyx::server

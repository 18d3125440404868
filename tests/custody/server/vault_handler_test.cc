#include "custody/server/vault_handler.h"

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace vault_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

class VaultHandler : public ApiFixture {};

TEST_F(VaultHandler, TellsWhichVaultThisIs) {
  const auto body = body_of(get("mint", "/v1/vault"));
  EXPECT_EQ(text_of(body, "id"), to_hex(vault.vault_id()));
  EXPECT_EQ(body.at("warnings").as_array().size(), 1U);
}

TEST_F(VaultHandler, GivesThePolicyByteForByte) {
  const Response response = get("mint", "/v1/policy");
  EXPECT_EQ(response.content_type, "application/toml");
  EXPECT_EQ(response.body, vault.policy);
}

TEST_F(VaultHandler, AnswersPinnedClientsOnly) {
  EXPECT_THAT(get("nobody", "/v1/vault"), IsProblem(403, "refused"));
  EXPECT_THAT(get("nobody", "/v1/policy"), IsProblem(403, "refused"));
}

}  // namespace vault_handler_test
}  // namespace pyx::server

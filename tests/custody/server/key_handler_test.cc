#include "custody/server/key_handler.h"

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace key_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

class KeyHandler : public ApiFixture {
 protected:
  KeyHandler() {
    custody::KeyRecord secret;
    secret.id = Uuid::v7(clock.now());
    secret.type = KeyType::kGenericSecret;
    secret.purpose = Purpose::kMac;
    vault.key_list.push_back(secret);
  }
  std::string path(std::size_t index, const std::string& behind = {}) const {
    return "/v1/keys/" + vault.key_list[index].id.text() + behind;
  }
};

TEST_F(KeyHandler, ListsEveryKeyToAnyPinnedClient) {
  for (const std::string client : {"mint", "officers", "auditor"}) {
    EXPECT_EQ(body_of(get(client, "/v1/keys")).at("keys").as_array().size(), 2U);
  }
  EXPECT_THAT(get("nobody", "/v1/keys"), IsProblem(403, "refused"));
}

TEST_F(KeyHandler, TellsOneKey) {
  const auto body = body_of(get("mint", path(0)));
  EXPECT_EQ(text_of(body, "id"), vault.key().text());
  EXPECT_EQ(text_of(body, "state"), "active");
}

TEST_F(KeyHandler, GivesThePublicHalfAsPemAndJwk) {
  EXPECT_EQ(get("mint", path(0, "/pem")).body, vault.key_list[0].public_key->pem());
  const Response jwk = get("mint", path(0, "/jwk"));
  EXPECT_EQ(jwk.content_type, "application/jwk+json");
  EXPECT_EQ(text_of(body_of(jwk), "kid"), vault.key().text());
}

TEST_F(KeyHandler, ASecretKeyHasNoPublicHalf) {
  EXPECT_THAT(get("mint", path(1, "/pem")), IsProblem(404, "not-found"));
  EXPECT_THAT(get("mint", path(1, "/jwk")), IsProblem(404, "not-found"));
}

TEST_F(KeyHandler, AnUnknownKeyIsNotFound) {
  EXPECT_THAT(get("mint", "/v1/keys/" + Uuid::v7(clock.now()).text()), IsProblem(404, "not-found"));
  EXPECT_THAT(get("mint", "/v1/keys/first"), IsProblem(404, "not-found"));
}

}  // namespace key_handler_test
}  // namespace pyx::server

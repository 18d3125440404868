#include "custody/server/health_handler.h"

#include <thread>

#include "tests/custody/server/api_fixture.h"

namespace pyx::server {
namespace health_handler_test {

using namespace std::chrono_literals;
using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::FakeVault;
using pyx::testing::text_of;

constexpr HealthLimits kSoon{1ms, 10s, 10s};

// Waits for the checks to have run; the last answer if they never succeed.
Response settled(const Health& health, unsigned status) {
  Response response = health.readiness();
  for (int i = 0; i < 500 && response.status != status; ++i) {
    std::this_thread::sleep_for(2ms);
    response = health.readiness();
  }
  return response;
}

TEST(Health, IsReadyWhenStoreAndCanaryAreWell) {
  FakeVault vault;
  const Health health(vault, kSoon, {"single-host PIN"});
  const Response response = settled(health, 200);
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto body = body_of(response);
  EXPECT_TRUE(body.at("ready").as_bool());
  EXPECT_TRUE(body.at("store").as_object().at("ok").as_bool());
  EXPECT_TRUE(body.at("canary").as_object().at("ok").as_bool());
  EXPECT_EQ(body.at("warnings").as_array().at(0).as_string(), "single-host PIN");
}

// Trap 26: health says OK while signing is impossible.
TEST(Health, IsNotReadyWhileTheTokenCannotSign) {
  FakeVault vault;
  vault.canary_error = error(Code::kToken, "the token is gone");
  const Health health(vault, kSoon, {});
  std::this_thread::sleep_for(20ms);
  const Response response = health.readiness();
  EXPECT_EQ(response.status, 503U);
  const auto body = body_of(response);
  EXPECT_FALSE(body.at("ready").as_bool());
  EXPECT_FALSE(body.at("canary").as_object().at("ok").as_bool());
  EXPECT_EQ(text_of(body.at("canary").as_object(), "detail"), "the token is gone");
}

TEST(Health, IsNotReadyWhileTheStoreTakesNothing) {
  FakeVault vault;
  vault.store_error = error(Code::kStore, "the disk is full");
  const Health health(vault, kSoon, {});
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(health.readiness().status, 503U);
  EXPECT_FALSE(body_of(health.readiness()).at("store").as_object().at("ok").as_bool());
}

// STATE-FRESH
TEST(Health, IsNotReadyWhileTheVaultIsSuspended) {
  FakeVault vault;
  const Health health(vault, kSoon, {"single-host PIN"});
  ASSERT_EQ(settled(health, 200).status, 200U);
  EXPECT_TRUE(body_of(health.readiness()).at("freshness").as_object().at("ok").as_bool());
  vault.fresh = {"the store is behind by 7 leaves", 7, {"a witness is of no use"}};
  const Response response = health.readiness();
  EXPECT_EQ(response.status, 503U);
  const auto body = body_of(response);
  EXPECT_FALSE(body.at("ready").as_bool());
  const auto& part = body.at("freshness").as_object();
  EXPECT_FALSE(part.at("ok").as_bool());
  EXPECT_EQ(text_of(part, "detail"), "the store is behind by 7 leaves");
  EXPECT_EQ(part.at("missing").as_int64(), 7);
  ASSERT_EQ(body.at("warnings").as_array().size(), 2U);
  EXPECT_EQ(body.at("warnings").as_array().at(1).as_string(), "a witness is of no use");
}

TEST(Health, AnOldSuccessIsNone) {
  FakeVault vault;
  const Health health(vault, {1h, 20ms, 1h}, {});
  EXPECT_EQ(settled(health, 200).status, 200U);
  std::this_thread::sleep_for(30ms);
  const Response response = health.readiness();
  EXPECT_EQ(response.status, 503U);
  EXPECT_FALSE(body_of(response).at("canary").as_object().at("ok").as_bool());
  EXPECT_TRUE(body_of(response).at("store").as_object().at("ok").as_bool());
}

class HealthHandler : public ApiFixture {};

TEST_F(HealthHandler, LivezSaysThatTheProcessAnswers) {
  EXPECT_EQ(get("auditor", "/livez").status, 200U);
  EXPECT_EQ(get("nobody", "/livez").status, 403U);
}

TEST_F(HealthHandler, ReadyzIsServed) {
  EXPECT_EQ(settled(health, 200).status, 200U);
  EXPECT_EQ(get("mint", "/readyz").status, 200U);
}

}  // namespace health_handler_test
}  // namespace pyx::server

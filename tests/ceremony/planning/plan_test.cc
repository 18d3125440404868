#include "ceremony/planning/plan.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace plan_test {

TEST(Plan, FindsWhatIsInItAndNothingElse) {
  const Plan plan = testing::read(testing::small_text());
  EXPECT_NE(plan.role("officer"), nullptr);
  EXPECT_EQ(plan.role("judge"), nullptr);
  EXPECT_NE(plan.parameter("shares"), nullptr);
  EXPECT_NE(plan.item("box"), nullptr);
  EXPECT_NE(plan.item("vault"), nullptr) << "a token is a thing too";
  EXPECT_NE(plan.token("vault"), nullptr);
  EXPECT_EQ(plan.token("box"), nullptr);
  EXPECT_NE(plan.key("issuer"), nullptr);
  EXPECT_EQ(plan.backup("any"), nullptr);
  EXPECT_NE(plan.section("all"), nullptr);
  EXPECT_NE(plan.step("sign"), nullptr);
  EXPECT_NE(plan.rule(policies::ActType::kKeyRetire), nullptr);
  EXPECT_EQ(plan.rule(policies::ActType::kThaw), nullptr);
}

TEST(Plan, TakesAsLongAsItsSteps) {
  EXPECT_EQ(testing::read(testing::small_text()).length(), std::chrono::minutes(15));
}

TEST(Step, GivesNothingForAFieldThatItHasNot) {
  const Plan plan = testing::read(testing::small_text());
  const Step& step = *plan.step("identify");
  EXPECT_TRUE(step.has("people"));
  EXPECT_EQ(step.texts("people").size(), 2U);
  EXPECT_EQ(step.text("people"), "") << "it is a list";
  EXPECT_FALSE(step.has("token"));
  EXPECT_TRUE(step.texts("token").empty());
}

TEST(Words, OfPlacesKindsPinsAndTokensAreReadAsTheyAreWritten) {
  for (const std::string_view word : {"safe", "table", "holder", "host", "destroyed"})
    EXPECT_EQ(to_text(place_from(word).value()), word);
  for (const std::string_view word :
       {"bag", "envelope", "card", "paper", "media", "printer", "token"})
    EXPECT_EQ(to_text(item_kind_from(word).value()), word);
  for (const std::string_view word :
       {"none", "split", "sealed", "pin-source", "session", "elsewhere"})
    EXPECT_EQ(to_text(pin_way_from(word).value()), word);
  for (const std::string_view word : {"blank", "initialised", "vault"})
    EXPECT_EQ(to_text(token_state_from(word).value()), word);
  EXPECT_EQ(place_from("pocket"), std::nullopt);
}

TEST(PinKeeping, IsReadOffAStep) {
  const Plan plan = testing::shipped("genesis");
  const PinKeeping pin = pin_keeping(*plan.step("initialise"), "so_pin");
  EXPECT_EQ(pin.way, PinWay::kSplit);
  EXPECT_EQ(pin.on, "so-card");
  EXPECT_EQ(pin.shares, "{shares}");
  EXPECT_EQ(pin_keeping(*plan.step("initialise"), "user_pin").way, PinWay::kPinSource);
}

}  // namespace plan_test
}  // namespace pyx::ceremony::planning

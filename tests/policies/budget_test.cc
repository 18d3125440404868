#include "policies/budget.h"

#include <gmock/gmock.h>

namespace pyx::policies {
namespace budget_test {

constexpr std::string_view kKeyId = "01938c2e-7000-7000-8000-000000000001";

TEST(Charge, IsReadBackFromItsOwnName) {
  std::vector<std::string> names;
  for (const Charge charge :
       {Charge::kIssue, Charge::kExchange, Charge::kRedeem, Charge::kRefund, Charge::kCheck}) {
    EXPECT_EQ(charge_from(to_text(charge)), charge);
    names.emplace_back(to_text(charge));
  }
  EXPECT_THAT(names, ::testing::ElementsAre("issue", "exchange", "redeem", "refund", "check"));
}

TEST(Charge, OfAnUnknownNameIsNothing) {
  for (const std::string_view text : {"", "Issue", "mint", "?", "issue "})
    EXPECT_EQ(charge_from(text), std::nullopt) << text;
  EXPECT_EQ(charge_from(to_text(static_cast<Charge>(99))), std::nullopt);
}

TEST(Scope, IsReadBackFromItsOwnText) {
  for (const std::string& text :
       {std::string("all"), std::string("client:issuer"), std::string("denomination:eur-5"),
        std::string("profile:coin-mac"), "key:" + std::string(kKeyId)}) {
    const auto scope = scope_from(text);
    ASSERT_TRUE(scope) << text;
    EXPECT_EQ(to_text(*scope), text);
  }
}

TEST(Scope, NamesWhatItCounts) {
  EXPECT_EQ(scope_from("all"), (Scope{Scope::Kind::kAll, ""}));
  EXPECT_EQ(scope_from("client:issuer"), (Scope{Scope::Kind::kClient, "issuer"}));
  EXPECT_EQ(scope_from("denomination:eur-5"), (Scope{Scope::Kind::kDenomination, "eur-5"}));
  EXPECT_EQ(scope_from("profile:mac"), (Scope{Scope::Kind::kProfile, "mac"}));
  EXPECT_EQ(scope_from("key:" + std::string(kKeyId)),
            (Scope{Scope::Kind::kKey, std::string(kKeyId)}));
}

TEST(Scope, OfAnotherFormIsNothing) {
  for (const std::string_view text :
       {"", "All", "all:", "all:x", "client", "client:", "client:Issuer", "client: issuer",
        "clients:issuer", ":issuer", "key:", "key:issuer",
        "key:01938C2E-7000-7000-8000-000000000001", "key:01938c2e-7000-4000-8000-000000000001",
        "key:01938c2e700070008000000000000001", "client:a-name-of-thirty-three-characters"})
    EXPECT_EQ(scope_from(text), std::nullopt) << text;
}

TEST(Scope, OfNoKindHasATextThatIsNotReadBack) {
  const std::string text = to_text(Scope{static_cast<Scope::Kind>(99), "x"});
  EXPECT_EQ(scope_from(text), std::nullopt);
}

TEST(Window, IsALengthOfTimeOrForLife) {
  EXPECT_EQ(window_from("1s"), std::optional<Duration>(std::chrono::seconds(1)));
  EXPECT_EQ(window_from("60m"), std::optional<Duration>(std::chrono::hours(1)));
  const auto life = window_from("life");
  ASSERT_TRUE(life.has_value());
  EXPECT_EQ(*life, std::nullopt);
}

TEST(Window, IsWrittenAsItIsRead) {
  for (const std::string_view text : {"1s", "90s", "15m", "36h", "366d", "life"}) {
    const auto window = window_from(text);
    ASSERT_TRUE(window) << text;
    EXPECT_EQ(window_text(*window), text);
  }
  EXPECT_EQ(window_text(*window_from("60m")), "1h");
}

TEST(Window, IsAtMost366DaysLong) {
  EXPECT_EQ(window_from("366d"), std::optional<Duration>(kLongestWindow));
  EXPECT_EQ(window_from("367d"), std::nullopt);
  EXPECT_EQ(window_from("31622401s"), std::nullopt);
}

TEST(Window, OfAnotherFormIsNothing) {
  for (const std::string_view text : {"", "0s", "-1s", "1", "1 h", "Life", "ever", "500ms"})
    EXPECT_EQ(window_from(text), std::nullopt) << text;
}

}  // namespace budget_test
}  // namespace pyx::policies

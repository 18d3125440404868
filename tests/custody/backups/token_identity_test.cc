#include "custody/backups/token_identity.h"

#include "tests/matchers.h"

namespace pyx::custody {
namespace token_identity_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

TEST(TokenIdentityJson, ComesBackAsItWas) {
  const pkcs11::TokenIdentity token{"0123", "Test v1", "Test", "mint"};
  const auto read = read_token_identity(to_json(token));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->serial, token.serial);
  EXPECT_EQ(read->model, token.model);
  EXPECT_EQ(read->manufacturer, token.manufacturer);
  EXPECT_EQ(read->label, token.label);
}
TEST(TokenIdentityJson, EachMissingOrUnknownMemberIsNamed) {
  for (const char* member : {"serial", "model", "manufacturer", "label"}) {
    json::object token = to_json(pkcs11::TokenIdentity{"0123", "Test v1", "Test", "mint"});
    token.erase(member);
    EXPECT_THAT(read_token_identity(token), FailsSaying(Code::kBadInput, member));
  }
  json::object token = to_json(pkcs11::TokenIdentity{"0123", "Test v1", "Test", "mint"});
  token["slot"] = 1;
  EXPECT_THAT(read_token_identity(token), FailsSaying(Code::kBadInput, "slot"));
}

TEST(TokenRulesJson, ComeBackInTheirOrder) {
  const std::vector<TokenRule> rules = {TokenRule::kUsage, TokenRule::kCopies};
  const auto read = read_token_rules(to_json(rules));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, rules);
  EXPECT_TRUE(read_token_rules({})->empty());
}
TEST(TokenRulesJson, AnUnknownOneOrOneTwiceIsRefused) {
  EXPECT_THAT(read_token_rules({"use"}), FailsSaying(Code::kBadInput, "unknown"));
  EXPECT_THAT(read_token_rules({"usage", "usage"}), FailsSaying(Code::kBadInput, "twice"));
}

}  // namespace token_identity_test
}  // namespace pyx::custody

#include "ceremony/cli/policy_view.h"

#include <gmock/gmock.h>

#include "base/pgp_words.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace policy_view_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PolicyView, IsReadAloudWithItsDigestInWords) {
  testing::Desk desk;
  const auto policy = policies::parse_policy(desk.policy_text(), "policy.toml").value();
  const std::string text = policy_text(policy);
  EXPECT_THAT(text, HasSubstr(to_hex(policy.digest)));
  EXPECT_THAT(text, HasSubstr(to_pgp_words(policy.digest)));
  EXPECT_THAT(text, HasSubstr(to_hex(policy.person("carol")->key.id())));
  EXPECT_THAT(text, HasSubstr("2 of security-officer and 1 of auditor"));
  EXPECT_THAT(text, Not(HasSubstr("DENOMINATION"))) << "there are none";
}

TEST(PolicyView, ShowsWhatAMintHasBesides) {
  testing::Desk desk;
  desk.make_mint();
  const auto policy = policies::parse_policy(desk.policy_text(), "policy.toml").value();
  EXPECT_THAT(policy_text(policy), HasSubstr("eur-5"));
  EXPECT_THAT(access_words(policy.clients.front()),
              ElementsAre("sign", "coins.mint", "coins.check"));
  EXPECT_EQ(length_text(Duration(0)), "none");
  EXPECT_EQ(length_text(std::chrono::hours(48)), "2d");
}

}  // namespace policy_view_test
}  // namespace pyx::ceremony

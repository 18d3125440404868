#include "ceremony/cli/signing_alone.h"

#include <gmock/gmock.h>

#include <sstream>

#include "custody/acts/freeze_statement.h"
#include "custody/acts/plain_words.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace signing_alone_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using ::testing::HasSubstr;

class SigningAlone : public ::testing::Test {
 protected:
  SigningAlone() {
    vault_.id = sha256("vault");
    freeze_.reason = "a lost laptop";
  }
  Result<custody::Envelope> sign_as(const std::string& key, std::optional<std::string> named = {}) {
    const SignerPlace place{desk_.folder() / (key + ".key"),
                            SecretSource{SecretSource::File{desk_.folder() / "passphrase"}},
                            std::move(named),
                            {}};
    return sign_alone(place, vault_, policy_, context_, freeze_,
                      [&] { return custody::encode_freeze(freeze_); });
  }

  testing::Desk desk_;
  std::ostringstream said_;
  Output output_{said_, said_, Colour::kNo};
  Context context_{output_, {}, desk_.clock, desk_.open_vault, desk_.open_token};
  const policies::Policy policy_ =
      policies::parse_policy(desk_.policy_text(), "policy.toml").value();
  custody::VaultInfo vault_;
  custody::FreezeStatement freeze_;
};

TEST_F(SigningAlone, WhatIsShownIsWhatIsSigned) {
  const auto envelope = sign_as("dave");
  ASSERT_THAT(envelope, IsOk());
  const auto said = custody::parse_freeze(envelope->payload);
  ASSERT_THAT(said, IsOk());
  EXPECT_EQ(said->vault, vault_.id);
  EXPECT_EQ(said->person, "dave");
  EXPECT_EQ(said->time, desk_.clock.now());
  EXPECT_EQ(said->expires, desk_.clock.now() + std::chrono::minutes(15));
  EXPECT_EQ(said->reason, "a lost laptop");
  EXPECT_EQ(freeze_.person, "dave");
  EXPECT_TRUE(custody::signed_by(*envelope, policy_.person("dave")->key));
  EXPECT_THAT(said_.str(), HasSubstr(custody::in_plain_words(envelope->payload).value()));
}
TEST_F(SigningAlone, TwiceIsTwoStatements) {
  const auto first = sign_as("dave");
  const auto second = sign_as("dave");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(first->payload, second->payload);
}
TEST_F(SigningAlone, ItIsHisKeyWhoIsNamed) {
  EXPECT_THAT(sign_as("dave", "dave"), IsOk());
  EXPECT_THAT(sign_as("dave", "alice"), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(sign_as("mallory"), RefusedBy("ACT-QUORUM"));
}
TEST_F(SigningAlone, WithoutAKeyNothingIsShown) {
  EXPECT_THAT(sign_as("nobody"), FailsWith(Code::kNotFound));
  EXPECT_EQ(said_.str(), "");
}

}  // namespace signing_alone_test
}  // namespace pyx::ceremony

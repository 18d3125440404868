#include "ceremony/cli/signing_both.h"

#include <gmock/gmock.h>

#include <sstream>

#include "base/uuid.h"
#include "custody/acts/plain_words.h"
#include "custody/acts/share_move.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/matchers.h"

namespace pyx::ceremony {
namespace signing_both_test {

using ::pyx::testing::IsOk;
using ::pyx::testing::RefusedBy;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SigningBoth : public ::testing::Test {
 protected:
  SignerPlace place(const std::string& key, std::optional<std::string> named = {}) {
    return {desk_.folder() / (key + ".key"),
            SecretSource{SecretSource::File{desk_.folder() / "passphrase"}},
            std::move(named),
            {}};
  }
  Result<OpenPerson> open(const std::string& key, std::optional<std::string> named = {}) {
    return open_person(place(key, std::move(named)), policy_, vault_, context_);
  }
  testing::Desk desk_;
  std::ostringstream said_;
  Output output_{said_, said_, Colour::kNo};
  Context context_{output_, {}, desk_.clock, desk_.open_vault, desk_.open_token};
  const policies::Policy policy_ =
      policies::parse_policy(desk_.policy_text(), "policy.toml").value();
  custody::VaultInfo vault_;
};

TEST_F(SigningBoth, BothSignWhatIsShown) {
  const auto alice = open("alice");
  const auto dave = open("dave", "dave");
  ASSERT_THAT(alice, IsOk());
  ASSERT_THAT(dave, IsOk());
  EXPECT_EQ(alice->person->id, "alice");
  custody::ShareMove move;
  move.backup = Uuid::v7(desk_.clock.now());
  move.holder = move.given_by = "alice";
  move.taken_by = "dave";
  move.place = "safe B";
  const Bytes bytes = custody::encode_share_move(move);
  const auto envelope = sign_both(*alice->signer, *dave->signer, bytes, context_);
  ASSERT_THAT(envelope, IsOk());
  EXPECT_THAT(envelope->signatures, SizeIs(2));
  EXPECT_TRUE(custody::signed_by(*envelope, policy_.person("alice")->key));
  EXPECT_TRUE(custody::signed_by(*envelope, policy_.person("dave")->key));
  EXPECT_THAT(said_.str(), HasSubstr(custody::in_plain_words(bytes).value()));
}
TEST_F(SigningBoth, AKeyUnderAnothersNameIsRefused) {
  EXPECT_THAT(open("alice", "dave"), RefusedBy("ACT-QUORUM"));
}

}  // namespace signing_both_test
}  // namespace pyx::ceremony

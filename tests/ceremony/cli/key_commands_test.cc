#include <gmock/gmock.h>

#include "ceremony/cli/commands.h"
#include "ceremony/officer_key.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace key_commands_test {

using testing::Desk;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class KeyCommands : public ::testing::Test {
 protected:
  KeyCommands() {
    custody::KeyRecord signing;
    signing.id = Uuid::v7(Time(Duration(1)));
    signing.name = "mint-2027";
    signing.public_key = OfficerKey::make(KeyType::kP256)->public_key();
    custody::KeyRecord secret;
    secret.id = Uuid::v7(Time(Duration(2)));
    secret.type = KeyType::kGenericSecret;
    secret.purpose = Purpose::kMac;
    signing_ = signing.id.text();
    secret_ = secret.id.text();
    desk_.store->keys = {signing, secret};
  }
  ExitCode run(std::vector<std::string> words) {
    words.insert(words.end(), {"--dir", "vault"});
    return desk_.run(key_commands(), words);
  }
  Desk desk_;
  std::string signing_;
  std::string secret_;
};

TEST_F(KeyCommands, ListAndShow) {
  EXPECT_EQ(run({"key", "list"}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr(signing_ + "  mint-2027"));
  EXPECT_EQ(run({"key", "show", signing_}), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("p-256, for sign"));
  EXPECT_EQ(run({"key", "show", signing_, "--output", "json"}), ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("id").as_string(), signing_);
}

TEST_F(KeyCommands, PublicPartIsPemOrJwk) {
  EXPECT_EQ(run({"key", "public", signing_}), ExitCode::kDone);
  EXPECT_EQ(desk_.data(), desk_.store->keys[0].public_key->pem());
  EXPECT_EQ(run({"key", "public", signing_, "--format", "jwk"}), ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("kid").as_string(), signing_);
  EXPECT_EQ(run({"key", "public", signing_, "--format", "jwk", "--output", "json"}),
            ExitCode::kDone);
  EXPECT_EQ(desk_.json().at("jwk").at("kty").as_string(), "EC");
}

TEST_F(KeyCommands, SecretKeyHasNoPublicPart) {
  EXPECT_EQ(run({"key", "public", secret_}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("no public part"));
}

TEST_F(KeyCommands, UnknownKeyIsNotFoundAndNamesTheNextStep) {
  EXPECT_EQ(run({"key", "show", Uuid::v7(Time(Duration(3))).text()}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("next: pyx key list --dir vault"));
}

TEST_F(KeyCommands, WrongWordsAreUsageErrors) {
  EXPECT_EQ(run({"key", "show", "mint-2027"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("ID: "));
  EXPECT_EQ(run({"key", "public", signing_, "--format", "der"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--format: "));
}

}  // namespace key_commands_test
}  // namespace pyx::ceremony

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"

namespace pyx::ceremony {
namespace officer_commands_test {

namespace fs = std::filesystem;
using testing::Desk;
using ::testing::HasSubstr;
using ::testing::Not;

class OfficerCommands : public ::testing::Test {
 protected:
  ExitCode make(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"officer",
                                      "new",
                                      "--id",
                                      "ann",
                                      "--out",
                                      key_.string(),
                                      "--passphrase-source",
                                      "file:" + (desk_.folder() / "passphrase").string()};
    words.insert(words.end(), more.begin(), more.end());
    return desk_.run(officer_commands(), words);
  }
  Desk desk_;
  fs::path key_ = desk_.folder() / "ann.key";
  fs::path public_ = desk_.folder() / "ann.key.pub";
};

TEST_F(OfficerCommands, NewKeyComesWithABlockForThePolicy) {
  ASSERT_EQ(make({"--name", "Ann Example", "--role", "auditor", "--role", "operator"}),
            ExitCode::kDone)
      << desk_.words();
  const auto pem = read_file(public_);
  ASSERT_TRUE(pem.ok());
  const auto key = PublicKey::from_pem(as_text(*pem));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->type(), KeyType::kEd25519);
  EXPECT_THAT(desk_.data(), HasSubstr("[[person]]\nid = \"ann\"\nname = \"Ann Example\"\n"));
  EXPECT_THAT(desk_.data(), HasSubstr("roles = [\"auditor\", \"operator\"]\n"));
  EXPECT_THAT(desk_.words(), HasSubstr("key id " + to_hex(key->id())));
  EXPECT_THAT(desk_.words(), Not(HasSubstr(std::string(testing::kPassphrase))));
}

TEST_F(OfficerCommands, NewKeyFileIsForItsOwnerOnlyAndEncrypted) {
  ASSERT_EQ(make({"--type", "p-256"}), ExitCode::kDone) << desk_.words();
  struct stat status {};
  ASSERT_EQ(stat(key_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const auto pem = read_file(key_);
  ASSERT_TRUE(pem.ok());
  EXPECT_THAT(to_text(*pem), HasSubstr("BEGIN ENCRYPTED PRIVATE KEY"));
}

TEST_F(OfficerCommands, NewKeyNeverOverwrites) {
  desk_.write("ann.key", "precious");
  EXPECT_EQ(make(), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("never overwritten"));
  EXPECT_EQ(to_text(*read_file(key_)), "precious");
  EXPECT_FALSE(fs::exists(public_));
}

TEST_F(OfficerCommands, NewKeyNeverOverwritesAPublicFile) {
  desk_.write("ann.key.pub", "precious");
  EXPECT_EQ(make(), ExitCode::kFailed);
  EXPECT_FALSE(fs::exists(key_));
}

TEST_F(OfficerCommands, PassphraseFileThatOthersMayReadIsRefused) {
  fs::permissions(desk_.folder() / "passphrase", fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(make(), ExitCode::kFailed);
  EXPECT_FALSE(fs::exists(key_));
}

TEST_F(OfficerCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(make({"--type", "rsa"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--type: "));
  EXPECT_EQ(make({"--name", "a\"b"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--name: "));
  EXPECT_EQ(desk_.run(officer_commands(), {"officer", "new", "--id", "Ann", "--out", "x"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--id: "));
}

TEST_F(OfficerCommands, ShowTellsTheIdInHexAndWords) {
  ASSERT_EQ(make({"--output", "json"}), ExitCode::kDone);
  const std::string id(desk_.json().at("key_id").as_string());
  ASSERT_EQ(desk_.run(officer_commands(), {"officer", "show", "--key", public_.string()}),
            ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr(id));
  EXPECT_THAT(desk_.data(), HasSubstr("in words"));
  EXPECT_EQ(desk_.run(officer_commands(), {"officer", "show", "--key", key_.string()}),
            ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr(".pub"));
}

// The rest of keys on tokens: tests/ceremony/officers_on_tokens_test.cc.
TEST_F(OfficerCommands, AKeyIsInAFileOrOnATokenAndNotInBoth) {
  const std::string uri = "pkcs11:token=ann?module-path=/m.so";
  EXPECT_EQ(make({"--token", uri}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--out: does not go with --token"));
  EXPECT_EQ(desk_.run(officer_commands(), {"officer", "new", "--id", "ann"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--out FILE, or --token URI"));
  EXPECT_EQ(desk_.run(officer_commands(), {"officer", "new", "--id", "ann", "--token", "ann"}),
            ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--token: must begin with pkcs11:"));
  EXPECT_EQ(desk_.run(officer_commands(), {"officer", "show", "--key", uri}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("id=... or object=..."));
  EXPECT_FALSE(fs::exists(key_));
}

// A block without roles must not pass as a person of a policy.
TEST_F(OfficerCommands, BlockWithoutARoleIsNoPersonYet) {
  ASSERT_EQ(make(), ExitCode::kDone);
  EXPECT_THAT(desk_.data(), HasSubstr("roles = []"));
  const auto policy = policies::parse_policy(desk_.policy_text() + "\n" + desk_.data(), "p.toml");
  EXPECT_FALSE(policy.ok());
}

}  // namespace officer_commands_test
}  // namespace pyx::ceremony

#include <gmock/gmock.h>

#include <filesystem>

#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony {
namespace ceremony_bundle_commands_test {

using testing::Desk;
using ::testing::HasSubstr;

class BundleCommands : public ::testing::Test {
 protected:
  ExitCode run(std::vector<std::string> words) {
    words.insert(words.begin(), "ceremony");
    return desk_.run(ceremony_bundle_commands(), words);
  }
  Desk desk_;
};

TEST_F(BundleCommands, VerifyTellsTheVerdict) {
  pyx::testing::CeremonyRecord room;
  room.whole();
  const std::string bundle = room.bundle().string();
  const std::string root = to_hex(room.vault.books().vault);
  EXPECT_EQ(run({"verify", bundle}), ExitCode::kNotAuthenticated) << desk_.words();
  EXPECT_EQ(run({"verify", bundle, "--root", root}), ExitCode::kDone) << desk_.data();
  EXPECT_THAT(desk_.data(), HasSubstr("clean"));
  const auto policy = desk_.write("policy.toml", as_text(room.vault.books().policy_bytes)).string();
  EXPECT_EQ(run({"verify", bundle, "--roster", policy}), ExitCode::kDone) << desk_.data();
  EXPECT_EQ(run({"verify", bundle, "--rehearsal", "--output", "json"}), ExitCode::kRefused);
  EXPECT_EQ(desk_.json().at("verdict").as_string(), "not acceptable");
}

TEST_F(BundleCommands, RedactWritesACopyThatVerifies) {
  pyx::testing::CeremonyRecord room;
  room.whole();
  const std::string copy = (desk_.folder() / "copy").string();
  const std::string root = to_hex(room.vault.books().vault);
  ASSERT_EQ(run({"redact", room.bundle().string(), copy, "--level", "public"}), ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("12 fields hidden"));
  EXPECT_EQ(run({"verify", copy, "--root", root}), ExitCode::kDone) << desk_.data();
}

TEST_F(BundleCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(run({"verify"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("needs BUNDLE"));
  EXPECT_EQ(run({"verify", "x", "--root", "abc"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--root: "));
  EXPECT_EQ(run({"redact", "x", "y"}), ExitCode::kUsage);
  EXPECT_EQ(run({"redact", "x", "y", "--level", "secret"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--level: "));
  EXPECT_EQ(run({"verify", (desk_.folder() / "nothing").string()}), ExitCode::kFailed);
}

}  // namespace ceremony_bundle_commands_test
}  // namespace pyx::ceremony

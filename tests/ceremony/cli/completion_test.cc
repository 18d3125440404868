#include "ceremony/cli/completion.h"

#include <gmock/gmock.h>

#include <set>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "policies/act_type.h"
#include "tests/support/output_of.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony {
namespace completion_test {

using pyx::testing::output_of;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

Words lines_of(const std::string& text) {
  Words lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// A bash that has sourced the script and stands in a folder with a file and a folder.
class BashCompletion : public ::testing::Test {
 protected:
  BashCompletion() {
    EXPECT_TRUE(write_file(folder_.path() / "pyx.bash", as_bytes(bash_completion(all_commands())),
                           Overwrite::kNo)
                    .ok());
    std::filesystem::create_directory(folder_.path() / "vault");
    EXPECT_TRUE(write_file(folder_.path() / "alice key", as_bytes("x"), Overwrite::kNo).ok());
  }

  // What is offered for the last of `words`, which bash has cut up as it does at a terminal.
  Words offered(const Words& words) const {
    std::string script =
        "cd '" + folder_.path().string() + "'\nset -eu\nsource ./pyx.bash\n" + "COMP_WORDS=(pyx";
    for (const std::string& word : words) script += " '" + word + "'";
    script += ")\nCOMP_CWORD=" + std::to_string(words.size()) +
              "\n_pyx || true\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const auto file = folder_.path() / "ask";
    EXPECT_TRUE(write_file(file, as_bytes(script), Overwrite::kYes).ok());
    return lines_of(output_of("bash --norc --noprofile '" + file.string() + "' 2>&1"));
  }

 private:
  pyx::testing::TempFolder folder_;
};

TEST_F(BashCompletion, OffersEveryNoun) {
  std::set<std::string> nouns = {"--help", "--help-all", "--version"};
  for (const CommandSpec& command : all_commands()) nouns.insert(std::string(command.noun));
  EXPECT_THAT(offered({""}), ::testing::UnorderedElementsAreArray(nouns));
  EXPECT_THAT(offered({"of"}), ElementsAre("officer"));
}

TEST_F(BashCompletion, OffersTheVerbsOfANoun) {
  EXPECT_THAT(offered({"token", ""}), IsSupersetOf({"list", "probe", "--help"}));
  EXPECT_THAT(offered({"act", "pro"}), ElementsAre("propose"));
  EXPECT_THAT(offered({"nonsense", ""}), IsEmpty());
  // A noun that is a command by itself.
  EXPECT_THAT(offered({"freeze", ""}), IsSupersetOf({"list", "--target", "--key"}));
}

TEST_F(BashCompletion, OffersEveryFlagOfEveryCommand) {
  for (const CommandSpec& command : all_commands()) {
    Words words = {std::string(command.noun)};
    if (!command.verb.empty()) words.emplace_back(command.verb);
    words.emplace_back("--");
    Words flags = {"--output", "--help"};
    for (const FlagSpec& flag : command.flags) flags.emplace_back(flag.name);
    EXPECT_THAT(offered(words), ::testing::UnorderedElementsAreArray(flags)) << command.name();
  }
}

TEST_F(BashCompletion, OffersAFlagOnceUnlessItMayBeRepeated) {
  EXPECT_THAT(offered({"officer", "new", "--id", "a", "--role", "b", "--"}),
              ::testing::AllOf(Not(Contains("--id")), Contains("--role"), Contains("--out")));
  EXPECT_THAT(offered({"freeze", "--target", "all", "--"}),
              ::testing::AllOf(Not(Contains("--target")), Contains("--key")));
}

TEST_F(BashCompletion, OffersWhatAValueMayBe) {
  EXPECT_THAT(offered({"officer", "new", "--type", ""}), ElementsAre("ed25519", "p-256"));
  EXPECT_THAT(offered({"bench", "--type", "rsa-2048", "--type", "p-"}),
              ElementsAre("p-256", "p-384"));
  EXPECT_THAT(offered({"officer", "new", "--output", "js"}), ElementsAre("json"));
  EXPECT_THAT(offered({"officer", "new", "--output", "=", "t"}), ElementsAre("text"));
  EXPECT_THAT(offered({"officer", "new", "--out", "al"}), ElementsAre("alice key"));
  EXPECT_THAT(offered({"freeze", "--key", "al"}), ElementsAre("alice key"));
  EXPECT_THAT(offered({"act", "list", "--dir", ""}), ElementsAre("vault"));
  EXPECT_THAT(offered({"officer", "new", "--id", ""}), IsEmpty());
}

TEST_F(BashCompletion, OffersWhereASecretMayCome) {
  EXPECT_THAT(offered({"token", "probe", "--pin-source", ""}),
              ElementsAre("file:", "fd:", "prompt:"));
  EXPECT_THAT(offered({"token", "probe", "--pin-source", "file", ":", "al"}),
              ElementsAre("alice key"));
  EXPECT_THAT(offered({"token", "probe", "--pin-source", "file", ":"}),
              UnorderedElementsAre("alice key", "ask", "pyx.bash", "vault"));
  // What stands behind the colon is no word of the command.
  EXPECT_THAT(offered({"token", "probe", "--pin-source", "fd", ":", "3", "--t"}),
              ElementsAre("--token"));
}

TEST_F(BashCompletion, OffersTheActsThatCanBeProposed) {
  const Words types = offered({"act", "propose", ""});
  EXPECT_THAT(types, Contains("key.generate"));
  for (const std::string& type : types) {
    EXPECT_TRUE(policies::act_type_from(type).has_value()) << type;
  }
  EXPECT_THAT(offered({"act", "propose", "thaw", "--f"}), ElementsAre("--freeze"));
}

}  // namespace completion_test
}  // namespace pyx::ceremony

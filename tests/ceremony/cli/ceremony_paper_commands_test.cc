#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony {
namespace ceremony_paper_commands_test {

namespace fs = std::filesystem;
using pyx::testing::CeremonyRecord;
using pyx::testing::must;
using testing::Desk;
using ::testing::HasSubstr;

std::string plan_path(const std::string& name) {
  return PYX_SOURCE_DIR "/ceremony/plans/" + name + ".toml";
}

class PaperCommands : public ::testing::Test {
 protected:
  ExitCode run(std::vector<std::string> words) {
    words.insert(words.begin(), "ceremony");
    return desk_.run(ceremony_paper_commands(), words);
  }
  std::string path(const std::string& name) const { return (desk_.folder() / name).string(); }
  Bytes file(const std::string& name) const {
    return must(read_file(path(name), std::size_t{16} << 20U));
  }
  std::string first_page(const std::string& name) const {
    return pyx::testing::read_pdf(file(name)).front();
  }
  Desk desk_;
};

TEST_F(PaperCommands, ReportWritesBothFormsAndEndsAsVerifyDoes) {
  CeremonyRecord room;
  room.whole();
  const std::string bundle = room.bundle().string();
  const std::string root = to_hex(room.vault.books().vault);
  ASSERT_EQ(
      run({"report", bundle, "--out", path("a.html"), "--out", path("a.pdf"), "--root", root}),
      ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("wrote " + path("a.html")));
  EXPECT_THAT(pyx::testing::read_html(as_text(file("a.html"))), HasSubstr("Clean"));
  EXPECT_THAT(first_page("a.pdf"), HasSubstr("Clean"));
  EXPECT_EQ(run({"report", bundle, "--out", path("b.pdf")}), ExitCode::kNotAuthenticated);
  EXPECT_THAT(first_page("b.pdf"), HasSubstr("NOT AUTHENTICATED"));
  const auto policy = desk_.write("policy.toml", as_text(room.vault.books().policy_bytes)).string();
  EXPECT_EQ(run({"report", bundle, "--out", path("c.pdf"), "--roster", policy}), ExitCode::kDone);
}

// Control RECORD-WHOLE.
TEST_F(PaperCommands, ReportOfWhatIsNotAcceptableIsWrittenAndRefused) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  const std::string bundle = room.bundle().string();
  EXPECT_EQ(run({"report", bundle, "--out", path("a.pdf"), "--output", "json"}),
            ExitCode::kRefused);
  EXPECT_EQ(desk_.json().at("verdict").as_string(), "not acceptable");
  EXPECT_EQ(desk_.json().at("files").as_array().size(), 1U);
  EXPECT_THAT(first_page("a.pdf"), HasSubstr("NOT ACCEPTABLE"));
  EXPECT_EQ(run({"report", bundle, "--out", path("b.pdf"), "--rehearsal"}), ExitCode::kDone);
  EXPECT_THAT(desk_.words(), HasSubstr("each page says: REHEARSAL"));
}

TEST_F(PaperCommands, NothingIsOverwritten) {
  CeremonyRecord room;
  room.whole();
  desk_.write("a.pdf", "old");
  EXPECT_EQ(run({"report", room.bundle().string(), "--out", path("a.pdf")}), ExitCode::kFailed);
  EXPECT_THAT(desk_.words(), HasSubstr("is there already"));
  EXPECT_EQ(run({"print", plan_path("genesis"), "--out", path("a.pdf")}), ExitCode::kFailed);
  EXPECT_EQ(as_text(file("a.pdf")), "old");
}

TEST_F(PaperCommands, PrintWritesTheScript) {
  ASSERT_EQ(run({"print", plan_path("genesis"), "--out", path("a.pdf")}), ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(first_page("a.pdf"), HasSubstr("Genesis: a vault is founded"));
  EXPECT_THAT(first_page("a.pdf"), HasSubstr("WITHOUT A SITE"));
  EXPECT_THAT(desk_.words(), HasSubstr("one copy for each person"));
}

TEST_F(PaperCommands, PrintWritesCardsWherePeopleWrite) {
  ASSERT_EQ(run({"print", plan_path("genesis"), "--out", path("a.pdf"), "--cards", path("b.pdf")}),
            ExitCode::kDone)
      << desk_.words();
  EXPECT_THAT(desk_.words(), HasSubstr("wrote " + path("b.pdf") + ": 6 cards"));
  EXPECT_EQ(pyx::testing::read_pdf(file("b.pdf")).size(), 6U);
  EXPECT_EQ(run({"print", plan_path("replace-officer"), "--out", path("c.pdf"), "--cards",
                 path("d.pdf")}),
            ExitCode::kUsage);
  EXPECT_FALSE(fs::exists(path("c.pdf")));
  EXPECT_THAT(desk_.words(), HasSubstr("--cards: no new card"));
}

// Control PLAN-CHECKED.
TEST_F(PaperCommands, PrintOfAPlanThatIsRefusedSaysSoOnEveryPage) {
  std::string text(as_text(must(read_file(plan_path("genesis")))));
  const std::string_view from = "who = [\"administrator\", \"witness\"]\ndo = \"fetch\"";
  ASSERT_NE(text.find(from), std::string::npos);
  text.replace(text.find(from), from.size(), "who = [\"administrator\"]\ndo = \"fetch\"");
  const auto plan = desk_.write("plan.toml", text);
  EXPECT_EQ(run({"print", plan.string(), "--out", path("a.pdf")}), ExitCode::kRefused);
  for (const std::string& page : pyx::testing::read_pdf(file("a.pdf")))
    EXPECT_THAT(page, HasSubstr("REFUSED: 1 finding of pyx ceremony check; not for the day"));
  EXPECT_THAT(desk_.words(), HasSubstr("[PLAN-CHECKED]"));
}

TEST_F(PaperCommands, WrongWordsAreUsageErrorsThatNameTheFlag) {
  EXPECT_EQ(run({"report", "x"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--out"));
  EXPECT_EQ(run({"report", "x", "--out", "a.txt"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--out: must end with .html or .pdf"));
  EXPECT_EQ(run({"print", "x", "--out", "a.html"}), ExitCode::kUsage);
  EXPECT_THAT(desk_.words(), HasSubstr("--out: must end with .pdf"));
  EXPECT_EQ(run({"report", path("nothing"), "--out", path("z.pdf")}), ExitCode::kFailed);
  const auto bad = desk_.write("bad.toml", "version = 1\n");
  EXPECT_EQ(run({"print", bad.string(), "--out", path("z.pdf")}), ExitCode::kUsage);
  EXPECT_FALSE(fs::exists(path("z.pdf")));
}

}  // namespace ceremony_paper_commands_test
}  // namespace pyx::ceremony

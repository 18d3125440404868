#include "custody/founding/draft_files.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace draft_files_test {

namespace fs = std::filesystem;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::must;
using ::testing::SizeIs;

class DraftFiles : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(paths_.folder); }
  void write(const fs::path& file, std::string_view text) {
    must(write_file(file, as_bytes(text), Overwrite::kYes));
  }

  testing::TempFolder vault_;
  const DraftPaths paths_{vault_.path()};
  testing::StillClock clock_;
  const pkcs11::TokenIdentity token_{"serial 7", "model", "manufacturer", "label"};
};

TEST_F(DraftFiles, APlanIsReadBackAsItWasWritten) {
  const DraftPlan written = must(write_plan(paths_, token_, clock_));
  const DraftPlan read = must(read_plan(paths_));
  EXPECT_EQ(read.log_key, written.log_key);
  EXPECT_EQ(read.canary_key, written.canary_key);
  EXPECT_NE(read.log_key, read.canary_key);
  EXPECT_EQ(read.nonce, written.nonce);
  EXPECT_THAT(read.nonce, SizeIs(32));
  EXPECT_TRUE(pkcs11::same_token(read.token, token_));
}
TEST_F(DraftFiles, APlanIsWrittenOnce) {
  const DraftPlan first = must(write_plan(paths_, token_, clock_));
  EXPECT_THAT(write_plan(paths_, token_, clock_), FailsWith(Code::kConflict));
  EXPECT_EQ(must(read_plan(paths_)).log_key, first.log_key);
}
TEST_F(DraftFiles, APlanThatIsMissingOrBrokenSaysSo) {
  EXPECT_THAT(read_plan(paths_), FailsWith(Code::kNotFound));
  write(paths_.plan, "{\"log_key\":");
  EXPECT_THAT(read_plan(paths_), FailsWith(Code::kBadInput));
  write(paths_.plan, "{\"log_key\":\"x\"}");
  EXPECT_THAT(read_plan(paths_), FailsSaying(Code::kBadInput, "draft plan"));
}
TEST_F(DraftFiles, ARemovedDraftLeavesNothingEvenIfAnEarlierRemovalWasCutOff) {
  write(paths_.policy, "a policy");
  fs::create_directories(vault_.path() / "draft.gone" / "signatures");
  write(vault_.path() / "vault.sqlite3", "not the draft's");
  EXPECT_THAT(remove_draft(paths_), IsOk());
  EXPECT_FALSE(fs::exists(paths_.folder));
  EXPECT_FALSE(fs::exists(vault_.path() / "draft.gone"));
  EXPECT_TRUE(fs::exists(vault_.path() / "vault.sqlite3"));
}
TEST_F(DraftFiles, LeftoversAreWhatWasOutOfTheWayAndNotTheDraft) {
  EXPECT_THAT(remove_leftovers(vault_.path()), IsOk());  // nothing there
  write(paths_.policy, "a policy");
  fs::create_directory(vault_.path() / "draft.gone");
  EXPECT_THAT(remove_leftovers(vault_.path()), IsOk());
  EXPECT_FALSE(fs::exists(vault_.path() / "draft.gone"));
  EXPECT_TRUE(fs::exists(paths_.policy));
}
TEST_F(DraftFiles, ADraftThatIsNotThereCannotBeRemoved) {
  fs::remove_all(paths_.folder);
  EXPECT_THAT(remove_draft(paths_), FailsSaying(Code::kStore, "cannot remove"));
}

}  // namespace draft_files_test
}  // namespace pyx::custody

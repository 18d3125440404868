#include "ceremony/running/rehearsal_stage.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/file.h"
#include "ceremony/cli/plan_file.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace rehearsal_stage_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

class StageOfGenesis : public ::testing::Test {
 protected:
  StageAsk ask() const {
    return {PYX_SOURCE_DIR "/ceremony/plans/genesis.toml",
            room_.folder() / "stage",
            "/usr/lib/softhsm/libsofthsm2.so",
            {{"denominations", "eur-5"}}};
  }
  SmallCeremony room_;
  Recorder guide_;
};

TEST_F(StageOfGenesis, HasAllThatThePlanIsCheckedWith) {
  const auto stage = set_stage(ask(), room_.context(), guide_);
  ASSERT_THAT(stage, IsOk());
  const auto file = read_plan_file({ask().plan, stage->site(), {}});
  ASSERT_THAT(file, IsOk());
  EXPECT_TRUE(file->of_plan.empty());
  EXPECT_TRUE(file->of_site.empty());
  EXPECT_NE(file->policy, nullptr);
  EXPECT_EQ(std::string(std::getenv("SOFTHSM2_CONF")),
            (room_.folder() / "stage" / "softhsm2.conf").string());
}

TEST_F(StageOfGenesis, KeysAndPassphrasesAreForTheOwnerAlone) {
  ASSERT_THAT(set_stage(ask(), room_.context(), guide_), IsOk());
  for (const auto& file :
       std::filesystem::directory_iterator(room_.folder() / "stage" / "people")) {
    struct stat seen = {};
    ASSERT_EQ(::stat(file.path().c_str(), &seen), 0);
    EXPECT_EQ(seen.st_mode & 0077U, 0U) << file.path();
  }
}

TEST_F(StageOfGenesis, AFolderWithSomethingInItIsLeftAlone) {
  ASSERT_THAT(make_folders(room_.folder() / "stage"), IsOk());
  ASSERT_THAT(write_file(room_.folder() / "stage" / "mine", {}, Overwrite::kNo), IsOk());
  EXPECT_THAT(set_stage(ask(), room_.context(), guide_), FailsWith(Code::kConflict));
}

TEST_F(StageOfGenesis, WithoutSoftHsmItSaysWhatIsMissing) {
  StageAsk without = ask();
  without.module = "/nowhere.so";
  EXPECT_THAT(set_stage(without, room_.context(), guide_), FailsWith(Code::kNotFound));
}

}  // namespace rehearsal_stage_test
}  // namespace pyx::ceremony::running

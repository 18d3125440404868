#include "ceremony/steps/on_media.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/ceremony/steps/step_room.h"
#include "tests/matchers.h"

namespace pyx::ceremony::steps {
namespace on_media_test {

namespace fs = std::filesystem;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using testing::StepRoom;
using transcript::Kind;

class OnMedia : public ::testing::Test {
 protected:
  Result<void> put(const std::string& item) {
    return put_on_media(doing_, item, [this](const fs::path& folder) -> Result<void> {
      folders_.push_back(folder);
      return {};
    });
  }
  StepRoom room_;
  // Before what follows looks at the room.
  const bool begun_ = [this] {
    room_.upto("fetch").begin("fetch");
    return true;
  }();
  Host host_{room_.setting()};
  std::vector<std::string> doers_ = room_.doers("fetch");
  Doing doing_{{room_.step("fetch"), *room_.model, doers_, *room_.record, host_},
               room_.people,
               *room_.record};
  std::vector<fs::path> folders_;
};

TEST_F(OnMedia, EachPersonWithAMediumOfHisOwnHasAFolder) {
  ASSERT_THAT(put("record-media"), IsOk());
  const fs::path folder = room_.path("out") / "record-media";
  EXPECT_THAT(folders_,
              ElementsAre(folder / "custodian-1", folder / "custodian-2", folder / "custodian-3"));
  EXPECT_TRUE(fs::is_directory(folders_.front()));
  EXPECT_THAT(room_.entries(Kind::kItem, "item", "record-media"), SizeIs(3));
}

TEST_F(OnMedia, OneMediumIsOneFolder) {
  ASSERT_THAT(put("backup-media"), IsOk());
  EXPECT_THAT(folders_, ElementsAre(room_.path("out") / "backup-media"));
  EXPECT_THAT(put("nothing"), FailsWith(Code::kNotFound));
}

TEST_F(OnMedia, TheSameFileIsPutTwiceAndAnotherOneIsNotOverwritten) {
  const fs::path file = room_.path("a file");
  EXPECT_THAT(put_file(file, as_bytes("one")), IsOk());
  EXPECT_THAT(put_file(file, as_bytes("one")), IsOk());
  EXPECT_THAT(put_file(file, as_bytes("two")), FailsWith(Code::kConflict));
  EXPECT_THAT(put_file(file, as_bytes("longer")), FailsWith(Code::kConflict));
  EXPECT_EQ(to_text(*read_file(file)), "one");
}

}  // namespace on_media_test
}  // namespace pyx::ceremony::steps

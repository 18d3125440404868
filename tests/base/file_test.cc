#include "base/file.h"

#include <sys/stat.h>

#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx {
namespace file_test {

namespace fs = std::filesystem;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

class WholeFile : public ::testing::Test {
 protected:
  std::size_t names_in_folder() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }
  testing::TempFolder folder_;
  fs::path path_ = folder_.path() / "policy.toml";
};

TEST_F(WholeFile, ComesBackAsItWasWritten) {
  Bytes bytes(100000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  ASSERT_THAT(write_file(path_, bytes, Overwrite::kNo), IsOk());
  EXPECT_EQ(read_file(path_).value(), bytes);
}

TEST_F(WholeFile, IsForItsOwnerOnly) {
  ASSERT_THAT(write_file(path_, as_bytes("x"), Overwrite::kNo), IsOk());
  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0600U);
}

TEST_F(WholeFile, IsNotReplacedUnlessAsked) {
  ASSERT_THAT(write_file(path_, as_bytes("old"), Overwrite::kNo), IsOk());
  EXPECT_THAT(write_file(path_, as_bytes("new"), Overwrite::kNo), FailsWith(Code::kConflict));
  EXPECT_EQ(to_text(read_file(path_).value()), "old");
}

TEST_F(WholeFile, IsReplacedWhenAsked) {
  ASSERT_THAT(write_file(path_, as_bytes("old and long"), Overwrite::kNo), IsOk());
  ASSERT_THAT(write_file(path_, as_bytes("new"), Overwrite::kYes), IsOk());
  EXPECT_EQ(to_text(read_file(path_).value()), "new");
}

// A link is replaced, never written through.
TEST_F(WholeFile, DoesNotFollowALinkWhenWritten) {
  const fs::path target = folder_.path() / "target";
  ASSERT_THAT(write_file(target, as_bytes("target"), Overwrite::kNo), IsOk());
  fs::create_symlink(target, path_);
  EXPECT_THAT(write_file(path_, as_bytes("new"), Overwrite::kNo), FailsWith(Code::kConflict));
  ASSERT_THAT(write_file(path_, as_bytes("new"), Overwrite::kYes), IsOk());
  EXPECT_EQ(to_text(read_file(target).value()), "target");
}

TEST_F(WholeFile, LeavesNoTemporaryFileBehind) {
  ASSERT_THAT(write_file(path_, as_bytes("x"), Overwrite::kNo), IsOk());
  ASSERT_THAT(write_file(path_, as_bytes("x"), Overwrite::kYes), IsOk());
  EXPECT_THAT(write_file(path_, as_bytes("x"), Overwrite::kNo), FailsWith(Code::kConflict));
  fs::create_directory(folder_.path() / "taken");
  EXPECT_THAT(write_file(folder_.path() / "taken", as_bytes("x"), Overwrite::kYes),
              FailsWith(Code::kStore));
  EXPECT_EQ(names_in_folder(), 2U);
}

TEST_F(WholeFile, AsLongAsAllowedIsRead) {
  ASSERT_THAT(write_file(path_, Bytes(20000), Overwrite::kNo), IsOk());
  EXPECT_THAT(read_file(path_, 20000), IsOk());
}

TEST_F(WholeFile, OneByteLongerThanAllowedIsRefused) {
  ASSERT_THAT(write_file(path_, Bytes(20001), Overwrite::kNo), IsOk());
  EXPECT_THAT(read_file(path_, 20000), FailsSaying(Code::kBadInput, "larger than 20000 bytes"));
}

TEST_F(WholeFile, EmptyIsRead) {
  ASSERT_THAT(write_file(path_, {}, Overwrite::kNo), IsOk());
  EXPECT_EQ(read_file(path_).value(), Bytes());
}

TEST_F(WholeFile, ThatIsNotThereIsNotFound) {
  EXPECT_THAT(read_file(path_), FailsSaying(Code::kNotFound, path_.string()));
}

TEST_F(WholeFile, ThatIsAFolderIsRefused) {
  EXPECT_THAT(read_file(folder_.path()), FailsWith(Code::kBadInput));
}

TEST_F(WholeFile, InAFolderThatIsNotThereCannotBeWritten) {
  EXPECT_THAT(write_file(folder_.path() / "none" / "file", as_bytes("x"), Overwrite::kNo),
              FailsWith(Code::kStore));
  EXPECT_THAT(sync_folder(folder_.path() / "none"), FailsWith(Code::kStore));
  EXPECT_THAT(sync_folder(folder_.path()), IsOk());
}

TEST_F(WholeFile, FoldersAreMadeWithThoseAboveThem) {
  const fs::path deep = folder_.path() / "a" / "b" / "c";
  EXPECT_THAT(make_folders(deep), IsOk());
  EXPECT_TRUE(fs::is_directory(deep));
  EXPECT_THAT(make_folders(deep), IsOk());
  EXPECT_THAT(make_folders(folder_.path() / "a" / "d" / ""), IsOk());
  EXPECT_TRUE(fs::is_directory(folder_.path() / "a" / "d"));
}

TEST_F(WholeFile, AFolderWhereAFileStandsIsNotMade) {
  ASSERT_THAT(write_file(path_, as_bytes("x"), Overwrite::kNo), IsOk());
  EXPECT_THAT(make_folders(path_), FailsSaying(Code::kStore, path_.string()));
  EXPECT_THAT(make_folders(path_ / "below"), FailsWith(Code::kStore));
  EXPECT_EQ(read_file(path_).value(), to_bytes("x"));
}

}  // namespace file_test
}  // namespace pyx

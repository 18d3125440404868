#include "ceremony/transcript/bundle.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::transcript {
namespace bundle_test {

using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;

class BundleFolder : public ::testing::Test {
 protected:
  void put(std::string_view name, std::string_view text) {
    ASSERT_THAT(write_file(temp_.path() / name, as_bytes(text), Overwrite::kYes), IsOk());
  }
  const pyx::testing::TempFolder temp_;
};

TEST_F(BundleFolder, IsReadWithWhatIsThere) {
  put(kTranscriptFile, "x\n");
  put(kPlanFile, "plan");
  auto bundle = read_bundle(temp_.path());
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ(bundle->transcript, "x\n");
  EXPECT_EQ(bundle->plan, to_bytes("plan"));
  EXPECT_EQ(bundle->site, std::nullopt);
  EXPECT_EQ(bundle->log, std::nullopt);
  put(kSiteFile, "site");
  std::filesystem::create_directory(temp_.path() / kLogFolder);
  bundle = read_bundle(temp_.path());
  ASSERT_THAT(bundle, IsOk());
  EXPECT_EQ(bundle->site, to_bytes("site"));
  EXPECT_EQ(bundle->log, temp_.path() / kLogFolder);
}

TEST_F(BundleFolder, WithoutTranscriptOrPlanIsNone) {
  put(kPlanFile, "plan");
  EXPECT_THAT(read_bundle(temp_.path()), FailsWith(Code::kNotFound));
  put(kTranscriptFile, "x\n");
  std::filesystem::remove(temp_.path() / kPlanFile);
  EXPECT_THAT(read_bundle(temp_.path()), FailsWith(Code::kNotFound));
}

TEST_F(BundleFolder, KeepsOutputsByTheirDigestOnce) {
  const Bytes shown = to_bytes("made the key\n");
  const auto digest = keep_output(temp_.path(), shown);
  ASSERT_THAT(digest, IsOk());
  EXPECT_EQ(*digest, sha256(shown));
  EXPECT_EQ(read_file(output_path(temp_.path(), *digest)).value(), shown);
  EXPECT_THAT(keep_output(temp_.path(), shown), IsOk());
  EXPECT_THAT(keep_output(temp_.path(), Bytes(kOutputMostBytes + 1)), FailsWith(Code::kBadInput));
}

}  // namespace bundle_test
}  // namespace pyx::ceremony::transcript

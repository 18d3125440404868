#include "ceremony/running/site_nearby.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace site_nearby_test {

namespace fs = std::filesystem;

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

// A ceremony that stands, in a folder with its site.
class SiteNearby : public ::testing::Test {
 protected:
  SiteNearby() {
    Recorder guide;
    guide.stops_at = "step.open";
    EXPECT_THAT(room_.hold(guide), FailsWith(Code::kAskPerson));
  }
  fs::path site() const { return room_.folder() / "site.toml"; }
  SmallCeremony room_;
};

TEST_F(SiteNearby, IsTheFileBesideTheBundleWithTheDigestOfTheHeader) {
  const auto found = site_nearby(room_.bundle());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->lexically_normal(), site().lexically_normal());
  EXPECT_THAT(site_nearby(room_.bundle() / ""), IsOk()) << "with a slash at its end";
}

TEST_F(SiteNearby, MayBeOneFolderAboveAndNoFurther) {
  const fs::path inner = room_.folder() / "outputs-of-the-day";
  fs::create_directories(inner / "deeper");
  fs::rename(room_.bundle(), inner / "bundle");
  EXPECT_THAT(site_nearby(inner / "bundle"), IsOk());
  fs::rename(inner / "bundle", inner / "deeper" / "bundle");
  EXPECT_THAT(site_nearby(inner / "deeper" / "bundle"),
              FailsSaying(Code::kNotFound, "name it with --site"));
}

TEST_F(SiteNearby, IsNotTakenIfAByteOfItIsAnotherOne) {
  const Bytes before = read_file(site()).value();
  ASSERT_THAT(write_file(site(), as_bytes(pyx::to_text(before) + "\n"), Overwrite::kYes), IsOk());
  EXPECT_THAT(site_nearby(room_.bundle()), FailsWith(Code::kNotFound));
}

TEST_F(SiteNearby, OfTwoThatAreAlikeOneIsNamed) {
  fs::copy_file(site(), room_.folder() / "copy.toml");
  EXPECT_THAT(site_nearby(room_.bundle()), FailsSaying(Code::kConflict, "alike"));
}

}  // namespace site_nearby_test
}  // namespace pyx::ceremony::running

#include "ceremony/running/key_ring.h"

#include <gmock/gmock.h>

#include <sstream>

#include "base/file.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace key_ring_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;

class KeyRingAtSite : public ::testing::Test {
 protected:
  KeyRingAtSite() {
    auto at = read_plan_at_site(room_.ask().plan, Judged::kNo);
    if (at) at_ = std::move(at).value();
  }
  planning::SitePerson& person(const std::string& id) {
    for (planning::SitePerson& one : at_.file.site->people)
      if (one.person.id == id) return one;
    std::abort();
  }

  SmallCeremony room_;
  PlanAtSite at_;
  Recorder guide_;
  std::ostringstream words_;
  Output output_{words_, words_, Colour::kNo};
  KeyRing keys_{*at_.file.site, room_.folder(), guide_, output_};
};

TEST_F(KeyRingAtSite, AKeyIsOpenedOnce) {
  const auto first = keys_.of("bob");
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(guide_.has_said("the key of bob is opened"));
  const std::size_t said = guide_.said.size();
  EXPECT_EQ(keys_.of("bob").value(), *first);
  EXPECT_EQ(guide_.said.size(), said);
}

TEST_F(KeyRingAtSite, OfSomebodyElseThereIsNone) {
  EXPECT_THAT(keys_.of("mallory"), FailsWith(Code::kNotFound));
}

TEST_F(KeyRingAtSite, AKeyFileThatIsNotThereIsMade) {
  person("carol").key = "new/carol.key";
  const auto key = keys_.of("carol");
  ASSERT_THAT(key, IsOk());
  EXPECT_TRUE(std::filesystem::exists(room_.folder() / "new" / "carol.key"));
  EXPECT_TRUE(guide_.has_said("a key was made for carol"));
}

TEST_F(KeyRingAtSite, WithoutAPlaceForAKeyNoneIsMade) {
  person("carol").key.clear();
  EXPECT_THAT(keys_.of("carol"), FailsWith(Code::kNotFound));
}

TEST_F(KeyRingAtSite, AWrongPassphraseIsForThePersonToMend) {
  ASSERT_THAT(write_file(room_.folder() / "passphrase", as_bytes("another one"), Overwrite::kYes),
              IsOk());
  EXPECT_THAT(keys_.of("bob"), FailsWith(Code::kAskPerson));
}

TEST_F(KeyRingAtSite, ARelativeSourceStartsAtTheSite) {
  const SecretSource relative{SecretSource::File{"passphrase"}};
  EXPECT_EQ(std::get<SecretSource::File>(source_at("/site", relative).where).path,
            "/site/passphrase");
  const SecretSource absolute{SecretSource::File{"/elsewhere"}};
  EXPECT_EQ(std::get<SecretSource::File>(source_at("/site", absolute).where).path, "/elsewhere");
}

}  // namespace key_ring_test
}  // namespace pyx::ceremony::running

#include "ceremony/running/opening.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace opening_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Recorder;
using testing::SmallCeremony;

void replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  const Bytes before = read_file(file).value();
  std::string text(as_text(before));
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos);
  ASSERT_THAT(write_file(file, as_bytes(text.replace(at, from.size(), to)), Overwrite::kYes),
              IsOk());
}

TEST(Opening, WritesHeaderPeopleAndWhatWasLookedAt) {
  SmallCeremony room;
  Recorder guide;
  guide.stops_at = "arrive.here";
  ASSERT_THAT(room.hold(guide), FailsWith(Code::kAskPerson));
  const auto entries = room.entries();
  EXPECT_EQ(entries.front(), "header");
  for (const char* entry : {"person alice", "person wanda", "preflight"})
    EXPECT_THAT(entries, Contains(entry));
  EXPECT_EQ(room.transcript().header.mode, transcript::Mode::kRehearsal);
}

TEST(Opening, APlanThatIsRefusedIsNotBegun) {
  SmallCeremony room;
  replace_in(room.folder() / "plan.toml", "do = \"fetch\"", "do = \"store\"");
  Recorder guide;
  const auto end = room.hold(guide);
  EXPECT_THAT(end, FailsWith(Code::kRefused));
  EXPECT_EQ(end.error().control, "PLAN-CHECKED");
  EXPECT_THAT(end.error().message, HasSubstr("step fetch"));
  EXPECT_FALSE(std::filesystem::exists(room.bundle()));
}

TEST(Opening, WhoeverDoesNotWantToBeginLeavesNothing) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("opening.begin", "stop");
  EXPECT_THAT(room.hold(guide), FailsWith(Code::kAskPerson));
  EXPECT_FALSE(std::filesystem::exists(room.bundle()));
}

TEST(Opening, AKeyThatIsMissingIsFoundOutBeforeAnythingIsWritten) {
  SmallCeremony room;
  replace_in(room.folder() / "site.toml", "key = \"alice.key\"\n", "");
  Recorder guide;
  EXPECT_THAT(room.hold(guide), FailsWith(Code::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(room.bundle()));
}

TEST(Opening, ABundleIsNotTakenForAnotherSite) {
  SmallCeremony room;
  Recorder guide;
  guide.stops_at = "step.fetch";
  ASSERT_THAT(room.hold(guide), FailsWith(Code::kAskPerson));
  replace_in(room.folder() / "site.toml", "name = \"small\"", "name = \"other\"");
  Recorder second;
  EXPECT_THAT(room.take_up(second), FailsWith(Code::kBadInput));
}

TEST(Opening, TheParametersOfTheBundleAreThoseOfTheResumption) {
  SmallCeremony room;
  replace_in(room.folder() / "plan.toml", "\n[[section]]",
             "\n[[parameter]]\nname = \"count\"\nkind = \"integer\"\ntext = \"a number\"\n"
             "least = 1\nmost = 9\n\n[[section]]");
  CeremonyAsk ask = room.ask();
  ask.plan.values = {{"count", "7"}};
  Recorder guide;
  guide.stops_at = "step.fetch";
  ASSERT_THAT(hold_ceremony(ask, room.context(), guide), FailsWith(Code::kAskPerson));
  const auto values = values_in(room.bundle(), room.folder() / "site.toml");
  ASSERT_THAT(values, IsOk());
  EXPECT_THAT(*values, Contains(std::pair<std::string, std::string>("count", "7")));
  Recorder second;
  EXPECT_THAT(room.take_up(second), IsOk());
}

TEST(Opening, ASecondCeremonyDoesNotGoIntoTheSameBundle) {
  SmallCeremony room;
  Recorder guide;
  ASSERT_THAT(room.hold(guide), IsOk());
  Recorder second;
  EXPECT_THAT(room.hold(second), FailsWith(Code::kConflict));
  EXPECT_EQ(room.verdict(), "clean");
}

}  // namespace opening_test
}  // namespace pyx::ceremony::running

#include "ceremony/transcript/entry_kind.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "base/file.h"
#include "tests/matchers.h"

namespace pyx::ceremony::transcript {
namespace entry_kind_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;

TEST(EntryKinds, StandInTheOrderOfTheirNumbersAndAreNamedOnce) {
  std::set<std::string_view> names;
  for (const KindSpec& spec : all_kinds()) {
    EXPECT_EQ(&spec_of(spec.kind), &spec) << spec.name;
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    EXPECT_EQ(find_kind(spec.name), &spec);
    EXPECT_EQ(to_text(spec.kind), spec.name);
  }
  EXPECT_EQ(all_kinds().back().kind, Kind::kEnd);
  EXPECT_EQ(find_kind("minutes"), nullptr);
}

TEST(EntryKinds, HaveTheirFieldsInTheOrderOfTheAlphabet) {
  for (const KindSpec& spec : all_kinds()) {
    for (std::size_t i = 1; i < spec.fields.size(); ++i)
      EXPECT_LT(spec.fields[i - 1].name, spec.fields[i].name) << spec.name;
  }
}

// What is not public must never be what a verdict rests on.
TEST(EntryKinds, HideTextsAndNothingElse) {
  for (const KindSpec& spec : all_kinds()) {
    for (const FieldSpec& field : spec.fields) {
      if (field.level == Level::kPublic) continue;
      EXPECT_EQ(field.form, Form::kText) << spec.name << " " << field.name;
    }
  }
}

TEST(EntryKinds, AreAllOnTheirPage) {
  const auto page = read_file(PYX_SOURCE_DIR "/docs/formats/ceremony-transcript.md");
  ASSERT_THAT(page, IsOk());
  for (const KindSpec& spec : all_kinds()) {
    const std::string row = "| `" + std::string(spec.name) + "` |";
    EXPECT_THAT(pyx::to_text(*page), HasSubstr(row));
    for (const FieldSpec& field : spec.fields)
      EXPECT_THAT(pyx::to_text(*page), HasSubstr("`" + std::string(field.name) + "`"));
  }
}

TEST(EntryLevels, AreReadAsTheyAreWritten) {
  for (const Level level : {Level::kPublic, Level::kRestricted, Level::kSecret})
    EXPECT_EQ(level_from(to_text(level)), level);
  EXPECT_EQ(level_from("private"), std::nullopt);
}

TEST(EntryValue, OfAnotherFormIsRefusedByTheNameOfItsField) {
  const FieldSpec& number = *spec_of(Kind::kDeviation).field("deviation");
  EXPECT_THAT(check_value(number, "7"), IsOk());
  EXPECT_THAT(check_value(number, "seven"),
              FailsSaying(Code::kBadInput, "\"deviation\" is not a number"));
  const FieldSpec& mode = *spec_of(Kind::kHeader).field("mode");
  EXPECT_THAT(check_value(mode, "rehearsal"), IsOk());
  EXPECT_THAT(check_value(mode, "earnest"), FailsSaying(Code::kBadInput, "real|rehearsal"));
}

TEST(EntryValue, ThatIsRefusedIsNotQuoted) {
  const FieldSpec& bag = *spec_of(Kind::kItem).field("bag");
  EXPECT_EQ(check_value(bag, "A-00417\n").error().message.find("00417"), std::string::npos);
}

}  // namespace entry_kind_test
}  // namespace pyx::ceremony::transcript

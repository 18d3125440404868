#include "ceremony/transcript/entry.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "tests/matchers.h"
#include "tests/support/changed_text.h"

namespace pyx::ceremony::transcript {
namespace entry_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::FailsWith;
using ::pyx::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;

const Time kTime = from_rfc3339("2026-11-23T09:00:02.000Z").value();

Entry an_item() {
  return make_entry(7, kTime, Kind::kItem,
                    {{"item", "stick"},
                     {"what", "sealed"},
                     {"people", "olga dave"},
                     {"place", "a \"safe\" \\ shelf"},
                     {"bag", "A-00417"}})
      .value();
}

std::string changed(const std::string& line, std::string_view from, std::string_view to) {
  return pyx::to_text(pyx::testing::changed(as_bytes(line), from, to));
}

TEST(Entry, IsReadAsItWasWritten) {
  const std::string line = encode_entry(an_item());
  const auto read = parse_entry(line);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->number, 7U);
  EXPECT_EQ(read->time, kTime);
  EXPECT_EQ(read->kind, Kind::kItem);
  EXPECT_EQ(read->text("place"), "a \"safe\" \\ shelf");
  EXPECT_EQ(read->text("kind"), "");
  EXPECT_EQ(encode_entry(*read), line);
}

TEST(Entry, HasAFreshSaltForEachField) {
  const Entry first = an_item();
  const Entry second = an_item();
  EXPECT_NE(entry_leaf(first), entry_leaf(second));
  EXPECT_NE(std::get<OpenField>(first.fields.at("bag")).salt,
            std::get<OpenField>(first.fields.at("place")).salt);
}

TEST(Entry, WithAHiddenFieldHasTheSameLeaf) {
  Entry entry = an_item();
  const Bytes leaf = entry_leaf(entry);
  const Sha256 part = signed_part(entry);
  entry.fields.at("bag") = field_hash("bag", entry.fields.at("bag"));
  EXPECT_EQ(entry_leaf(entry), leaf);
  EXPECT_EQ(signed_part(entry), part);
  EXPECT_TRUE(entry.hides("bag"));
  EXPECT_EQ(entry.hidden(), 1U);
  EXPECT_EQ(entry.text("bag"), "");
  const std::string line = encode_entry(entry);
  EXPECT_THAT(line, Not(HasSubstr("00417")));
  const auto read = parse_entry(line);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(entry_leaf(*read), leaf);
}

TEST(Entry, MayNotHideAPublicField) {
  Entry entry = an_item();
  entry.fields.at("what") = field_hash("what", entry.fields.at("what"));
  EXPECT_THAT(parse_entry(encode_entry(entry)), FailsSaying(Code::kBadInput, "public field"));
}

// Each part of an entry is a part of its leaf.
TEST(Entry, ChangesItsLeafWithWhateverChanges) {
  const Entry entry = an_item();
  const Bytes leaf = entry_leaf(entry);
  Entry other = entry;
  other.number = 8;
  EXPECT_NE(entry_leaf(other), leaf);
  other = entry;
  other.time += Duration(1);
  EXPECT_NE(entry_leaf(other), leaf);
  other = entry;
  other.kind = Kind::kNote;
  EXPECT_NE(entry_leaf(other), leaf);
  other = entry;
  std::get<OpenField>(other.fields.at("bag")).salt[0] ^= 1U;
  EXPECT_NE(entry_leaf(other), leaf);
  other = entry;
  std::get<OpenField>(other.fields.at("bag")).value += "0";
  EXPECT_NE(entry_leaf(other), leaf);
  other = entry;
  other.fields.erase("bag");
  EXPECT_NE(entry_leaf(other), leaf);
}

TEST(Entry, IsSignedWithoutItsSignatures) {
  const Entry end = make_entry(3, kTime, Kind::kEnd, {{"outcome", "completed"}}).value();
  Entry signed_end = end;
  signed_end.fields.emplace(std::string(kSignatures), OpenField{{}, "whatever"});
  EXPECT_EQ(signed_part(signed_end), signed_part(end));
  EXPECT_NE(entry_leaf(signed_end), entry_leaf(end));
}

TEST(Entry, IsMadeOfTheFieldsOfItsKindOnly) {
  EXPECT_THAT(make_entry(1, kTime, Kind::kNote, {{"text", "x"}, {"more", "y"}}),
              FailsSaying(Code::kBadInput, "no field \"more\""));
  EXPECT_THAT(make_entry(1, kTime, Kind::kNote, {}), FailsSaying(Code::kBadInput, "\"text\""));
  EXPECT_THAT(make_entry(1, kTime, Kind::kNote, {{"text", ""}}), FailsWith(Code::kBadInput));
}

TEST(Entry, HasOneSpelling) {
  const std::string line = encode_entry(an_item());
  EXPECT_THAT(parse_entry(" " + line), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(line + " "), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(changed(line, "\"n\":7", "\"n\": 7")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(changed(line, "sealed", "s\\u0065aled")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(changed(line, "\"n\":7", "\"n\":-7")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(changed(line, ".000Z", "Z")), FailsWith(Code::kBadInput));
}

TEST(Entry, OfAnUnknownKindOrWithUnknownMembersIsRefused) {
  const std::string line = encode_entry(an_item());
  EXPECT_THAT(parse_entry(changed(line, "\"kind\":\"item\"", "\"kind\":\"iten\"")),
              FailsSaying(Code::kBadInput, "kind that is not known"));
  EXPECT_THAT(parse_entry(changed(line, "\"bag\"", "\"bog\"")),
              FailsSaying(Code::kBadInput, "field that is not known"));
  EXPECT_THAT(parse_entry(changed(line, "{\"n\"", "{\"m\":1,\"n\"")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry("{}"), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_entry(""), FailsWith(Code::kBadInput));
}

}  // namespace entry_test
}  // namespace pyx::ceremony::transcript

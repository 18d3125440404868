#include "ceremony/report/entry_words.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace entry_words_test {

using pyx::testing::must;
using transcript::Kind;

transcript::Entry entry_of(Kind kind, const transcript::Values& values) {
  return must(transcript::make_entry(7, Time(std::chrono::hours(24)), kind, values));
}
std::string said(const Line& of) {
  std::string text;
  for (const Run& run : of) text += run.look == Look::kHidden ? "[" + run.text + "]" : run.text;
  return text;
}

TEST(Ranges, JoinThreeAndMoreInARow) {
  EXPECT_EQ(in_ranges({}), "");
  EXPECT_EQ(in_ranges({4}), "4");
  EXPECT_EQ(in_ranges({4, 5}), "4, 5");
  EXPECT_EQ(in_ranges({6, 4, 5}), "4 to 6");
  EXPECT_EQ(in_ranges({1, 3, 4, 5, 9, 9, 10}), "1, 3 to 5, 9, 10");
}

TEST(Ranges, EndWithHowManyMoreThereAre) {
  EXPECT_EQ(in_ranges({1, 3, 5, 7}, 2), "1, 3 and 2 more");
  EXPECT_EQ(in_ranges({1, 3}, 2), "1, 3");
  EXPECT_EQ(in_ranges({1, 3, 5, 6, 7}, 2), "1, 3 and 3 more");
}

TEST(EntriesText, IsOneOrSeveral) {
  EXPECT_EQ(entries_text({}), "");
  EXPECT_EQ(entries_text({3}), "entry 3");
  EXPECT_EQ(entries_text({3, 4, 5}), "entries 3 to 5");
}

TEST(Times, AreSaidWithTheirDateWhereItIsAnotherDay) {
  const Time day = must(from_rfc3339("2026-11-23T23:59:58.900Z"));
  EXPECT_EQ(moment_text(day), "2026-11-23 23:59:58");
  EXPECT_EQ(clock_text(day, day), "23:59:58");
  EXPECT_EQ(clock_text(day + std::chrono::seconds(2), day), "2026-11-24 00:00:00");
}

TEST(Lengths, AreSaidInTheUnitThatFits) {
  EXPECT_EQ(length_text(std::chrono::seconds(0)), "0 s");
  EXPECT_EQ(length_text(std::chrono::seconds(59)), "59 s");
  EXPECT_EQ(length_text(std::chrono::seconds(60)), "1 min");
  EXPECT_EQ(length_text(std::chrono::seconds(89)), "1 min");
  EXPECT_EQ(length_text(std::chrono::seconds(90)), "2 min");
  EXPECT_EQ(length_text(std::chrono::minutes(60)), "1 h");
  EXPECT_EQ(length_text(std::chrono::minutes(125)), "2 h 5 min");
}

TEST(ValueOf, MarksWhatIsHiddenAndGivesTheRest) {
  transcript::Entry entry = entry_of(Kind::kNote, {{"text", "the window was open"}});
  EXPECT_EQ(value_of(entry, "text").text, "the window was open");
  EXPECT_EQ(value_of(entry, "text", Look::kCode).look, Look::kCode);
  EXPECT_EQ(value_of(entry, "other").text, "");
  transcript::Field& field = entry.fields.at("text");
  field = transcript::field_hash("text", field);
  EXPECT_EQ(value_of(entry, "text").look, Look::kHidden);
  EXPECT_EQ(said(deed_line(entry)), "note: [hidden]");
}

TEST(DeedLine, SaysWhatWasDone) {
  EXPECT_EQ(said(deed_line(entry_of(Kind::kArrived, {{"person", "alice"}}))), "alice came");
  EXPECT_EQ(said(deed_line(entry_of(Kind::kItem, {{"item", "stick"},
                                                  {"what", "sealed"},
                                                  {"people", "olga dave"},
                                                  {"bag", "A-00417"},
                                                  {"place", "safe 2"}}))),
            "stick sealed by olga, dave, number A-00417, at safe 2");
  EXPECT_EQ(said(deed_line(
                entry_of(Kind::kItem, {{"item", "stick"}, {"what", "shown"}, {"people", "olga"}}))),
            "stick shown by olga");
  EXPECT_EQ(said(deed_line(entry_of(
                Kind::kToken,
                {{"token", "vault"}, {"serial", "0123"}, {"model", "m"}, {"manufacturer", "f"}}))),
            "token vault: serial 0123, model m of f");
  EXPECT_EQ(said(deed_line(entry_of(Kind::kReconciled, {{"step", "look"},
                                                        {"finding", "unknown"},
                                                        {"decision", "again"},
                                                        {"people", "olga dave"},
                                                        {"text", "asked"}}))),
            "after the crash found unknown, decided to do it again by olga, dave: asked");
}

TEST(DeedLine, SaysNothingOfWhatOnlyOpensAndCloses) {
  EXPECT_TRUE(deed_line(entry_of(Kind::kStepDone, {{"step", "look"}})).empty());
  EXPECT_TRUE(
      deed_line(entry_of(Kind::kClock, {{"person", "dave"}, {"watch", "2026-11-23T09:00:00.000Z"}}))
          .empty());
}

}  // namespace entry_words_test
}  // namespace pyx::ceremony::report

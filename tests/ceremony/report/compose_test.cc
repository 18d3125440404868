#include "ceremony/report/compose.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace compose_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::text_of;
using ::testing::HasSubstr;

std::vector<std::string> titles(const Document& document) {
  std::vector<std::string> all;
  for (const Section& section : document.sections) all.push_back(section.title);
  return all;
}

TEST(Compose, HasItsSectionsInOrder) {
  CeremonyRecord room;
  room.whole();
  const Document document = compose(reading_of(room));
  EXPECT_EQ(document.kind, "Report of a ceremony");
  EXPECT_EQ(document.title, "One key");
  EXPECT_EQ(document.verdict, "clean");
  EXPECT_EQ(document.root, room.writer->root());
  EXPECT_EQ(document.foot,
            "root of the transcript, " + std::to_string(room.writer->size()) + " entries");
  EXPECT_THAT(
      titles(document),
      ::testing::ElementsAre("Verdict", "Who was there", "How the day went",
                             "What was not as planned", "What was done", "Acts of the vault",
                             "Keys", "Things and their numbers", "What was looked at", "Digests",
                             "Who signed", "What an auditor asks", "How to check this"));
}

TEST(Compose, OfARehearsalSaysSoInItsName) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  const Document document = compose(reading_of(room, transcript::Mode::kRehearsal));
  EXPECT_EQ(document.kind, "Report of a rehearsal");
  EXPECT_EQ(document.bands.size(), 1U);
}

// Every way to break one: whatever is left of it becomes a report that says what it is worth.
TEST(Compose, OfWhateverIsLeftSaysWhatItIsWorth) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const std::string whole = room.text();
  std::size_t looked_at = 0;
  for (std::size_t cut = 0; cut < whole.size(); cut += 997) {
    for (const std::string& text : {whole.substr(0, cut), whole.substr(cut),
                                    whole.substr(0, cut) + "x" + whole.substr(cut)}) {
      if (text == whole) continue;
      room.set_text(text);
      const Document document = compose(reading_of(room));
      EXPECT_EQ(document.verdict, "not acceptable") << cut;
      ASSERT_FALSE(document.bands.empty()) << cut;
      EXPECT_THAT(document.bands.front().text, HasSubstr("NOT ACCEPTABLE")) << cut;
      ++looked_at;
    }
  }
  EXPECT_GT(looked_at, 50U);
}

TEST(Compose, WithoutALineIsStillAReport) {
  CeremonyRecord room;
  room.whole();
  room.set_text("");
  EXPECT_EQ(compose(reading_of(room)).title, "A bundle that cannot be read");
}

}  // namespace compose_test
}  // namespace pyx::ceremony::report

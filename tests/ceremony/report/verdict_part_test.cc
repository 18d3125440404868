#include "ceremony/report/verdict_part.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace verdict_part_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::text_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string bands_text(const Reading& reading) {
  std::string text;
  for (const Band& band : bands_of(reading)) text += band.text + "\n";
  return text;
}

// Control RECORD-WHOLE.
TEST(Bands, ThereAreNoneOfACleanCeremonyThatIsVouchedFor) {
  CeremonyRecord room;
  room.whole();
  EXPECT_THAT(bands_of(reading_of(room)), IsEmpty());
  EXPECT_EQ(verdict_text(reading_of(room)), "clean");
}

TEST(Bands, SayThatNobodyVouches) {
  CeremonyRecord room;
  room.whole();
  const Reading reading = pyx::testing::reading_of(room.bundle());
  EXPECT_EQ(bands_text(reading), "NOT AUTHENTICATED: nobody vouches for these people\n");
  EXPECT_THAT(text_of(Block(verdict_notice(reading))), HasSubstr("Nobody vouches for the people"));
}

TEST(Bands, SayThatItIsARehearsal) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  EXPECT_EQ(bands_text(reading_of(room, transcript::Mode::kRehearsal)),
            "REHEARSAL: of no effect, no ceremony\n");
  // Taken for real it is neither.
  EXPECT_EQ(bands_text(reading_of(room)),
            "NOT ACCEPTABLE: this bundle is evidence of nothing\n"
            "REHEARSAL: of no effect, no ceremony\n");
}

TEST(Bands, SayThatItIsNotAcceptable) {
  CeremonyRecord room;
  room.whole();
  std::string text = room.text();
  text.replace(text.find("A-00417"), 7, "A-00418");
  room.set_text(text);
  const Reading reading = reading_of(room);
  EXPECT_EQ(bands_text(reading), "NOT ACCEPTABLE: this bundle is evidence of nothing\n");
  EXPECT_EQ(verdict_text(reading), "not acceptable");
  const std::string notice = text_of(Block(verdict_notice(reading)));
  EXPECT_THAT(notice, HasSubstr("Not acceptable\naltered, entry "));
  EXPECT_THAT(notice, HasSubstr("Nothing that stands below is established"));
}

TEST(Bands, SayThatFieldsAreHidden) {
  CeremonyRecord room;
  room.whole();
  EXPECT_EQ(bands_text(redacted(room)), "REDACTED COPY: 12 fields are hidden\n");
}

TEST(VerdictNotice, TellsEachDeviation) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const std::string notice = text_of(Block(verdict_notice(reading_of(room))));
  EXPECT_THAT(notice, HasSubstr("Clean with deviations\n"));
  EXPECT_THAT(notice, HasSubstr("equipment, major, entry "));
  EXPECT_THAT(notice, HasSubstr("objection, major"));
  EXPECT_THAT(notice, HasSubstr("crash, minor"));
  EXPECT_THAT(notice, HasSubstr("broken-off, minor"));
}

TEST(VerdictNotice, OfACopyMarksADeviationThatIsHidden) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const std::string notice = text_of(Block(verdict_notice(redacted(room))));
  EXPECT_THAT(notice, HasSubstr("[hidden]"));
  EXPECT_THAT(notice, Not(HasSubstr("out of ink")));
}

TEST(WhichCeremony, SaysWhenAndByWhat) {
  CeremonyRecord room;
  room.whole();
  const std::string facts = text_of(Block(which_ceremony(reading_of(room))));
  EXPECT_THAT(facts, HasSubstr("Ceremony: " + room.writer->transcript().header.ceremony.text()));
  EXPECT_THAT(facts, HasSubstr("Kind: real\n"));
  EXPECT_THAT(facts, HasSubstr("Begun: 2026-11-23 09:00:00 UTC\n"));
  EXPECT_THAT(facts, HasSubstr("Outcome: completed\n"));
  EXPECT_THAT(facts, HasSubstr("Host: table\n"));
  EXPECT_THAT(text_of(Block(which_ceremony(redacted(room)))), HasSubstr("Host: [hidden]\n"));
}

TEST(WhichCeremony, WithoutAnEndSaysSo) {
  CeremonyRecord room;
  room.open();
  room.opening();
  EXPECT_THAT(text_of(Block(which_ceremony(reading_of(room)))),
              HasSubstr("Outcome: it has no end\n"));
  room.set_text("");
  EXPECT_EQ(text_of(Block(which_ceremony(reading_of(room)))), "Entries: none could be read\n");
}

}  // namespace verdict_part_test
}  // namespace pyx::ceremony::report

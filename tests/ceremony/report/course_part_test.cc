#include "ceremony/report/course_part.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace course_part_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

class Course : public ::testing::Test {
 protected:
  std::string people(const Reading& reading) const {
    return text_of(people_section(reading, person_records(reading.transcript)));
  }
  std::string departures(const Reading& reading) const {
    return text_of(departures_section(reading, person_records(reading.transcript)));
  }
  CeremonyRecord room_;
};

TEST_F(Course, NamesEverybodyWithRolesTimesAndKey) {
  room_.whole();
  const std::string text = people(reading_of(room_));
  EXPECT_THAT(text, HasSubstr("olga | olga example | operator | 09:01:"));
  EXPECT_THAT(text, HasSubstr(" to the end | 3 entries\n"));
  EXPECT_THAT(text, HasSubstr("olga | " + to_hex(room_.vault.people.at("olga").public_key().id())));
}

TEST_F(Course, OfAPublicCopyMarksNamesAsHidden) {
  room_.whole();
  const std::string text = people(redacted(room_));
  EXPECT_THAT(text, HasSubstr("olga | [hidden] | operator"));
  EXPECT_THAT(text, Not(HasSubstr("olga example")));
}

TEST_F(Course, TellsOfEachStepWhatItLeft) {
  room_.whole();
  const std::string text = text_of(steps_section(reading_of(room_)));
  EXPECT_THAT(text, HasSubstr("Opening\nEverybody comes | come | olga, alice, bob, carol, dave | "
                              "initialled by dave | 09:01:"));
  EXPECT_THAT(text, HasSubstr("token vault: serial 0123456789abcdef, model Test v1 of Test; found: "
                              "nothing foreign on it"));
  EXPECT_THAT(text, HasSubstr(" executed, leaf "));
  EXPECT_THAT(text, HasSubstr("act decided, leaves ")) << "two people, one line";
  EXPECT_THAT(text, HasSubstr("stick sealed by olga, dave, number A-00417, at safe 2, upper "
                              "shelf"));
  const std::string hidden = text_of(steps_section(redacted(room_)));
  EXPECT_THAT(hidden, HasSubstr("token vault: serial [hidden], model [hidden]"));
  EXPECT_THAT(hidden, HasSubstr("stick sealed by olga, dave, number [hidden], at [hidden]"));
}

TEST_F(Course, OfACeremonyThatStoppedSaysWhatWasNotBegun) {
  room_.open();
  room_.opening();
  EXPECT_THAT(text_of(steps_section(reading_of(room_))), HasSubstr("The key is made | make | "));
  EXPECT_THAT(text_of(steps_section(reading_of(room_))), HasSubstr("not begun"));
}

TEST_F(Course, AsPlannedHasNothingToTell) {
  room_.whole();
  EXPECT_THAT(departures(reading_of(room_)),
              HasSubstr("No deviation, objection or crash is on record"));
}

TEST_F(Course, TellsWhatWasNotAsPlannedAndWhoSigned) {
  go_wrong_and_end(room_);
  const std::string text = departures(reading_of(room_));
  EXPECT_THAT(text,
              HasSubstr("1 | equipment, major | the printer is out of ink; <b>\"later\"</b>"));
  EXPECT_THAT(text, HasSubstr("alice, entry "));
  EXPECT_THAT(text, HasSubstr("dave, entry "));
  EXPECT_THAT(text, HasSubstr("carol | too fast | "));
  EXPECT_THAT(text, HasSubstr("5 bytes of a torn line were cut off | no step was open"));
  EXPECT_THAT(text, HasSubstr("step look was open, entry "));
  EXPECT_THAT(text,
              HasSubstr("after the crash found unknown, decided to do it again by olga, dave: "
                        "asked the token"));
  EXPECT_THAT(text, HasSubstr("look: the lamp went out"));
  EXPECT_THAT(text, HasSubstr("Intermissions\nthe night | "));
  EXPECT_THAT(text, HasSubstr("Notes\nthe window was open | "));
  EXPECT_THAT(departures(redacted(room_)), HasSubstr("1 | equipment, major | [hidden]"));
}

TEST_F(Course, OfADeviationThatWasNotSignedSaysWhoDidNot) {
  room_.open();
  room_.opening();
  room_.put(transcript::Kind::kDeviation, {{"deviation", "1"},
                                           {"class", "item"},
                                           {"severity", "critical"},
                                           {"signers", "bob"},
                                           {"text", "the bag was open"}});
  EXPECT_THAT(departures(reading_of(room_)), HasSubstr("bob did not sign"));
}

TEST_F(Course, HasATimeline) {
  room_.whole();
  const Section section = timeline_section(reading_of(room_));
  EXPECT_THAT(text_of(section), HasSubstr("The key is made: "));
}

}  // namespace course_part_test
}  // namespace pyx::ceremony::report

#include "ceremony/report/pdf_report.h"

#include "ceremony/report/compose.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace pdf_report_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;
using ::testing::Not;

Bytes pdf_of(const Reading& reading) {
  Bytes pdf;
  must(pdf_report(compose(reading), pyx::testing::sink_into(pdf)));
  return pdf;
}
std::string joined(const std::vector<std::string>& pages) {
  std::string text;
  for (const std::string& page : pages) text += page;
  return text;
}

TEST(PdfReport, SaysWhatTheBundleSays) {
  CeremonyRecord room;
  room.whole();
  const auto pages = read_pdf(pdf_of(reading_of(room)));
  const std::string text = joined(pages);
  EXPECT_GE(pages.size(), 4U);
  EXPECT_THAT(pages.front(), HasSubstr("One key"));
  EXPECT_THAT(pages.front(), HasSubstr("Clean\n"));
  EXPECT_THAT(text, HasSubstr("olga example"));
  EXPECT_THAT(text, HasSubstr("A-00417"));
  EXPECT_THAT(text, HasSubstr("not shown by this bundle"));
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_THAT(pages[i], HasSubstr(to_hex(room.writer->root())));
    EXPECT_THAT(pages[i],
                HasSubstr("page " + std::to_string(i + 1) + " of " + std::to_string(pages.size())));
    EXPECT_THAT(pages[i], Not(HasSubstr("NOT ACCEPTABLE")));
  }
}

TEST(PdfReport, TellsWhatWasNotAsPlanned) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const std::string text = joined(read_pdf(pdf_of(reading_of(room))));
  EXPECT_THAT(text, HasSubstr("Clean with deviations"));
  EXPECT_THAT(text, HasSubstr("<b>\"later\"</b>"));
  EXPECT_THAT(text, HasSubstr("too fast"));
}

// Control RECORD-WHOLE.
TEST(PdfReport, ThatIsNotAcceptableOrARehearsalSaysSoOnEachPage) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  const auto pages = read_pdf(pdf_of(reading_of(room)));
  ASSERT_GE(pages.size(), 3U);
  for (const std::string& page : pages) {
    EXPECT_THAT(page, HasSubstr("NOT ACCEPTABLE: this bundle is evidence of nothing"));
    EXPECT_THAT(page, HasSubstr("REHEARSAL: of no effect, no ceremony"));
  }
}

TEST(PdfReport, OfAPublicCopyHidesAndSaysSo) {
  CeremonyRecord room;
  room.whole();
  const auto pages = read_pdf(pdf_of(redacted(room)));
  for (const std::string& page : pages)
    EXPECT_THAT(page, HasSubstr("REDACTED COPY: 12 fields are hidden"));
  for (const char* const secret : {"A-00417", "upper shelf", "olga example", "nothing foreign"})
    EXPECT_THAT(joined(pages), Not(HasSubstr(secret)));
  EXPECT_THAT(joined(pages), HasSubstr("hidden"));
}

TEST(PdfReport, OfSixtyStepsAndLongNamesKeepsItsMargins) {
  const Reading reading = pyx::testing::made_up(
      "genesis", std::string(200, 'W') + " \xe9\x8a\x80 von und zu " + std::string(60, 'i'));
  const auto pages = read_pdf(pdf_of(reading));
  EXPECT_THAT(joined(pages), HasSubstr("Everybody leaves"));
  EXPECT_THAT(joined(pages), HasSubstr("\\u9280"));
}

TEST(PdfReport, OfNothingIsAPage) {
  CeremonyRecord room;
  room.whole();
  room.set_text("");
  EXPECT_THAT(joined(read_pdf(pdf_of(reading_of(room)))),
              HasSubstr("A bundle that cannot be read"));
}

TEST(PdfReport, IsTheSameEachTime) {
  CeremonyRecord room;
  room.whole();
  EXPECT_EQ(pdf_of(reading_of(room)), pdf_of(reading_of(room)));
}

}  // namespace pdf_report_test
}  // namespace pyx::ceremony::report

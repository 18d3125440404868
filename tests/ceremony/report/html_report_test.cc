#include "ceremony/report/html_report.h"

#include "ceremony/report/compose.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace html_report_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::must;
using pyx::testing::read_html;
using ::testing::HasSubstr;
using ::testing::Not;

std::string seen(const Reading& reading) { return read_html(must(html_report(compose(reading)))); }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++times;
  return times;
}

TEST(HtmlReport, IsOneWholePageOfACleanCeremony) {
  CeremonyRecord room;
  room.whole();
  const std::string text = seen(reading_of(room));
  EXPECT_THAT(text, HasSubstr("Report of a ceremony: One key"));
  EXPECT_THAT(text, HasSubstr("Clean\n"));
  EXPECT_THAT(text, HasSubstr("olga example"));
  EXPECT_THAT(text, HasSubstr(to_hex(room.writer->root())));
  EXPECT_THAT(text, HasSubstr("(QR code of the fingerprint)"));
  EXPECT_THAT(text, Not(HasSubstr("NOT ACCEPTABLE")));
  EXPECT_THAT(text, Not(HasSubstr("REHEARSAL")));
}

// A name is a name, whatever it says.
TEST(HtmlReport, RunsNothingThatSomebodyIsCalled) {
  CeremonyRecord room;
  room.family =
      "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' &amp; \xe2\x80\xae"
      "evil";
  room.whole();
  const std::string text = seen(reading_of(room));
  EXPECT_THAT(text,
              HasSubstr("olga <script>alert(1)</script><img src=x onerror=alert(2)> \" ' &amp; "
                        "\\u202eevil"));
}

TEST(HtmlReport, TellsDeviationsAsTheyWereWritten) {
  CeremonyRecord room;
  go_wrong_and_end(room);
  const std::string text = seen(reading_of(room));
  EXPECT_THAT(text, HasSubstr("the printer is out of ink; <b>\"later\"</b>"));
  EXPECT_THAT(text, HasSubstr("Clean with deviations"));
}

// Control RECORD-WHOLE. The head and the foot of the sheet stand on each printed page.
TEST(HtmlReport, ThatIsNotAcceptableSaysSoAtItsHeadAndAtItsFoot) {
  CeremonyRecord room(transcript::Mode::kRehearsal);
  room.whole();
  const std::string page = must(html_report(compose(reading_of(room))));
  const std::string text = read_html(page);
  EXPECT_EQ(count(text, "NOT ACCEPTABLE: this bundle is evidence of nothing"), 3U)
      << "title, head and foot";
  EXPECT_EQ(count(text, "REHEARSAL: of no effect, no ceremony"), 3U);
  const std::string head = page.substr(page.find("<thead>"), page.find("</thead>"));
  EXPECT_THAT(head, HasSubstr("NOT ACCEPTABLE"));
  EXPECT_THAT(page.substr(page.find("<tfoot>")), HasSubstr("NOT ACCEPTABLE"));
}

TEST(HtmlReport, OfAPublicCopyMarksWhatIsHidden) {
  CeremonyRecord room;
  room.whole();
  const std::string text = seen(redacted(room));
  EXPECT_THAT(text, HasSubstr("REDACTED COPY: 12 fields are hidden"));
  EXPECT_GE(count(text, "[hidden]"), 12U);
  for (const char* const secret :
       {"A-00417", "upper shelf", "0123456789abcdef", "olga example", "nothing foreign", "Test v1"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
}

TEST(HtmlReport, OfSixtyStepsAndLongNamesIsWhole) {
  const std::string text = seen(pyx::testing::made_up(
      "genesis", std::string(200, 'W') + " von und zu " + std::string(60, 'i')));
  EXPECT_THAT(text, HasSubstr("Everybody leaves"));
}

}  // namespace html_report_test
}  // namespace pyx::ceremony::report

#include "ceremony/report/pdf_step.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace pdf_step_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

std::vector<std::string> drawn(const planning::Step& step, std::vector<std::string> numbers = {},
                               double down = 0) {
  const planning::Values values;
  Bytes pdf;
  must(draw_pages({}, pyx::testing::sink_into(pdf), [&](PageFlow& to) {
    to.down(down);
    draw_step(to, {7, std::chrono::minutes(65), step, values, "alice, bob", numbers});
  }));
  return read_pdf(pdf);
}
planning::Step a_step() {
  planning::Step step;
  step.id = "open-bag";
  step.title = "The bag is opened";
  step.who = {"officer"};
  step.action = planning::Action::kOpen;
  step.with["things"] = std::vector<std::string>{"vault-bag"};
  step.say = "I open the bag\nin front of you.";
  step.evidence = "number of the bag";
  step.minutes = 2;
  return step;
}

TEST(PdfStep, HasWhatIsSaidAndRoomToWrite) {
  const auto pages = drawn(a_step());
  ASSERT_EQ(pages.size(), 1U);
  const std::string& page = pages.front();
  EXPECT_THAT(page, HasSubstr("7. The bag is opened"));
  EXPECT_THAT(page, HasSubstr("1:05"));
  EXPECT_THAT(page, HasSubstr("2 min"));
  EXPECT_THAT(page, HasSubstr("officer: alice, bob"));
  EXPECT_THAT(page, HasSubstr("I open the bag in front of you."));
  EXPECT_THAT(page, HasSubstr("open: things vault-bag"));
  EXPECT_THAT(page, HasSubstr("number of the bag"));
  for (const char* const blank : {"number, digits", "time", "witness's initials"})
    EXPECT_THAT(page, HasSubstr(blank));
}

TEST(PdfStep, HasALineForEachNumber) {
  const std::string page =
      drawn(a_step(), {"vault-bag", "so-envelope, " + std::string(100, 'W'), "proof"}).front();
  EXPECT_THAT(page, HasSubstr("vault-bag"));
  EXPECT_THAT(page, HasSubstr("so-envelope, W"));
  EXPECT_THAT(page, HasSubstr("\nproof\ndigits time witness's initials\n"));
}

TEST(PdfStep, StaysOnOnePage) {
  const auto pages = drawn(a_step(), {"vault-bag"}, 620);
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].find("The bag is opened"), std::string::npos);
  EXPECT_THAT(pages[1], HasSubstr("The bag is opened"));
  EXPECT_THAT(pages[1], HasSubstr("witness's initials"));
}

TEST(PdfStep, LongerThanAPageGoesOn) {
  planning::Step step = a_step();
  for (int i = 0; i < 900; ++i) step.say += " and more words";
  const auto pages = drawn(step);
  EXPECT_GE(pages.size(), 2U);
  EXPECT_THAT(pages.back(), HasSubstr("witness's initials"));
}

}  // namespace pdf_step_test
}  // namespace pyx::ceremony::report

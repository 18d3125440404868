#include "ceremony/report/script_pages.h"

#include "base/pgp_words.h"
#include "ceremony/planning/plan_reader.h"
#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace script_pages_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

class ScriptOf : public ::testing::TestWithParam<const char*> {
 protected:
  std::vector<std::string> pages(std::optional<Sha256> site, std::vector<Band> bands = {}) const {
    const Reading reading = pyx::testing::made_up(GetParam(), "Example");
    const auto people = planning::generated_people(*reading.plan, reading.values);
    Bytes pdf;
    must(script_pages(
        {*reading.plan, reading.values, people, site, site ? "Hall 2" : "", std::move(bands)},
        pyx::testing::sink_into(pdf)));
    return read_pdf(pdf);
  }
};

TEST_P(ScriptOf, HasEveryStepOnItsPagesAndTheDigestOnEach) {
  const Reading reading = pyx::testing::made_up(GetParam(), "Example");
  const auto printed = pages(sha256("site"));
  std::string text;
  for (std::size_t i = 0; i < printed.size(); ++i) {
    EXPECT_THAT(printed[i], HasSubstr(to_hex(reading.plan->digest)));
    EXPECT_THAT(printed[i], HasSubstr("page " + std::to_string(i + 1) + " of " +
                                      std::to_string(printed.size())));
    text += printed[i];
  }
  for (std::size_t i = 0; i < reading.plan->steps.size(); ++i)
    EXPECT_THAT(text, HasSubstr("\n" + std::to_string(i + 1) + ". "));
  EXPECT_THAT(printed.front(), HasSubstr(to_hex(sha256("site"))));
  EXPECT_THAT(printed.front(), HasSubstr("Hall 2"));
  EXPECT_THAT(text, HasSubstr("this script"));
}

TEST_P(ScriptOf, HasTheFirstStepOfASectionBelowItsHeading) {
  const Reading reading = pyx::testing::made_up(GetParam(), "Example");
  const auto printed = pages(sha256("site"));
  for (const planning::Section& section : reading.plan->sections) {
    bool found = false;
    for (const std::string& page : printed) {
      const std::size_t at = page.find("\n" + section.title + "\n");
      if (at == std::string::npos) continue;
      found = found || page.find("witness's initials", at) != std::string::npos;
    }
    EXPECT_TRUE(found) << section.title;
  }
}

TEST_P(ScriptOf, WithoutASiteLeavesRoomForNames) {
  std::string text;
  for (const std::string& page : pages(std::nullopt)) text += page;
  EXPECT_THAT(text, HasSubstr("________________"));
  EXPECT_EQ(text.find("Witness 1"), std::string::npos);
}

TEST_P(ScriptOf, HasItsBandsOnEachPage) {
  for (const std::string& page : pages(std::nullopt, {{Tone::kBad, "REFUSED: 2 findings"}}))
    EXPECT_THAT(page, HasSubstr("REFUSED: 2 findings"));
}

INSTANTIATE_TEST_SUITE_P(ShippedPlans, ScriptOf,
                         ::testing::Values("genesis", "rotate", "drill-restore", "emergency",
                                           "destroy"));

}  // namespace script_pages_test
}  // namespace pyx::ceremony::report

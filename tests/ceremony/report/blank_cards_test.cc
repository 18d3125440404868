#include "ceremony/report/blank_cards.h"

#include "tests/ceremony/report/report_bundles.h"

namespace pyx::ceremony::report {
namespace blank_cards_test {

using pyx::testing::must;
using pyx::testing::read_pdf;
using ::testing::HasSubstr;

class BlankCards : public ::testing::Test {
 protected:
  std::vector<std::string> pages(Names names) const {
    Bytes pdf;
    must(
        blank_cards(*reading_.plan, reading_.values, people_, names, pyx::testing::sink_into(pdf)));
    return read_pdf(pdf);
  }
  const Reading reading_ = pyx::testing::made_up("genesis", "Example");
  const std::vector<planning::Participant> people_ =
      planning::generated_people(*reading_.plan, reading_.values);
};

TEST_F(BlankCards, AreOneForEachCardAndCustodian) {
  EXPECT_EQ(cards_needed(*reading_.plan, reading_.values, people_), 6U);
  const auto printed = pages(Names::kOfTheDay);
  ASSERT_EQ(printed.size(), 6U);
  EXPECT_THAT(printed[0], HasSubstr("so-card\n"));
  EXPECT_THAT(printed[0], HasSubstr("Custodian 1"));
  EXPECT_THAT(printed[2], HasSubstr("Custodian 3"));
  EXPECT_THAT(printed[3], HasSubstr("share-card\n"));
  for (const std::string& page : printed) {
    EXPECT_THAT(page, HasSubstr("SECRET once it is written on"));
    EXPECT_THAT(page, HasSubstr("31 32 33"));
    EXPECT_THAT(page, HasSubstr("number of its envelope"));
  }
}

TEST_F(BlankCards, HaveNoNameWithoutASite) {
  for (const std::string& page : pages(Names::kMadeUp))
    EXPECT_EQ(page.find("Custodian"), std::string::npos);
}

TEST_F(BlankCards, AreNoneOfCardsThatWereWrittenBefore) {
  const Reading drill = pyx::testing::made_up("replace-officer", "Example");
  const auto people = planning::generated_people(*drill.plan, drill.values);
  EXPECT_EQ(cards_needed(*drill.plan, drill.values, people), 0U);
}

}  // namespace blank_cards_test
}  // namespace pyx::ceremony::report

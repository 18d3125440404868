#include "ceremony/transcript/site_check.h"

#include "ceremony/planning/plan_reader.h"
#include "ceremony/transcript/signature_check.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace site_check_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::site_of_the_record;

class SiteOfARecord : public ::testing::Test {
 protected:
  SiteOfARecord() {
    room_.open();
    roster_ = check_signatures(room_.writer->transcript()).roster;
    planning::PlanReading read =
        planning::read_plan(as_bytes(pyx::testing::plan_of_the_record()), "plan.toml");
    EXPECT_TRUE(read.plan);
    plan_ = *std::move(read.plan);
    story_.tokens = {{9, "vault", "0123456789abcdef"}};
  }
  std::string fault(const std::string& site) const {
    const planning::SiteReading read = planning::read_site(as_bytes(site), "site.toml");
    EXPECT_TRUE(read.site) << (read.findings.empty() ? "" : read.findings.front().what);
    const auto found = check_site(*read.site, plan_, story_, roster_);
    return found ? found->text : "";
  }
  static std::string replaced(std::string_view from, std::string_view to) {
    std::string text = site_of_the_record();
    return text.replace(text.find(from), from.size(), to);
  }
  CeremonyRecord room_;
  Roster roster_;
  planning::Plan plan_;
  Story story_;
};

TEST_F(SiteOfARecord, IsTheOneItSays) { EXPECT_EQ(fault(site_of_the_record()), ""); }

TEST_F(SiteOfARecord, ForAnotherTokenIsRefused) {
  EXPECT_EQ(fault(site_of_the_record("fedcba9876543210")),
            "token vault is another one than the site's");
}

TEST_F(SiteOfARecord, IsNotComparedWithASerialThatIsHidden) {
  story_.tokens[0].serial.clear();
  EXPECT_EQ(fault(site_of_the_record("fedcba9876543210")), "");
}

TEST_F(SiteOfARecord, WithoutATokenThatWasSeenIsRefused) {
  story_.tokens.push_back({10, "backup", "1"});
  EXPECT_EQ(fault(site_of_the_record()), "the site has no token backup, which was seen");
}

TEST_F(SiteOfARecord, WithOtherPeopleIsRefused) {
  EXPECT_EQ(fault(replaced("id = \"carol\"", "id = \"erin\"")),
            "erin is of the site and not of the transcript");
  EXPECT_EQ(fault(replaced("roles = [\"witness\"]", "roles = [\"security-officer\", \"witness\"]")),
            "dave has other roles in the site than in the transcript");
}

TEST_F(SiteOfARecord, HasTheVaultsOwnToken) {
  EXPECT_FALSE(check_vault_token(plan_, story_, "0123456789abcdef"));
  const auto fault = check_vault_token(plan_, story_, "fedcba9876543210");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::kSite);
  story_.tokens[0].serial.clear();
  EXPECT_FALSE(check_vault_token(plan_, story_, "fedcba9876543210"));
}

}  // namespace site_check_test
}  // namespace pyx::ceremony::transcript

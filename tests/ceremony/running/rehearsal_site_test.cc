#include "ceremony/running/rehearsal_site.h"

#include <gmock/gmock.h>

#include "ceremony/planning/site.h"
#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::running {
namespace rehearsal_site_test {

SiteAsk ask_of(const planning::Plan& plan) {
  const planning::Values values = planning::testing::default_values(plan);
  return {&plan, planning::generated_people(plan, values), {}, "/lib/softhsm.so"};
}

TEST(RehearsalSite, OfAGenesisNamesNoSerial) {
  const planning::Plan plan = planning::testing::shipped("genesis");
  const auto read = planning::read_site(as_bytes(site_text(ask_of(plan))), "site.toml");
  ASSERT_TRUE(read.site.has_value()) << read.findings.front().what;
  EXPECT_TRUE(planning::fits(*read.site, plan).empty());
  EXPECT_FALSE(read.site->token("vault")->uri.serial.has_value());
}

TEST(RehearsalSite, OfAVaultThatIsThereNamesItsKeysAndBackups) {
  const planning::Plan plan = planning::testing::shipped("rotate");
  SiteAsk ask = ask_of(plan);
  ask.values = {{"shares", "2 of 3"}};
  ask.serials["vault"] = "1234";
  const Uuid id = Uuid::v7(SystemClock().now());
  ask.keys.emplace("old-issuer", id);
  ask.backups.emplace("before", id);
  ask.checkpoint = "checkpoint";
  const auto read = planning::read_site(as_bytes(site_text(ask)), "site.toml");
  ASSERT_TRUE(read.site.has_value()) << read.findings.front().what;
  for (const planning::Finding& one : planning::fits(*read.site, plan)) ADD_FAILURE() << one.what;
  EXPECT_EQ(read.site->keys.at("old-issuer"), id);
  EXPECT_EQ(read.site->parameters.size(), 1U);
}

}  // namespace rehearsal_site_test
}  // namespace pyx::ceremony::running

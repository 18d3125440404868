#include "ceremony/running/rehearsal.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "base/file.h"
#include "ceremony/transcript/verify.h"
#include "tests/ceremony/running/rehearsed_plan.h"
#include "tests/ceremony/steps/longer_plans.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running {
namespace rehearsal_test {

using pyx::testing::IsOk;
using steps::testing::act_steps;
using ::testing::HasSubstr;
using testing::RehearsedPlan;

void expect_clean(const RehearsedPlan& plan) {
  ASSERT_EQ(plan.exit(), 0) << plan.said();
  transcript::Trust trust;
  trust.mode = transcript::Mode::kRehearsal;
  const auto report = transcript::verify_bundle(plan.bundle(), trust);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->verdict, transcript::Verdict::kClean);
  EXPECT_THAT(plan.second_verdict(), HasSubstr("\"verdict\":\"clean\","));
}

TEST(Rehearsal, OfAGenesisIsClean) { expect_clean(RehearsedPlan("genesis")); }

TEST(Rehearsal, CannotBeTakenForTheRealThing) {
  const RehearsedPlan plan("replace-officer");
  expect_clean(plan);
  const auto report = transcript::verify_bundle(plan.bundle(), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->verdict, transcript::Verdict::kNotAcceptable);
  EXPECT_TRUE(report->header.vault) << "the vault was there before";
  EXPECT_THAT(plan.said(), HasSubstr("REHEARSAL"));
}

TEST(Rehearsal, OfABackupIsClean) { expect_clean(RehearsedPlan("backup")); }
TEST(Rehearsal, OfADestructionIsClean) { expect_clean(RehearsedPlan("destroy")); }
TEST(Rehearsal, OfTheYearlyDrillIsClean) { expect_clean(RehearsedPlan("drill-restore")); }
TEST(Rehearsal, OfAnEmergencyIsClean) { expect_clean(RehearsedPlan("emergency")); }
TEST(Rehearsal, OfAHoldersReplacementIsClean) { expect_clean(RehearsedPlan("replace-holder")); }
TEST(Rehearsal, OfARotationIsClean) { expect_clean(RehearsedPlan("rotate")); }
TEST(Rehearsal, OfAWrapKeysRotationIsClean) { expect_clean(RehearsedPlan("wrap-key-rotation")); }

// Of a shipped plan, with a change.
class Changed {
 public:
  explicit Changed(std::string_view plan)
      : text_(pyx::to_text(
            *read_file(PYX_SOURCE_DIR "/ceremony/plans/" + std::string(plan) + ".toml"))) {}
  Changed& replace(std::string_view what, std::string_view with) {
    const std::size_t at = text_.find(what);
    if (at == std::string::npos) throw std::runtime_error("no " + std::string(what));
    text_.replace(at, what.size(), with);
    return *this;
  }
  void expect_clean() const {
    const pyx::testing::TempFolder folder;
    const std::filesystem::path file = folder.path() / "changed.toml";
    ASSERT_THAT(write_file(file, as_bytes(text_), Overwrite::kNo), IsOk());
    rehearsal_test::expect_clean(RehearsedPlan(file.string()));
  }

 private:
  std::string text_;
};

TEST(Rehearsal, OfSharesOnMediaIsClean) {
  Changed("replace-holder")
      .replace("id = \"share-card\"\nkind = \"card\"", "id = \"share-card\"\nkind = \"media\"")
      .replace("id = \"new-share-card\"\nkind = \"card\"",
               "id = \"new-share-card\"\nkind = \"media\"")
      .expect_clean();
}

TEST(Rehearsal, OfCardsThatArePrintedIsClean) {
  Changed("backup")
      .replace("[[item]]\nid = \"share-card\"",
               "[[item]]\nid = \"printer\"\nkind = \"printer\"\ntext = \"without a disk\"\nat = "
               "\"table\"\n\n[[item]]\nid = \"share-card\"")
      .replace("things = [\"so-envelope\"] }\nsay = \"\"\"\nEach reads the number",
               "things = [\"so-envelope\", \"printer\"] }\nsay = \"\"\"\nEach reads the number")
      .replace("{ act = \"back-up\" }", "{ act = \"back-up\", printer = \"printer\" }")
      .expect_clean();
}

// What a plan's people know on the day is made up, and the site has the budgets.
TEST(Rehearsal, OfActsThatNoShippedPlanHasIsClean) {
  const std::string checkpoint = "[[step]]\nid = \"checkpoint\"\n";
  Changed("replace-officer")
      .replace("acts = [\"policy.change\"",
               "acts = [\"policy.change\", \"budget.set\", \"clock.accept\"")
      .replace(checkpoint, act_steps("budget", "closing", "budget.set") +
                               act_steps("accept", "closing", "clock.accept") + checkpoint)
      .expect_clean();
}

}  // namespace rehearsal_test
}  // namespace pyx::ceremony::running

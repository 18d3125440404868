// Control PLAN-CHECKED: the genesis with one thing wrong, and exactly what is said of it.
#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace broken_plans_test {

using ::testing::ElementsAre;
using testing::step_of;
using testing::without;

struct Broken {
  std::string_view name;
  Plan (*change)(Plan genesis);
  std::vector<std::string> said;
};

Plan no_step(Plan plan, std::initializer_list<std::string_view> steps) {
  for (const std::string_view step : steps) plan = without(std::move(plan), step);
  return plan;
}

const std::vector<Broken> kBroken = {
    {"nobody checks who people are",
     [](Plan plan) { return without(plan, "identify"); },
     {"digests: nobody has checked who administrator-1 is",
      "seal-so: nobody has checked who custodian-1 is",
      "people-keys: nobody has checked who operator-1 is",
      "approve-keys: nobody has checked who officer-1 is",
      "take-witness: nobody has checked who witness-1 is"}},
    {"the digests are not read",
     [](Plan plan) { return without(plan, "digests"); },
     {"inspect-vault: the digests of plan and site were not read aloud"}},
    {"the bag is not compared",
     [](Plan plan) { return without(plan, "inspect-bag"); },
     {"open-bag: the number of vault-bag was not compared with the record"}},
    {"the parts of the SO PIN stay open until the backup",
     [](Plan plan) { return without(plan, "seal-so"); },
     {"open-so: so-envelope is not sealed"}},
    {"the parts of the SO PIN are not sealed again",
     [](Plan plan) { return without(plan, "seal-so-again"); },
     {"take-custodian: new-so-envelope is not sealed",
      "leave: custodian-1 would leave with so-card, which is not sealed"}},
    {"the shares are not sealed", [](Plan plan) { return without(plan, "seal-shares"); }, {}},
    {"the policy is not read",
     [](Plan plan) { return without(plan, "policy"); },
     {"draft: the policy was not read aloud"}},
    {"custodians do not sign the founding",
     [](Plan plan) {
       step_of(plan, "sign-founding").who = {"operator", "officer"};
       return plan;
     },
     {"found: the founding statement is not signed by custodian-1, custodian-2, custodian-3"}},
    {"the vault's id is not published",
     [](Plan plan) { return without(plan, "publish"); },
     {"at the end: the vault's id was not published"}},
    {"nobody approves the keys",
     [](Plan plan) { return without(plan, "approve-keys"); },
     {"execute-keys: act make-keys was not approved"}},
    {"the keys are not made", [](Plan plan) { return without(plan, "execute-keys"); }, {}},
    {"no custodian acknowledges", [](Plan plan) { return without(plan, "acknowledge"); }, {}},
    {"there is no proof",
     [](Plan plan) {
       return no_step(std::move(plan), {"propose-prove", "approve-proof", "inspect-proof",
                                        "initialise-proof", "prove", "wipe-proof"});
     },
     {}},
    {"the proof alone is left out", [](Plan plan) { return without(plan, "prove"); }, {}},
    {"the second token is not wiped", [](Plan plan) { return without(plan, "wipe-proof"); }, {}},
    {"the backup's file stays on the host",
     [](Plan plan) {
       return no_step(std::move(plan), {"export-backup", "copy-backup"});
     },
     {"at the end: the file of backup first is on this host alone"}},
    {"the vault stays open", [](Plan plan) { return without(plan, "log-out"); }, {}},
    {"the log stays on the host",
     [](Plan plan) { return without(plan, "export-log"); },
     {"at the end: what was done since the last export-log is on this host alone"}},
    {"nobody signs the transcript",
     [](Plan plan) { return without(plan, "sign"); },
     {"at the end: the transcript is not signed"}},
    {"the witness does not sign",
     [](Plan plan) {
       step_of(plan, "sign").who = {"administrator", "operator", "officer", "custodian"};
       return plan;
     },
     {"sign: witness-1 is in the room and does not sign"}},
    {"one opens the safe alone",
     [](Plan plan) {
       step_of(plan, "fetch").who = {"administrator"};
       return plan;
     },
     {"fetch: administrator-1 does this alone"}},
    {"the custodians leave before they acknowledge",
     [](Plan plan) {
       Step& step = step_of(plan, "acknowledge");
       step.action = Action::kLeave;
       step.who = {"custodian"};
       step.with.clear();
       return plan;
     },
     {}},
    {"one approval decides",
     [](Plan plan) {
       plan.rules.front().quorum = {"1 of officer"};
       return plan;
     },
     {"one person alone approves key.generate", "one person alone approves keys.schedule",
      "one person alone approves backup.create", "one person alone approves backup.prove",
      "one person alone approves key.activate"}},
    {"one share opens the backup",
     [](Plan plan) {
       plan.backups.front().shares = "1 of 3";
       return plan;
     },
     {}},
    {"the SO PIN is one card",
     [](Plan plan) {
       step_of(plan, "initialise").with["so_pin_shares"] = std::string("1 of 3");
       return plan;
     },
     {}},
    {"too few officers",
     [](Plan plan) {
       plan.rules.front().quorum = {"4 of officer"};
       return plan;
     },
     {}},
    {"an act stays open",
     [](Plan plan) {
       return no_step(std::move(plan), {"approve-live", "execute-live"});
     },
     {"at the end: act activate (key.activate) is still open"}},
};

TEST(BrokenPlans, AreRefusedForExactlyWhatIsWrong) {
  for (const Broken& one : kBroken) {
    const auto said = testing::faults(one.change(testing::shipped("genesis")));
    EXPECT_EQ(said, one.said) << one.name;
  }
}

}  // namespace broken_plans_test
}  // namespace pyx::ceremony::planning

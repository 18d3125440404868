// Control PLAN-CHECKED: the genesis with one thing wrong, and exactly what is said of it.
#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace broken_plans_test {

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
      "inspect-vault: nobody has checked who operator-1 is",
      "seal-so: nobody has checked who custodian-1 is",
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
      "at the end: so-card shows the SO PIN of token vault to whoever has it",
      "at the end: so-card is on the table, but ends with its people"}},
    {"the shares are not sealed",
     [](Plan plan) { return without(plan, "seal-shares"); },
     {"take-custodian: share-envelope is not sealed",
      "at the end: share-card shows shares of backup first, version 1 to whoever has it",
      "at the end: share-card is on the table, but ends with its people"}},
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
    {"the keys are not made",
     [](Plan plan) { return without(plan, "execute-keys"); },
     {"propose-back-up: key seed of backup first is not there, or destroyed",
      "propose-prove: every key of backup first is destroyed",
      "propose-activate: key seed is not there", "at the end: key seed has no proven backup",
      "at the end: key envelope has no proven backup",
      "at the end: key issuer has no proven backup", "at the end: key coins has no proven backup",
      "at the end: act make-coins (keys.schedule) is still open",
      "at the end: act make-keys (key.generate) is still open"}},
    {"no custodian acknowledges",
     [](Plan plan) { return without(plan, "acknowledge"); },
     {"propose-prove: the shares of backup first do not count yet",
      "leave: custodian-1 has not acknowledged the share of backup first",
      "at the end: custodian-1 has not acknowledged the share of backup first",
      "at the end: custodian-2 has not acknowledged the share of backup first",
      "at the end: custodian-3 has not acknowledged the share of backup first"}},
    {"there is no proof",
     [](Plan plan) {
       return no_step(std::move(plan), {"propose-prove", "approve-proof", "inspect-proof",
                                        "initialise-proof", "prove", "wipe-proof"});
     },
     {"propose-activate: key seed has no proven backup",
      "at the end: key seed has no proven backup", "at the end: key envelope has no proven backup",
      "at the end: key issuer has no proven backup", "at the end: key coins has no proven backup"}},
    {"the proof alone is left out",
     [](Plan plan) { return without(plan, "prove"); },
     {"propose-activate: key seed has no proven backup",
      "at the end: key seed has no proven backup", "at the end: key envelope has no proven backup",
      "at the end: key issuer has no proven backup", "at the end: key coins has no proven backup",
      "at the end: act prove (backup.prove) is still open"}},
    {"the second token is not wiped",
     [](Plan plan) { return without(plan, "wipe-proof"); },
     {"store: token proof is in no bag",
      "at the end: token proof is left under a PIN that nobody keeps"}},
    {"the backup's file stays on the host",
     [](Plan plan) {
       return no_step(std::move(plan), {"export-backup", "copy-backup"});
     },
     {"at the end: the file of backup first is on this host alone"}},
    {"the vault stays open",
     [](Plan plan) { return without(plan, "log-out"); },
     {"sign: token vault is logged in", "at the end: token vault is logged in"}},
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
     {"acknowledge: custodian-1 has not acknowledged the share of backup first",
      "propose-prove: the shares of backup first do not count yet",
      "seal-shares: nobody of custodian is there to do it",
      "at the end: custodian-1 has not acknowledged the share of backup first",
      "at the end: custodian-2 has not acknowledged the share of backup first",
      "at the end: custodian-3 has not acknowledged the share of backup first"}},
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
     {"backup first is opened by one holder alone",
      "propose-back-up: one holder alone would open the backup"}},
    {"the SO PIN is one card",
     [](Plan plan) {
       step_of(plan, "initialise").with["so_pin_shares"] = std::string("1 of 3");
       return plan;
     },
     {"initialise: one holder alone would have the SO PIN"}},
    {"too few officers",
     [](Plan plan) {
       plan.rules.front().quorum = {"4 of officer"};
       return plan;
     },
     {"the quorum of key.generate can never form when operator-1 proposes: 4 of officer cannot be "
      "filled",
      "the quorum of keys.schedule can never form when operator-1 proposes: 4 of officer cannot be "
      "filled",
      "approve-keys: officer-1, officer-2, officer-3 do not fill the seats of key.generate: 4 of "
      "officer",
      "the quorum of backup.create can never form when operator-1 proposes: 4 of officer cannot be "
      "filled",
      "approve-backup: officer-1, officer-2, officer-3 do not fill the seats of backup.create: 4 "
      "of officer",
      "the quorum of backup.prove can never form when operator-1 proposes: 4 of officer cannot be "
      "filled",
      "approve-proof: officer-1, officer-2, officer-3 do not fill the seats of backup.prove: 4 of "
      "officer",
      "the quorum of key.activate can never form when operator-1 proposes: 4 of officer cannot be "
      "filled",
      "approve-live: officer-1, officer-2, officer-3 do not fill the seats of key.activate: 4 of "
      "officer"}},
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

#include "ceremony/transcript/held_log.h"

#include <fstream>

#include "custody/evidence/export.h"
#include "custody/evidence/merkle.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::transcript {
namespace held_log_test {

using pyx::testing::FailsWith;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::SizeIs;

class HeldLogOfAVault : public ::testing::Test {
 protected:
  void export_vault() {
    pyx::testing::MemoryAccess access(vault_);
    must(custody::export_log(access, folder_));
  }
  HeldLog read() const { return must(read_held_log(folder_, vault_.books().vault)); }

  pyx::testing::MemoryVault vault_;
  const pyx::testing::TempFolder temp_;
  const std::filesystem::path folder_ = temp_.path() / "log";
};

TEST_F(HeldLogOfAVault, TellsWhoseItIs) {
  export_vault();
  const HeldLog log = read();
  EXPECT_EQ(log.vault, vault_.books().vault);
  EXPECT_EQ(log.size, 1U);
  EXPECT_EQ(log.token_serial, "0123456789abcdef");
  EXPECT_EQ(log.founding_leaf, custody::leaf_hash(vault_.leaves().front()));
}

TEST_F(HeldLogOfAVault, KnowsTheLeavesAboutActs) {
  const Uuid act = vault_.done(custody::KeyGenerate{Uuid::v7(vault_.clock.now()), "p-256", "a"});
  export_vault();
  const HeldLog log = read();
  const std::string id = act.text();
  EXPECT_EQ(log.acts.at(1).event, "proposed");
  EXPECT_THAT(log.acts.at(1).nonce, SizeIs(16));
  EXPECT_EQ(log.acts.at(2).event, "decided");
  EXPECT_EQ(log.acts.rbegin()->second.event, "executed");
  for (const auto& [index, leaf] : log.acts) {
    EXPECT_EQ(leaf.act, id);
    EXPECT_EQ(leaf.hash, custody::leaf_hash(vault_.leaves().at(index)));
  }
}

TEST_F(HeldLogOfAVault, KnowsFreezesByTheirLeaves) {
  const Sha256 id = vault_.frozen(custody::FreezeMinting{}, "alice");
  export_vault();
  const HeldLog log = read();
  ASSERT_THAT(log.freezes, SizeIs(1));
  const auto& [index, freeze] = *log.freezes.begin();
  EXPECT_EQ(freeze.freeze, to_hex(id));
  EXPECT_EQ(freeze.person, "alice");
  EXPECT_EQ(freeze.target, "minting");
  EXPECT_EQ(freeze.hash, custody::leaf_hash(vault_.leaves().at(index)));
}

TEST_F(HeldLogOfAVault, KnowsWhichPolicyWasInForce) {
  const Time founded = vault_.clock.now();
  vault_.clock.advance(std::chrono::hours(1));
  const Time changed = vault_.clock.now();
  vault_.done(custody::PolicyChange{
      vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")))});
  export_vault();
  const HeldLog log = read();
  const auto names = [&](Time from, Time until) {
    std::string all;
    for (const policies::Policy* policy : log.in_force(from, until)) all += policy->name + " ";
    return all;
  };
  EXPECT_EQ(names(founded, founded), "test ");
  EXPECT_EQ(names(founded - std::chrono::hours(1), founded - std::chrono::hours(1)), "test ");
  EXPECT_EQ(names(founded, changed), "test second ");
  const Time later = changed + std::chrono::hours(1);
  EXPECT_EQ(names(later, later), "second ");
}

TEST_F(HeldLogOfAVault, IsRefusedUnlessItIsWhole) {
  export_vault();
  EXPECT_THAT(read_held_log(folder_, sha256("another vault")), RefusedBy("LOG-WHOLE"));
  std::filesystem::remove(folder_ / "checkpoint");
  EXPECT_THAT(read_held_log(folder_, {}), FailsWith(Code::kNotFound));
}

}  // namespace held_log_test
}  // namespace pyx::ceremony::transcript

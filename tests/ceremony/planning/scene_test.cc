#include "ceremony/planning/scene.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace scene_test {

using testing::Walk;

struct AScene {
  Walk walk;
  Step step;
  Scene scene;
  AScene(std::string_view plan, std::string_view upto, std::vector<std::string> doers = {})
      : walk(plan), scene{walk.model().plan(),   walk.model().values(),
                          walk.model().people(), nullptr,
                          walk.state(),          step,
                          std::move(doers)} {
    walk.upto(upto);
  }
};

TEST(Scene, KnowsWhatIsAtHand) {
  AScene at("genesis", "open-bag");
  EXPECT_TRUE(at.scene.is_at_hand("vault-bag"));
  EXPECT_FALSE(at.scene.is_at_hand("vault")) << "in a sealed bag";
  EXPECT_TRUE(at.scene.is_at_hand("share-card"));
  EXPECT_FALSE(at.scene.is_at_hand("nothing"));
  AScene before("genesis", "fetch");
  EXPECT_FALSE(before.scene.is_at_hand("vault-bag")) << "in the safe";
}

TEST(Scene, KnowsWhatIsWithPeopleWhoAreNotThere) {
  AScene at("drill-restore", "arrive");
  EXPECT_EQ(at.scene.needs_at_hand("share-envelope")->what,
            "share-envelope is with people who are not in the room");
  AScene later("drill-restore", "identify");
  EXPECT_FALSE(later.scene.needs_at_hand("share-envelope").has_value());
}

TEST(Scene, KnowsWhatCanBeRead) {
  AScene open("genesis", "seal-so");
  EXPECT_TRUE(open.scene.is_readable("so-card"));
  EXPECT_FALSE(open.scene.is_readable("share-card")) << "nothing is on it yet";
  AScene sealed("genesis", "probe");
  EXPECT_FALSE(sealed.scene.is_readable("so-card"));
  EXPECT_EQ(sealed.scene.outermost("so-card"), "so-envelope");
}

TEST(Scene, KnowsASigner) {
  AScene at("genesis", "people-keys");
  EXPECT_EQ(at.scene.needs_signer("officer-1")->what, "officer-1 has no key to sign with");
  EXPECT_EQ(at.scene.needs_signer("witness-1")->what, "witness-1 is not in the policy");
  EXPECT_EQ(at.scene.person("stranger").present, false);
  EXPECT_EQ(at.scene.participant("stranger"), nullptr);
}

TEST(Scene, KnowsWhoHasThePartsOfAPin) {
  AScene two("genesis", "hand-out", {"custodian-1", "custodian-3"});
  EXPECT_FALSE(two.scene.needs_so_pin("vault").has_value());
  AScene one("genesis", "hand-out", {"custodian-1", "operator-1"});
  EXPECT_EQ(one.scene.needs_so_pin("vault")->what,
            "1 holders of the SO PIN of token vault do this, but 2 are needed");
}

TEST(Scene, HasNoPinThatIsElsewhere) {
  AScene at("replace-officer", "new-key");
  EXPECT_EQ(at.scene.needs_so_pin("vault")->what,
            "the SO PIN of token vault is with people who have no part in this");
}

TEST(Listed, NamesWithCommas) {
  EXPECT_EQ(listed(std::vector<std::string>{"b", "a"}), "b, a");
  EXPECT_EQ(listed(planning::Ids{"b", "a"}), "a, b");
  EXPECT_EQ(listed(std::vector<std::string>{}), "");
}

}  // namespace scene_test
}  // namespace pyx::ceremony::planning

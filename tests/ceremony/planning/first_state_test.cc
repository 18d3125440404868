#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace first_state_test {

using testing::Walk;

TEST(FirstState, OfAGenesisHasNoVaultAndNoKeys) {
  Walk walk("genesis");
  const State& state = walk.state();
  EXPECT_EQ(state.vault.state, VaultState::kNone);
  EXPECT_FALSE(state.people.at("officer-1").has_key);
  EXPECT_FALSE(state.people.at("officer-1").present);
  EXPECT_FALSE(state.people.at("witness-1").in_policy);
  EXPECT_EQ(state.keys.at("seed").state, std::nullopt);
  EXPECT_TRUE(state.backups.at("first").sets.empty());
  EXPECT_EQ(state.things.at("vault-bag").seal, Seal::kSealed);
  EXPECT_EQ(state.things.at("vault").in, "vault-bag");
}

TEST(FirstState, OfAFoundedVaultHasItsTokenKeysAndShares) {
  Walk walk("drill-restore");
  const State& state = walk.state();
  EXPECT_EQ(state.vault.state, VaultState::kFounded);
  EXPECT_EQ(state.vault.token, "vault");
  EXPECT_FALSE(state.vault.opened);
  EXPECT_TRUE(state.people.at("officer-1").has_key);
  EXPECT_TRUE(state.tokens.at("vault").keys.contains("issuer"));
  EXPECT_EQ(state.tokens.at("vault").so_needed, 2U);
  EXPECT_EQ(state.tokens.at("vault").so_holders.size(), 3U);
  EXPECT_EQ(state.keys.at("issuer").proven, "kept");
  ASSERT_NE(state.backups.at("kept").live(), nullptr);
  EXPECT_EQ(state.backups.at("kept").live()->holders.size(), 3U);
  EXPECT_EQ(state.things.at("share-envelope").holders.size(), 3U);
  ASSERT_EQ(state.things.at("share-card").secrets.size(), 1U);
  EXPECT_EQ(to_text(state.things.at("share-card").secrets.front()),
            "shares of backup kept, version 1");
}

}  // namespace first_state_test
}  // namespace pyx::ceremony::planning

#include "custody/staged_coins.h"

#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace staged_coins_test {

using pyx::testing::must;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// COIN-ONCE
TEST(StagedCoins, AreThoseOfTheStoreAndThoseOfTheCommitOfTheirKey) {
  pyx::testing::StoredVault vault;
  const Uuid key = Uuid::v7(vault.memory.clock.now());
  const Uuid other = Uuid::v7(vault.memory.clock.now());
  StagedCoins coins(vault.store());
  const std::vector<Sha256> names = {sha256("one"), sha256("two")};
  EXPECT_THAT(must(coins.has(key, names)), ElementsAre(false, false));
  must(coins.add(key, {names[1]}));
  EXPECT_THAT(must(coins.has(key, names)), ElementsAre(false, true));
  EXPECT_THAT(must(coins.has(other, names)), ElementsAre(false, false));
  Commit commit;
  commit.first_leaf = vault.size();
  commit.leaves = {{LeafClass::kRequest, to_bytes("a leaf")}};
  commit.retired = coins.take();
  must(vault.store().commit(commit));
  EXPECT_THAT(coins.take(), IsEmpty());
  EXPECT_THAT(must(coins.has(key, names)), ElementsAre(false, true));
}

}  // namespace staged_coins_test
}  // namespace pyx::custody

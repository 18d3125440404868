#include "ceremony/report/act_story.h"

#include "tests/ceremony/report/report_bundles.h"
#include "tests/support/memory_backup.h"

namespace pyx::ceremony::report {
namespace act_story_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::MemoryBackup;
using pyx::testing::MemoryVault;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ActStories, JoinWhatIsNamedWithWhatTheLogSays) {
  CeremonyRecord room;
  room.whole();
  const auto& books = room.vault.books();
  const auto acts = act_stories(room.writer->transcript(), &books);
  ASSERT_EQ(acts.size(), 1U);
  const ActStory& act = acts.front();
  EXPECT_EQ(act.type(), "key.generate");
  EXPECT_TRUE(act.executed());
  EXPECT_TRUE(act.is(policies::ActType::kKeyGenerate));
  EXPECT_FALSE(act.is(policies::ActType::kKeyDestroy));
  EXPECT_THAT(act.approved_by(), ElementsAre("alice", "bob"));
  EXPECT_EQ(act.entries.at("decided").size(), 2U);
  EXPECT_EQ(act.all_entries().size(), 4U);
  EXPECT_EQ(act.leaves.at("proposed"), std::vector<std::uint64_t>{act.record->leaf_index});
  ASSERT_EQ(keys_touched(acts, books).size(), 1U);
  EXPECT_EQ(keys_touched(acts, books).front()->name, "mint");
  EXPECT_THAT(backups_touched(acts, books), IsEmpty());
}

TEST(ActStories, WithoutALogHaveNoTypeAndNoKeys) {
  CeremonyRecord room;
  room.whole();
  const auto acts = act_stories(room.writer->transcript(), nullptr);
  ASSERT_EQ(acts.size(), 1U);
  EXPECT_EQ(acts.front().type(), "");
  EXPECT_FALSE(acts.front().is(policies::ActType::kKeyGenerate));
  EXPECT_THAT(acts.front().approved_by(), IsEmpty());
}

TEST(ActStories, HisLastWordCounts) {
  MemoryVault vault;
  const Uuid act = vault.proposed(custody::KeyGenerate{Uuid::v7(vault.clock.now()), "p-256", "m"});
  pyx::testing::must(vault.decide(act, "alice"));
  pyx::testing::must(vault.decide(act, "alice", policies::Choice::kWithdraw));
  pyx::testing::must(vault.decide(act, "bob"));
  ActStory story;
  story.record = vault.books().act(act);
  EXPECT_THAT(story.approved_by(), ElementsAre("bob"));
}

TEST(KeysOf, AreThoseThatAnActNamesOrItsBackupHolds) {
  MemoryVault vault;
  MemoryBackup backups(vault);
  const Uuid key = backups.new_key();
  const Uuid backup = backups.live({key});
  const auto of = [&](custody::ActParameters parameters) {
    return keys_of(vault.act(std::move(parameters)), vault.books());
  };
  EXPECT_THAT(of(custody::KeyActivate{key}), ElementsAre(key));
  EXPECT_THAT(of(custody::KeyRetire{key}), ElementsAre(key));
  EXPECT_THAT(of(custody::KeyDestroy{key}), ElementsAre(key));
  EXPECT_THAT(of(custody::BackupProve{backup}), ElementsAre(key));
  EXPECT_THAT(of(custody::BackupRewrap{backup, Uuid::v7(vault.clock.now()), {}}), ElementsAre(key));
  EXPECT_THAT(of(custody::PolicyChange{}), IsEmpty());
  EXPECT_THAT(backups_of(vault.act(custody::BackupProve{backup})), ElementsAre(backup));
  EXPECT_THAT(backups_of(vault.act(custody::KeyRetire{key})), IsEmpty());
}

}  // namespace act_story_test
}  // namespace pyx::ceremony::report

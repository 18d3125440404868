#include "custody/checkpointed_leaves.h"

#include "custody/evidence_log.h"
#include "custody/store/sqlite_connection.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace checkpointed_leaves_test {

using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::MemoryVault;
using pyx::testing::must;
using pyx::testing::TempFolder;
using pyx::testing::TestKey;

class Checkpointed : public ::testing::Test {
 protected:
  // More than two full tiles, with an act in each.
  Checkpointed() {
    for (const std::size_t until : {250U, 500U, 600U}) {
      const Uuid key = vault_.active_key("p-256");
      while (vault_.leaves().size() < until) must(vault_.append(vault_.request("issuer", key)));
    }
  }
  // Closes what was open, and writes the log anew.
  Store& on_disk(const std::string& checkpoint) {
    store_.reset();
    folder_.emplace();
    write_log(vault_, folder_->path());
    open();
    must(store_->set_note("checkpoint", checkpoint));
    return *store_;
  }
  void open() { store_ = must(open_sqlite_store(folder_->path())); }
  // As somebody with the disk would.
  void change_on_disk(const std::string& sql) {
    store_.reset();
    {
      const auto connection =
          must(SqlConnection::open(folder_->path() / kStoreFile, SqlConnection::Mode::kOpen));
      must(connection.execute(sql.c_str()));
    }
    open();
  }
  Result<std::unique_ptr<EvidenceLog>> open_log() {
    return EvidenceLog::open(*store_, vault_.clock);
  }
  // A decision that a stranger signed, written past the gate, and the act executed on it.
  void forge_a_quorum(ActParameters parameters) {
    const Uuid act = vault_.proposed(std::move(parameters));
    must(vault_.decide(act, "alice"));
    const TestKey stranger(KeyType::kEd25519);
    const Bytes bytes = encode_decision(vault_.decision(act, "bob"));
    vault_.append_unchecked(DecisionLeaf{act, envelope_by({&stranger}, bytes)});
  }

  MemoryVault vault_;
  std::optional<TempFolder> folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Checkpointed, CoversEachLeafBelowItAndNoOther) {
  const std::string checkpoint = vault_.checkpoint();
  const std::size_t covered_size = vault_.leaves().size();
  must(vault_.append(vault_.request("issuer", vault_.books().keys.front().id)));
  auto covered = must(CheckpointedLeaves::read(on_disk(checkpoint)));
  ASSERT_TRUE(covered);
  EXPECT_TRUE(covered->is_signed_by(vault_.books().vault, vault_.log_key().public_key()));
  for (std::size_t i = 0; i < covered_size; ++i) {
    EXPECT_TRUE(must(covered->covers(i, vault_.leaves()[i]))) << i;
    EXPECT_FALSE(must(covered->covers(i, vault_.leaves()[(i + 1) % covered_size]))) << i;
  }
  EXPECT_FALSE(must(covered->covers(covered_size, vault_.leaves().back())));
}

TEST_F(Checkpointed, WithoutACheckpointOrUnderOneThatIsNoneCoversNothing) {
  on_disk("no note");
  EXPECT_FALSE(must(CheckpointedLeaves::read(*store_)));
  const std::string of_more = [&] {
    MemoryVault other;
    while (other.leaves().size() < 700) other.active_key("p-256");
    return other.checkpoint();
  }();
  must(store_->set_note("checkpoint", of_more));
  EXPECT_FALSE(must(CheckpointedLeaves::read(*store_)));
  change_on_disk("DELETE FROM note WHERE name = 'checkpoint'");
  EXPECT_FALSE(must(CheckpointedLeaves::read(*store_)));
  EXPECT_THAT(open_log(), IsOk());
}

TEST_F(Checkpointed, OfAnotherVaultOrKeyIsNotThisVaults) {
  const TestKey other(KeyType::kEd25519);
  const auto covered = must(CheckpointedLeaves::read(on_disk(vault_.checkpoint(&other))));
  ASSERT_TRUE(covered);
  EXPECT_FALSE(covered->is_signed_by(vault_.books().vault, vault_.log_key().public_key()));
  EXPECT_TRUE(covered->is_signed_by(vault_.books().vault, other.public_key()));
  EXPECT_FALSE(covered->is_signed_by(Sha256{}, other.public_key()));
}

// LOG-WHOLE: a tile's root that was changed covers nothing at all, a leaf that was changed nothing
// in its tile.
TEST_F(Checkpointed, AChangedTileOrLeafIsNotCovered) {
  on_disk(vault_.checkpoint());
  change_on_disk("UPDATE tile_hash SET hash = zeroblob(32) WHERE level = 1 AND position = 0");
  EXPECT_FALSE(must(CheckpointedLeaves::read(*store_)));
  on_disk(vault_.checkpoint());
  change_on_disk("UPDATE leaf SET bytes = x'7b7d' WHERE position = 200");
  auto covered = must(CheckpointedLeaves::read(*store_));
  ASSERT_TRUE(covered);
  EXPECT_FALSE(must(covered->covers(1, vault_.leaves()[1])));
  EXPECT_TRUE(must(covered->covers(300, vault_.leaves()[300])));
}

TEST_F(Checkpointed, ALeafThatWasChangedOnTheDiskStopsTheStartAtThatLeaf) {
  on_disk(vault_.checkpoint());
  std::size_t decision = 0;
  while (!std::holds_alternative<DecisionLeaf>(must(parse_leaf(vault_.leaves()[decision])).body))
    ++decision;
  // One letter of the signed text, so that the leaf still parses.
  change_on_disk(
      "UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"sig\":\"', "
      "'\"sig\":\"AAAA') AS BLOB) WHERE position = " +
      std::to_string(decision));
  EXPECT_THAT(open_log(), FailsSaying(Code::kStore, "damaged at leaf " + std::to_string(decision)));
}

// ACT-QUORUM: the checkpoint of a key that is not the log's is worth nothing.
TEST_F(Checkpointed, AForgedDecisionUnderAForgedCheckpointStopsTheStart) {
  forge_a_quorum(KeyRetire{vault_.books().keys.front().id});
  const std::string index = std::to_string(vault_.leaves().size() - 1);
  const TestKey stranger(KeyType::kEd25519);
  on_disk(vault_.checkpoint(&stranger));
  EXPECT_THAT(open_log(), FailsSaying(Code::kStore, "damaged at leaf " + index));
  on_disk("no note");
  EXPECT_THAT(open_log(), FailsSaying(Code::kStore, "damaged at leaf " + index));
}

// What shows that signatures are left out where the log key vouches for the leaf; only whoever has
// the token's log key could do this.
TEST_F(Checkpointed, UnderTheLogKeysCheckpointTheSignaturesOfActsOnKeysAreNotCheckedAgain) {
  forge_a_quorum(KeyRetire{vault_.books().keys.front().id});
  on_disk(vault_.checkpoint());
  EXPECT_THAT(open_log(), IsOk());
}

TEST_F(Checkpointed, EvenUnderTheLogKeysCheckpointAChangeOfThePolicyNeedsItsSignatures) {
  forge_a_quorum(
      PolicyChange{vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")))});
  on_disk(vault_.checkpoint());
  EXPECT_THAT(open_log(), FailsSaying(Code::kStore, "damaged at leaf"));
}

}  // namespace checkpointed_leaves_test
}  // namespace pyx::custody

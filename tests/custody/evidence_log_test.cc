#include "custody/evidence_log.h"

#include <set>
#include <thread>

#include "custody/evidence/merkle.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace evidence_log_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Sha256> hashes_of(const std::vector<Bytes>& leaves) {
  std::vector<Sha256> hashes;
  for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
  return hashes;
}

class OnDisk : public ::testing::Test {
 protected:
  FreezeLeaf freeze() {
    return vault_.memory.signed_freeze(vault_.memory.freeze(FreezeAll{}, "alice"));
  }
  std::size_t freezes() {
    return vault_.log().look([](const Books& books) { return books.freezes.size(); });
  }
  RequestLeaf request() { return vault_.memory.request("issuer", key_); }
  RequestKey row_key(const RequestLeaf& leaf) { return {leaf.client, leaf.key, leaf.request}; }
  Result<std::uint64_t> append_request() {
    const RequestLeaf leaf = request();
    PYX_ASSIGN(auto writer, vault_.log().write());
    PYX_ASSIGN(const auto staged, writer.stage_request(leaf, row_key(leaf)));
    PYX_TRY(writer.commit());
    return staged.index;
  }
  std::optional<RequestRow> row(const RequestLeaf& leaf) {
    return must(vault_.store().find_requests({row_key(leaf)})).at(0);
  }
  // What a disk that lies would hold.
  void write_past_the_gate(Bytes leaf) {
    MerkleEdge edge;
    for (const Sha256& hash : hashes_of(vault_.leaf_bytes())) edge.append(hash);
    Commit commit;
    commit.first_leaf = edge.size();
    edge.append(leaf_hash(leaf));
    commit.leaves = {{LeafClass::kRegister, std::move(leaf)}};
    commit.edge = edge.hashes();
    must(vault_.store().commit(commit));
  }
  auto open_again() { return EvidenceLog::open(vault_.store(), vault_.memory.clock); }

  pyx::testing::StoredVault vault_;
  const Uuid key_ = Uuid::v7(vault_.memory.clock.now());
};

TEST_F(OnDisk, AnAppendedLeafIsAppliedAndThereAfterARestart) {
  const std::uint64_t index = must(vault_.log().append(freeze()));
  EXPECT_EQ(index, 1U);
  EXPECT_EQ(freezes(), 1U);
  const auto before = vault_.log().head();
  EXPECT_EQ(before.size, 2U);
  EXPECT_EQ(before.vault, vault_.memory.books().vault);
  EXPECT_EQ(before.log_key, vault_.memory.books().log_key);
  vault_.reopen();
  EXPECT_EQ(vault_.log().head().size, before.size);
  EXPECT_EQ(vault_.log().head().root, before.root);
  EXPECT_EQ(freezes(), 1U);
}
TEST_F(OnDisk, ALeafThatTheRegisterRefusesIsNotWritten) {
  const FreezeLeaf leaf = freeze();
  must(vault_.log().append(leaf));
  EXPECT_FALSE(vault_.log().append(leaf).ok());
  EXPECT_EQ(vault_.size(), 2U);
  EXPECT_THAT(vault_.leaf_bytes(), SizeIs(2));
  EXPECT_EQ(freezes(), 1U);
}
// LOG-WHOLE: more leaves than one tile holds, in several commits.
TEST_F(OnDisk, ItsRootAndFullTilesAreThoseOfTheLeaves) {
  for (const unsigned many : {200U, 55U, 1U, 300U}) {
    auto writer = must(vault_.log().write());
    for (unsigned i = 0; i < many; ++i) {
      const RequestLeaf leaf = request();
      must(writer.stage_request(leaf, row_key(leaf)));
    }
    must(writer.commit());
  }
  const auto hashes = hashes_of(vault_.leaf_bytes());
  ASSERT_THAT(hashes, SizeIs(557));
  EXPECT_EQ(vault_.log().head().root, merkle_root(hashes));
  const std::span all(hashes);
  EXPECT_EQ(must(vault_.store().tile_hashes(1, 0, 9)),
            (std::vector{merkle_root(all.first(256)), merkle_root(all.subspan(256, 256))}));
  vault_.reopen();
  EXPECT_EQ(vault_.log().head().root, merkle_root(hashes));
}
TEST_F(OnDisk, AWriterThatIsDroppedLeavesNoTrace) {
  const RequestLeaf asked = request();
  {
    auto writer = must(vault_.log().write());
    EXPECT_TRUE(writer.empty());
    must(writer.stage_request(asked, row_key(asked)));
    must(writer.stage(freeze()));
    EXPECT_FALSE(writer.empty());
    EXPECT_EQ(writer.next_index(), 3U);
  }
  EXPECT_EQ(vault_.size(), 1U);
  EXPECT_EQ(freezes(), 0U);
  EXPECT_THAT(vault_.leaf_bytes(), SizeIs(1));
  EXPECT_FALSE(row(asked).has_value());
  EXPECT_EQ(must(vault_.log().append(freeze())), 1U);
}
// SIGN-DURABLE and ACT-ONCE: what is not on disk did not happen.
TEST_F(OnDisk, ACommitThatFailsAppliesNothingAndTheNextOneWorks) {
  const FreezeLeaf leaf = freeze();
  const RequestLeaf asked = request();
  const Sha256 root = vault_.log().head().root;
  {
    auto writer = must(vault_.log().write());
    must(writer.stage_request(asked, row_key(asked)));
    must(writer.stage(leaf));
    vault_.store().fail_next_commit();
    EXPECT_THAT(writer.commit(), FailsWith(Code::kStore));
  }
  EXPECT_EQ(vault_.size(), 1U);
  EXPECT_EQ(vault_.log().head().root, root);
  EXPECT_EQ(freezes(), 0U);
  EXPECT_FALSE(row(asked).has_value());
  // The same statement again: it was not marked as seen.
  EXPECT_EQ(must(vault_.log().append(leaf)), 1U);
  vault_.reopen();
  EXPECT_EQ(freezes(), 1U);
}
TEST_F(OnDisk, RequestsRowsAndSettlingBecomeDurableTogether) {
  const RequestLeaf first = request();
  const RequestLeaf second = request();
  EvidenceLog::Writer::Staged staged;
  {
    auto writer = must(vault_.log().write());
    staged = must(writer.stage_request(first, row_key(first)));
    must(writer.stage_request(second, row_key(second)));
    must(writer.stage_settled({1}, {row_key(first)}));
    must(writer.commit());
  }
  EXPECT_EQ(staged.index, 1U);
  EXPECT_EQ(staged.leaf_hash, leaf_hash(vault_.leaf_bytes().at(1)));
  vault_.reopen();
  EXPECT_EQ(vault_.size(), 4U);
  EXPECT_EQ(row(first)->leaf_index, 1U);
  EXPECT_EQ(row(first)->digest, first.digest);
  EXPECT_TRUE(row(first)->is_settled());
  EXPECT_EQ(row(second)->leaf_index, 2U);
  EXPECT_FALSE(row(second)->is_settled());
  EXPECT_EQ(std::get<SettleLeaf>(vault_.leaf(3).body).signed_requests,
            std::vector<std::uint64_t>{1});
}
TEST_F(OnDisk, ACommitHoldsOneLeafThatChangesTheRegister) {
  auto writer = must(vault_.log().write());
  must(writer.stage(freeze()));
  EXPECT_THAT(writer.stage(freeze()), FailsWith(Code::kBug));
  EXPECT_EQ(writer.next_index(), 2U);
}
// What was admitted against the books as they were must not stand behind a leaf that changes them.
TEST_F(OnDisk, ACommitTakesNoLeafAfterOneThatChangesTheRegister) {
  const RequestLeaf asked = request();
  const RequestLeaf first = request();
  must(append_request());
  {
    auto writer = must(vault_.log().write());
    must(writer.stage_request(first, row_key(first)));
    must(writer.stage(freeze()));
    EXPECT_THAT(writer.stage_request(asked, row_key(asked)), FailsWith(Code::kBug));
    EXPECT_THAT(writer.stage_settled({1}, {}), FailsWith(Code::kBug));
    EXPECT_EQ(writer.next_index(), 4U);
    must(writer.commit());
    // The next commit takes it again.
    EXPECT_THAT(writer.stage_request(asked, row_key(asked)), IsOk());
  }
  EXPECT_FALSE(row(asked).has_value());
  EXPECT_TRUE(row(first).has_value());
  EXPECT_EQ(vault_.size(), 4U);
}
TEST_F(OnDisk, RemembersWhetherTheLastCommitFailed) {
  EXPECT_FALSE(vault_.log().last_commit_failed());
  vault_.store().fail_next_commit();
  EXPECT_THAT(append_request(), FailsWith(Code::kStore));
  EXPECT_TRUE(vault_.log().last_commit_failed());
  must(append_request());
  EXPECT_FALSE(vault_.log().last_commit_failed());
}
TEST_F(OnDisk, ManyThreadsGetEachALeafOfTheirOwn) {
  constexpr unsigned kThreads = 4;
  constexpr unsigned kEach = 10;
  std::mutex mutex;
  std::set<std::uint64_t> indices;
  std::vector<std::thread> writers;
  for (unsigned t = 0; t < kThreads; ++t) {
    writers.emplace_back([&] {
      for (unsigned i = 0; i < kEach; ++i) {
        const auto index = append_request();
        const std::lock_guard lock(mutex);
        ASSERT_THAT(index, IsOk());
        indices.insert(*index);
      }
    });
  }
  for (std::thread& each : writers) each.join();
  EXPECT_THAT(indices, SizeIs(kThreads * kEach));
  EXPECT_EQ(*indices.rbegin(), kThreads * kEach);
  EXPECT_EQ(vault_.log().head().root, merkle_root(hashes_of(vault_.leaf_bytes())));
}

// CLOCK-SANE
TEST_F(OnDisk, AClockALittleBehindTheLogMakesItsTimeStandStill) {
  const Time last = vault_.memory.clock.now();
  vault_.memory.clock.set(last - kClockStepMost);
  const std::uint64_t index = must(append_request());
  EXPECT_EQ(vault_.leaf(index).time, last);
}
TEST_F(OnDisk, AClockAMillisecondFurtherBehindStopsEverythingUntilItIsRight) {
  const Time last = vault_.memory.clock.now();
  vault_.memory.clock.set(last - kClockStepMost - Duration(1));
  EXPECT_THAT(vault_.log().write(), RefusedBy("CLOCK-SANE"));
  EXPECT_THAT(append_request(), RefusedBy("CLOCK-SANE"));
  EXPECT_THAT(vault_.log().append(freeze()), RefusedBy("CLOCK-SANE"));
  EXPECT_EQ(vault_.size(), 1U);
  vault_.memory.clock.set(last);
  EXPECT_THAT(append_request(), IsOk());
}
TEST_F(OnDisk, TheTimeOfARequestLeafCountsAfterARestartToo) {
  vault_.memory.clock.advance(std::chrono::minutes(10));
  must(append_request());
  vault_.reopen();
  vault_.memory.clock.advance(-std::chrono::minutes(1));
  EXPECT_THAT(append_request(), RefusedBy("CLOCK-SANE"));
}
TEST_F(OnDisk, ADoubtThatCouldNotBeNotedIsNotedByTheNextWhoAsks) {
  must(append_request());
  vault_.memory.clock.set(vault_.memory.clock.now() + std::chrono::hours(1));
  vault_.store().fail_next_note();
  EXPECT_THAT(append_request(), FailsWith(Code::kStore));
  EXPECT_THAT(append_request(), RefusedBy("CLOCK-SANE"));
  vault_.reopen();
  EXPECT_THAT(append_request(), RefusedBy("CLOCK-SANE"));
}

class PolicyBlob : public OnDisk {
 protected:
  const Bytes policy_ = to_bytes(pyx::testing::policy_text(vault_.memory.people, "second"));
  const Sha256 digest_ = sha256(policy_);
  const ProposalLeaf proposal_ = vault_.memory.proposal(vault_.memory.act(PolicyChange{digest_}));
};

TEST_F(PolicyBlob, ThatComesWithItsLeafIsKept) {
  must(vault_.log().append(proposal_, {{digest_, policy_}}));
  vault_.reopen();
  const auto kept = vault_.log().blobs()(digest_);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(*kept, policy_);
}
TEST_F(PolicyBlob, ThatIsMissingIsNotFound) {
  EXPECT_THAT(vault_.log().append(proposal_), FailsWith(Code::kNotFound));
  EXPECT_EQ(vault_.size(), 1U);
}
// Trap 4: what came along is not what the act names.
TEST_F(PolicyBlob, ThatIsNotWhatItsDigestSaysIsNotFound) {
  Bytes other = policy_;
  other.back() ^= 1U;
  EXPECT_THAT(vault_.log().append(proposal_, {{digest_, other}}), FailsWith(Code::kNotFound));
  EXPECT_EQ(vault_.size(), 1U);
  EXPECT_THAT(vault_.log().blobs()(digest_), FailsWith(Code::kNotFound));
}
TEST_F(PolicyBlob, DamagedInTheStoreIsNotHandedOut) {
  Commit commit;
  commit.first_leaf = 1;
  commit.blobs = {{digest_, to_bytes("something else")}};
  commit.edge = must(vault_.store().head()).edge;
  must(vault_.store().commit(commit));
  EXPECT_THAT(blob_reader(vault_.store())(digest_), FailsSaying(Code::kStore, "damaged"));
}

TEST_F(PolicyBlob, InForceIsThePublishedPolicyAndWhoHeldTheFormerKeepsIt) {
  const auto former = vault_.log().policy();
  EXPECT_EQ(former->digest, vault_.memory.books().founding.policy);
  vault_.memory.put_blob(policy_);
  vault_.memory.approved(PolicyChange{digest_});
  vault_.carry_over();
  EXPECT_EQ(vault_.log().policy()->digest, former->digest);  // approved, not yet in force
  vault_.memory.execute(vault_.memory.books().acts.back().act.id);
  vault_.store().fail_next_commit();
  EXPECT_THROW(vault_.carry_over(), std::runtime_error);
  EXPECT_EQ(vault_.log().policy()->digest, former->digest);
  vault_.carry_over();
  EXPECT_EQ(vault_.log().policy()->digest, digest_);
  EXPECT_EQ(former->name, "test");
  vault_.reopen();
  EXPECT_EQ(vault_.log().policy()->digest, digest_);
}
// A commit waits for the disk; who asks for the policy does not.
TEST_F(OnDisk, ThePolicyIsToldWhileACommitIsUnderWay) {
  const auto writer = must(vault_.log().write());
  EXPECT_EQ(vault_.log().policy()->digest, vault_.memory.books().policy.digest);
}

TEST_F(OnDisk, OpenOfAnEmptyStoreSaysSo) {
  const pyx::testing::TempFolder folder;
  const auto store = must(create_sqlite_store(folder.path()));
  EXPECT_THAT(EvidenceLog::open(*store, vault_.memory.clock), FailsSaying(Code::kStore, "empty"));
}
TEST_F(OnDisk, OpenWithoutTheFoundingsBlobsNamesLeafZero) {
  const pyx::testing::TempFolder folder;
  const auto store = must(create_sqlite_store(folder.path()));
  Commit founding = pyx::testing::founding_commit(vault_.memory);
  founding.blobs.clear();
  must(store->commit(founding));
  EXPECT_THAT(EvidenceLog::open(*store, vault_.memory.clock), FailsSaying(Code::kStore, "leaf 0"));
}
TEST_F(OnDisk, OpenOfALogThatDoesNotBeginWithAFoundingNamesLeafZero) {
  const pyx::testing::TempFolder folder;
  const auto store = must(create_sqlite_store(folder.path()));
  Commit founding = pyx::testing::founding_commit(vault_.memory);
  founding.leaves = {
      {LeafClass::kRegister, must(encode_leaf({vault_.memory.clock.now(), freeze()}))}};
  must(store->commit(founding));
  EXPECT_THAT(EvidenceLog::open(*store, vault_.memory.clock), FailsSaying(Code::kStore, "leaf 0"));
}
TEST_F(OnDisk, OpenOfALeafThatCannotBeReadNamesIt) {
  must(vault_.log().append(freeze()));
  write_past_the_gate(to_bytes("{}"));
  EXPECT_THAT(open_again(), FailsSaying(Code::kStore, "leaf 2"));
}
// LOG-WHOLE: the register is rebuilt through the same gate.
TEST_F(OnDisk, OpenOfALeafThatCouldNotStandThereNamesIt) {
  must(vault_.log().append(freeze()));
  write_past_the_gate(vault_.leaf_bytes().at(1));
  EXPECT_THAT(open_again(), FailsSaying(Code::kStore, "leaf 2"));
}
TEST_F(OnDisk, OpenOfAnEdgeOfAnotherNumberOfHashesIsRefused) {
  Commit commit;
  commit.first_leaf = 1;
  commit.edge = {must(vault_.store().head()).edge.front(), sha256("too many")};
  must(vault_.store().commit(commit));
  EXPECT_THAT(open_again(), FailsSaying(Code::kStore, "the tree's edge in the store (2 hashes)"));
}
// LOG-WHOLE: the right number of hashes is not enough.
TEST_F(OnDisk, OpenOfAnEdgeThatIsNotThatOfTheLeavesIsRefused) {
  for (unsigned i = 0; i < 258; ++i) must(append_request());
  ASSERT_THAT(open_again(), IsOk());
  const auto edge = must(vault_.store().head()).edge;
  ASSERT_THAT(edge, SizeIs(3));  // 259 leaves: one full tile, and three leaves
  for (std::size_t i = 0; i < edge.size(); ++i) {
    Commit commit;
    commit.first_leaf = vault_.size();
    commit.edge = edge;
    commit.edge[i][31] ^= 1U;
    must(vault_.store().commit(commit));
    EXPECT_THAT(open_again(), FailsSaying(Code::kStore, "is not that of its 259 leaves"));
    commit.edge = edge;
    must(vault_.store().commit(commit));
  }
  EXPECT_THAT(open_again(), IsOk());
}
// A commit that somebody wrote past Pyx: its leaf is there, the tile's hash is not.
TEST_F(OnDisk, OpenOfALogThatLacksTheHashOfAFullTileSaysWhichLevel) {
  for (unsigned i = 0; i < 254; ++i) must(append_request());
  MerkleEdge edge;
  for (const Sha256& hash : hashes_of(vault_.leaf_bytes())) edge.append(hash);
  const RequestLeaf last = request();
  const Bytes bytes = must(encode_leaf({vault_.memory.clock.now(), last}));
  edge.append(leaf_hash(bytes));
  Commit commit;
  commit.first_leaf = 255;
  commit.leaves = {{LeafClass::kRequest, bytes}};
  commit.edge = edge.hashes();
  must(vault_.store().commit(commit));
  EXPECT_THAT(open_again(), FailsSaying(Code::kStore, "level 1 of its tiles has 0 of 1 entries"));
}

}  // namespace evidence_log_test
}  // namespace pyx::custody

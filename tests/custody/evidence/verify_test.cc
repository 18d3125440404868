#include "custody/evidence/verify.h"

#include "base/file.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/export.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace verify_test {

namespace fs = std::filesystem;
using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A checkpoint over `leaves`, signed by `key`.
std::string head_over(const std::vector<Bytes>& leaves, const Sha256& vault,
                      const pyx::testing::TestKey& key) {
  std::vector<Sha256> hashes;
  for (const Bytes& leaf : leaves) hashes.push_back(leaf_hash(leaf));
  const NoteKey note_key{log_origin(vault), key.public_key()};
  SignedNote note{checkpoint_text({note_key.name, hashes.size(), merkle_root(hashes)}), {}};
  note.signatures.push_back({note_key.name, note_key.hash(), key.sign(as_bytes(note.text))});
  return to_text(note);
}

// Of an operator who has the log's files, and makes all of them anew.
class ForgedAccess : public pyx::testing::MemoryAccess {
 public:
  ForgedAccess(const pyx::testing::MemoryVault& vault, std::vector<Bytes> leaves,
               const pyx::testing::TestKey& key)
      : MemoryAccess(vault),
        leaves_(std::move(leaves)),
        checkpoint_(head_over(leaves_, vault.books().vault, key)) {}
  Result<std::string> checkpoint() override { return checkpoint_; }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    const std::uint64_t end = std::min<std::uint64_t>(first + count, leaves_.size());
    return std::vector<Bytes>(leaves_.begin() + static_cast<std::ptrdiff_t>(first),
                              leaves_.begin() + static_cast<std::ptrdiff_t>(end));
  }

 private:
  std::vector<Bytes> leaves_;
  std::string checkpoint_;
};

class Verify : public ::testing::Test {
 protected:
  Verify() {
    const Uuid key = vault_.active_key("p-256");
    const Uuid act = vault_.proposed(KeyRetire{key});
    must(vault_.decide(act, "alice", policies::Choice::kRefuse));
    const std::uint64_t first = must(vault_.append(vault_.request("issuer", key, 3)));
    request_ = must(vault_.append(vault_.request("issuer", key)));
    must(vault_.append(SettleLeaf{{first}}));
    vault_.done(Thaw{{vault_.frozen(FreezeKey{key}, "carol")}, true});
    vault_.done(PolicyChange{
        vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")))});
  }
  // More than one tile.
  void grow() {
    const Uuid key = vault_.active_key("p-256");
    while (vault_.leaves().size() < 300) must(vault_.append(vault_.request("issuer", key)));
  }
  void export_vault() {
    pyx::testing::MemoryAccess access(vault_);
    must(export_log(access, folder_));
  }
  void export_forged(std::vector<Bytes> leaves, const pyx::testing::TestKey& key) {
    ForgedAccess access(vault_, std::move(leaves), key);
    must(export_log(access, folder_));
  }
  Result<VerifyReport> verify(const std::optional<std::string>& since = {}) const {
    return verify_export(folder_, vault_.books().vault, since);
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      if (entry.is_regular_file()) found.push_back(entry.path());
    return found;
  }

  pyx::testing::MemoryVault vault_;
  std::uint64_t request_ = 0;
  pyx::testing::TempFolder temp_;
  fs::path folder_ = temp_.path() / "export";
};

TEST_F(Verify, AnHonestExportVerifies) {
  export_vault();
  const auto report = verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->authenticated);
  EXPECT_EQ(report->vault, vault_.books().vault);
  EXPECT_EQ(report->size, vault_.leaves().size());
  EXPECT_THAT(report->facts, ::testing::Contains("which enforces every rule that keys need"));
}
TEST_F(Verify, ALogOfSeveralTilesVerifies) {
  grow();
  export_vault();
  EXPECT_THAT(verify(), IsOk());
}
TEST_F(Verify, WhatWasReservedAndNotSettledIsListed) {
  export_vault();
  EXPECT_THAT(must(verify()).unsettled,
              ElementsAre(HasSubstr("leaf " + std::to_string(request_) + ":")));
}
TEST_F(Verify, WithoutARootNothingIsAuthenticated) {
  export_vault();
  EXPECT_FALSE(must(verify_export(folder_, {}, {})).authenticated);
}
TEST_F(Verify, AnotherRootIsRefused) {
  export_vault();
  EXPECT_THAT(verify_export(folder_, sha256("another vault"), {}), RefusedBy("LOG-WHOLE"));
}
TEST_F(Verify, TheBooksOfAnHonestExportAreThoseOfTheVault) {
  export_vault();
  const Books books = must(verified_books(folder_, vault_.books().vault));
  EXPECT_EQ(books.vault, vault_.books().vault);
  EXPECT_EQ(books.policy.digest, vault_.books().policy.digest);
  ASSERT_EQ(books.keys.size(), vault_.books().keys.size());
  EXPECT_EQ(books.keys.front().id, vault_.books().keys.front().id);
  EXPECT_EQ(books.acts.size(), vault_.books().acts.size());
}
TEST_F(Verify, ThereAreNoBooksOfAnotherVaultOrOfAChangedLog) {
  export_vault();
  EXPECT_THAT(verified_books(folder_, sha256("another vault")), RefusedBy("LOG-WHOLE"));
  must(write_file(folder_ / "checkpoint", as_bytes("x"), Overwrite::kYes));
  EXPECT_FALSE(verified_books(folder_, {}).ok());
}
TEST_F(Verify, AnyFileWithAByteChangedIsRefused) {
  grow();
  export_vault();
  for (const fs::path& file : files()) {
    const Bytes right = must(read_file(file, std::size_t{8} << 20U));
    for (const std::size_t at : {std::size_t{0}, right.size() / 2, right.size() - 1}) {
      Bytes wrong = right;
      wrong[at] ^= 1;
      must(write_file(file, wrong, Overwrite::kYes));
      EXPECT_FALSE(verify().ok()) << file << " byte " << at;
    }
    must(write_file(file, right, Overwrite::kYes));
  }
  EXPECT_THAT(verify(), IsOk());
}
TEST_F(Verify, AnyFileMissingOrCutShortIsRefused) {
  grow();
  export_vault();
  for (const fs::path& file : files()) {
    const Bytes right = must(read_file(file, std::size_t{8} << 20U));
    fs::remove(file);
    EXPECT_FALSE(verify().ok()) << file << " is missing";
    for (const std::size_t size_bytes : {std::size_t{0}, right.size() / 2, right.size() - 1}) {
      must(write_file(file, ByteView(right).first(size_bytes), Overwrite::kYes));
      EXPECT_FALSE(verify().ok()) << file << " has " << size_bytes << " bytes";
    }
    must(write_file(file, right, Overwrite::kYes));
  }
  EXPECT_THAT(verify(), IsOk());
}
// The operator has every file and no log key.
TEST_F(Verify, ALeafDroppedFromARebuiltTreeIsNotSignedByTheLogKey) {
  std::vector<Bytes> leaves = vault_.leaves();
  leaves.pop_back();
  export_forged(leaves, pyx::testing::TestKey(KeyType::kEd25519));
  EXPECT_THAT(verify(), FailsSaying(Code::kRefused, "not signed by the log key"));
}
// The operator has the log key too: the register refuses what makes no sense.
TEST_F(Verify, SwappedLeavesAreRefused) {
  std::vector<Bytes> leaves = vault_.leaves();
  std::swap(leaves[1], leaves[2]);
  export_forged(leaves, vault_.log_key());
  EXPECT_FALSE(verify().ok());
}
TEST_F(Verify, AnActWithoutItsQuorumIsRefused) {
  const Uuid act = vault_.proposed(KeyGenerate{Uuid::v7(vault_.clock.now()), "p-256", "forged"});
  const std::uint64_t index = vault_.append_unchecked(vault_.intent(act));
  export_vault();
  EXPECT_THAT(verify(), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(verify(), FailsSaying(Code::kRefused, "leaf " + std::to_string(index)));
}
TEST_F(Verify, ARequestIdReservedTwiceIsRefused) {
  const Uuid key = vault_.active_key("p-256");
  const RequestLeaf request = vault_.request("issuer", key);
  vault_.append_unchecked(request);
  vault_.append_unchecked(request);
  export_vault();
  EXPECT_THAT(verify(), RefusedBy("SIGN-RETRY"));
}
TEST_F(Verify, ARequestThatItsKeyCouldNotMakeIsRefused) {
  vault_.append_unchecked(vault_.request("issuer", vault_.new_key("p-256")));
  export_vault();
  EXPECT_THAT(verify(), RefusedBy("KEY-STATE"));
}
TEST_F(Verify, ARequestSettledTwiceIsRefused) {
  vault_.append_unchecked(SettleLeaf{{request_}});
  vault_.append_unchecked(SettleLeaf{{request_}});
  export_vault();
  EXPECT_FALSE(verify().ok());
}
TEST_F(Verify, WhatIsNoRequestIsNotSettled) {
  vault_.append_unchecked(SettleLeaf{{1}});
  export_vault();
  EXPECT_FALSE(verify().ok());
}
TEST_F(Verify, AContinuationOfAnEarlierCheckpointVerifies) {
  const std::string earlier = vault_.checkpoint();
  vault_.active_key("p-256");
  export_vault();
  EXPECT_THAT(verify(earlier), IsOk());
  EXPECT_THAT(verify(vault_.checkpoint()), IsOk());
}
TEST_F(Verify, AForkIsNoContinuation) {
  std::vector<Bytes> other = vault_.leaves();
  other.back() = must(encode_leaf({vault_.clock.now(), SettleLeaf{{request_}}}));
  const std::string seen = head_over(other, vault_.books().vault, vault_.log_key());
  vault_.active_key("p-256");
  export_vault();
  EXPECT_THAT(verify(seen), FailsSaying(Code::kRefused, "no continuation"));
}
TEST_F(Verify, ALogThatWasRolledBackIsShorter) {
  export_vault();
  vault_.active_key("p-256");
  EXPECT_THAT(verify(vault_.checkpoint()), FailsSaying(Code::kRefused, "shorter"));
}
TEST_F(Verify, AnEarlierCheckpointByAnotherKeyIsRefused) {
  const pyx::testing::TestKey other(KeyType::kEd25519);
  const std::string forged = vault_.checkpoint(&other);
  vault_.active_key("p-256");
  export_vault();
  EXPECT_THAT(verify(forged), RefusedBy("LOG-WHOLE"));
}
TEST_F(Verify, AfterALogRotateTheSuccessorCounts) {
  const std::string earlier = vault_.checkpoint();
  const pyx::testing::TestKey old = vault_.log_key();
  vault_.done(LogRotate{Uuid::v7(vault_.clock.now())});
  export_vault();
  EXPECT_THAT(verify(earlier), IsOk());
  export_forged(vault_.leaves(), old);
  EXPECT_THAT(verify(), FailsSaying(Code::kRefused, "not signed by the log key"));
}
// LOG-WHOLE over the loss of a log key: what was witnessed before it still binds.
TEST_F(Verify, AfterAMoveToAnotherTokenTheLogKeyOfItsActCounts) {
  grow();
  const std::string before = vault_.checkpoint();
  const pyx::testing::TestKey lost = vault_.log_key();
  vault_.new_key("p-256");
  vault_.done(vault_.move_to("another"));
  export_vault();
  const auto report = verify(before);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->facts, ::testing::Contains(HasSubstr("moved from token 0123456789abcdef")));
  EXPECT_THAT(verify(vault_.checkpoint(&lost)), RefusedBy("LOG-WHOLE"));
}
TEST_F(Verify, AMoveThatGoesOnFromAnotherLogIsRefused) {
  grow();
  TokenReplace move = vault_.move_to("another");
  move.checkpoint.size = 257;
  move.checkpoint.root = vault_.root_at(257);
  vault_.done(move);
  export_vault();
  EXPECT_THAT(verify(), IsOk());
  fs::remove_all(folder_);
  move = vault_.move_to("a third");
  move.checkpoint.size = 257;  // with the root of another size
  vault_.done(move);
  export_vault();
  EXPECT_THAT(verify(), RefusedBy("LOG-WHOLE"));
}

TEST_F(Verify, AnEmptyFolderIsRefused) { EXPECT_FALSE(verify().ok()); }

}  // namespace verify_test
}  // namespace pyx::custody

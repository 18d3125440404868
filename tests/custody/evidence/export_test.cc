#include "custody/evidence/export.h"

#include <gmock/gmock.h>

#include <map>

#include "base/file.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/tiles.h"
#include "custody/evidence/verify.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace export_test {

namespace fs = std::filesystem;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::MemoryAccess;
using pyx::testing::MemoryVault;
using pyx::testing::must;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Key;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

// A vault that answers with what it is told to, and otherwise with the truth.
class OddAccess : public MemoryAccess {
 public:
  using MemoryAccess::MemoryAccess;
  Result<std::string> checkpoint() override { return note ? *note : MemoryAccess::checkpoint(); }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    PYX_ASSIGN(auto found, MemoryAccess::leaves(first, std::min(count, most)));
    if (changed > first && changed < first + found.size())
      found[changed - first] = found[changed - first - 1];
    read += found.size();
    return found;
  }
  Result<Bytes> blob(const Sha256& digest) override {
    return blobless ? error(Code::kStore, "the blobs are gone") : MemoryAccess::blob(digest);
  }
  std::optional<std::string> note;
  std::uint64_t most = UINT64_MAX;
  std::size_t changed = SIZE_MAX;
  bool blobless = false;
  std::size_t read = 0;
};

class Export : public ::testing::Test {
 protected:
  Result<std::uint64_t> export_to(const fs::path& folder) {
    OddAccess access(vault_);
    return export_log(access, folder);
  }
  // Every file by its name below the folder.
  std::map<std::string, Bytes> files() const {
    std::map<std::string, Bytes> found;
    if (!fs::exists(folder_)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file())
        found[fs::relative(entry, folder_)] = must(read_file(entry, kMostBytes));
    }
    return found;
  }
  void grow_to(std::size_t size) {
    const Uuid key = vault_.active_key("p-256");
    while (vault_.leaves().size() < size) must(vault_.append(vault_.request("issuer", key)));
  }
  Result<VerifyReport> verify(const std::optional<std::string>& since = {}) const {
    return verify_export(folder_, vault_.books().vault, since);
  }

  MemoryVault vault_;
  pyx::testing::TempFolder temp_;
  fs::path folder_ = temp_.path() / "new" / "export";
};

TEST_F(Export, HoldsCheckpointKeyTilesAndBlobsAndNothingElse) {
  EXPECT_EQ(must(export_to(folder_)), 1U);
  const auto found = files();
  const GenesisLeaf genesis = std::get<GenesisLeaf>(must(parse_leaf(vault_.leaves()[0])).body);
  const std::string envelope = "blobs/sha256/" + to_hex(genesis.envelope);
  const std::string policy = "blobs/sha256/" + to_hex(genesis.policy);
  ASSERT_THAT(found,
              UnorderedElementsAre(Key("checkpoint"), Key("log.vkey"), Key(envelope), Key(policy),
                                   Key("tile/entries/000.p/1"), Key("tile/0/000.p/1")));
  EXPECT_EQ(as_text(found.at("checkpoint")), vault_.checkpoint());
  const Sha256 hash = leaf_hash(vault_.leaves()[0]);
  EXPECT_EQ(found.at("tile/0/000.p/1"), Bytes(hash.begin(), hash.end()));
  EXPECT_EQ(sha256(found.at(envelope)), genesis.envelope);
  EXPECT_EQ(found.at(policy), vault_.books().policy_bytes);
}

TEST_F(Export, OfALogThatGrewIsBroughtUpToDateAndKeepsWhatWasThere) {
  grow_to(255);
  must(export_to(folder_));
  const auto before = files();
  const std::string since = vault_.checkpoint();
  vault_.done(
      PolicyChange{vault_.put_blob(to_bytes(pyx::testing::policy_text(vault_.people, "second")))});
  grow_to(300);
  EXPECT_EQ(must(export_to(folder_)), vault_.leaves().size());
  const auto after = files();
  for (const auto& [name, bytes] : before) {
    if (name != "checkpoint") {
      EXPECT_EQ(after.at(name), bytes) << name;
    }
  }
  EXPECT_NE(after.at("checkpoint"), before.at("checkpoint"));
  EXPECT_THAT(after, IsSupersetOf({Key("tile/0/000"), Key("tile/entries/000"),
                                   Key("tile/1/000.p/1"), Key("log.vkey")}));
  EXPECT_THAT(verify(since), IsOk());
}
TEST_F(Export, OfALogThatGrewReadsNoMoreThanIsNew) {
  for (const std::size_t size : {600U, 768U, 900U}) {
    grow_to(size);
    OddAccess access(vault_);
    must(export_log(access, folder_));
    if (size == 768) {
      EXPECT_EQ(access.read, vault_.leaves().size() - 512);
    }
  }
  EXPECT_THAT(verify(), IsOk());
}
// So many leaves that there are two levels of full tiles.
TEST_F(Export, OfAVeryLongLogIsTheSameInSeveralStepsAsInOne) {
  for (const std::size_t size : {65'500U, 65'800U, 66'400U}) {
    grow_to(size);
    must(export_to(folder_));
  }
  const auto in_steps = files();
  fs::remove_all(folder_);
  must(export_to(folder_));
  for (const auto& [name, bytes] : files()) EXPECT_EQ(in_steps.at(name), bytes) << name;
}
TEST_F(Export, OfAForkBehindFullBundlesLeavesTheFirstLogAlone) {
  grow_to(512);
  must(export_to(folder_));
  const auto before = files();
  grow_to(800);
  OddAccess forked(vault_);
  forked.changed = 400;
  EXPECT_THAT(export_log(forked, folder_), FailsSaying(Code::kConflict, "no continuation"));
  EXPECT_EQ(files(), before);
}
TEST_F(Export, ASecondTimeChangesNothing) {
  grow_to(20);
  must(export_to(folder_));
  const auto before = files();
  EXPECT_EQ(must(export_to(folder_)), vault_.leaves().size());
  EXPECT_EQ(files(), before);
}
TEST_F(Export, AfterALogRotateNamesTheNewKey) {
  must(export_to(folder_));
  const auto before = files();
  vault_.done(LogRotate{Uuid::v7(vault_.clock.now())});
  must(export_to(folder_));
  EXPECT_NE(files().at("log.vkey"), before.at("log.vkey"));
  EXPECT_THAT(verify(), IsOk());
}

TEST_F(Export, AFolderWithAnythingElseInItIsLeftAlone) {
  fs::create_directories(folder_);
  must(write_file(folder_ / "notes.txt", as_bytes("mine"), Overwrite::kNo));
  EXPECT_THAT(export_to(folder_), FailsSaying(Code::kConflict, "holds no export"));
  EXPECT_THAT(files(), UnorderedElementsAre(Key("notes.txt")));
}
TEST_F(Export, AFileInPlaceOfTheFolderIsLeftAlone) {
  const fs::path file = temp_.path() / "file";
  for (const std::string_view content : {"", "mine"}) {
    must(write_file(file, as_bytes(content), Overwrite::kYes));
    EXPECT_FALSE(export_to(file).ok());
    EXPECT_EQ(must(read_file(file)), to_bytes(content));
  }
}
TEST_F(Export, TheExportOfAnotherVaultIsLeftAlone) {
  grow_to(20);
  must(export_to(folder_));
  const auto before = files();
  MemoryVault other;
  OddAccess access(other);
  EXPECT_THAT(export_log(access, folder_), FailsSaying(Code::kConflict, "another vault"));
  EXPECT_EQ(files(), before);
}
// What was exported may be the only evidence against a restored database (trap 22).
TEST_F(Export, OfALogThatWasRolledBackLeavesTheLongerOneAlone) {
  const std::string old_checkpoint = vault_.checkpoint();
  grow_to(20);
  must(export_to(folder_));
  const auto before = files();
  OddAccess rolled_back(vault_);
  rolled_back.note = old_checkpoint;
  EXPECT_THAT(export_log(rolled_back, folder_), FailsSaying(Code::kConflict, "shorter"));
  EXPECT_EQ(files(), before);
}
TEST_F(Export, OfAForkLeavesTheFirstLogAlone) {
  grow_to(20);
  for (const std::size_t grown : {std::size_t{20}, std::size_t{30}, std::size_t{300}}) {
    fs::remove_all(folder_);
    must(export_to(folder_));
    const auto before = files();
    grow_to(grown);
    OddAccess forked(vault_);
    forked.changed = 5;
    EXPECT_THAT(export_log(forked, folder_), FailsSaying(Code::kConflict, "no continuation"))
        << grown;
    EXPECT_EQ(files(), before);
  }
}
TEST_F(Export, ATileThatWasChangedIsNotPaintedOver) {
  must(export_to(folder_));
  must(write_file(folder_ / "tile/entries/000.p/1", as_bytes("changed"), Overwrite::kYes));
  const auto before = files();
  EXPECT_THAT(export_to(folder_), FailsSaying(Code::kConflict, "tile/entries/000.p/1"));
  EXPECT_EQ(files(), before);
}
TEST_F(Export, ACheckpointThatCannotBeReadIsLeftAlone) {
  must(export_to(folder_));
  must(write_file(folder_ / "checkpoint", as_bytes("changed"), Overwrite::kYes));
  const auto before = files();
  EXPECT_THAT(export_to(folder_), FailsWith(Code::kBadInput));
  EXPECT_EQ(files(), before);
}

// A reader takes what has a checkpoint for whole.
TEST_F(Export, ThatFailsOnItsWayLeavesNoCheckpoint) {
  grow_to(20);
  OddAccess changed(vault_);
  changed.changed = 5;
  OddAccess cut_short(vault_);
  cut_short.most = 7;
  OddAccess blobless(vault_);
  blobless.blobless = true;
  for (OddAccess* const access : {&changed, &cut_short, &blobless}) {
    fs::remove_all(folder_);
    EXPECT_THAT(export_log(*access, folder_), FailsWith(Code::kStore));
    EXPECT_THAT(files(), Not(::testing::Contains(Key("checkpoint"))));
  }
}

}  // namespace export_test
}  // namespace pyx::custody

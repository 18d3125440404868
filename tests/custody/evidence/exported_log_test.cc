#include "custody/evidence/exported_log.h"

#include "base/file.h"
#include "custody/evidence/export.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace exported_log_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::must;

class AnExportedLog : public ::testing::Test {
 protected:
  AnExportedLog() {
    const Uuid key = vault_.active_key("p-256");
    while (vault_.leaves().size() < 600) must(vault_.append(vault_.request("issuer", key)));
    pyx::testing::MemoryAccess access(vault_);
    must(export_log(access, folder_));
  }
  ExportedLog open() const { return must(ExportedLog::open(folder_)); }

  pyx::testing::MemoryVault vault_;
  pyx::testing::TempFolder temp_;
  const std::filesystem::path folder_ = temp_.path() / "export";
};

TEST_F(AnExportedLog, SaysItsCheckpointAndGivesEveryLeaf) {
  const ExportedLog log = open();
  EXPECT_EQ(log.note(), vault_.checkpoint());
  EXPECT_EQ(log.checkpoint().size, vault_.leaves().size());
  std::vector<Bytes> all;
  while (all.size() < log.checkpoint().size) {
    for (Bytes& leaf : must(log.leaves_from(all.size()))) all.push_back(std::move(leaf));
  }
  EXPECT_EQ(all, vault_.leaves());
  EXPECT_EQ(must(log.leaves_from(258)).front(), vault_.leaves()[258]);
}
TEST_F(AnExportedLog, HasTheEdgeOfEachOfItsSizes) {
  const ExportedLog log = open();
  MerkleEdge edge;
  for (std::uint64_t size = 0; size <= vault_.leaves().size(); ++size) {
    if (size > 0) edge.append(leaf_hash(vault_.leaves()[size - 1]));
    if (size % 32 < 2) {
      EXPECT_EQ(must(log.edge_at(size)).root(), edge.root()) << size;
    }
  }
}
TEST_F(AnExportedLog, GivesABlobOnlyAsItsDigestSays) {
  const Sha256 policy = vault_.books().policy.digest;
  EXPECT_EQ(must(open().blob(policy)), vault_.books().policy_bytes);
  const auto file = folder_ / "blobs" / "sha256" / to_hex(policy);
  must(write_file(file, as_bytes("changed"), Overwrite::kYes));
  EXPECT_THAT(open().blob(policy), FailsSaying(Code::kBadInput, to_hex(policy)));
  EXPECT_THAT(open().blob(sha256("nothing")), FailsWith(Code::kNotFound));
}
TEST_F(AnExportedLog, WithoutACheckpointOrATileIsRefusedByName) {
  std::filesystem::remove(folder_ / "tile/entries/001");
  EXPECT_THAT(open().leaves_from(256), FailsSaying(Code::kNotFound, "tile/entries/001"));
  std::filesystem::remove(folder_ / "checkpoint");
  EXPECT_THAT(ExportedLog::open(folder_), FailsWith(Code::kNotFound));
}

}  // namespace exported_log_test
}  // namespace pyx::custody

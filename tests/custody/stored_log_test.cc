#include "custody/stored_log.h"

#include "custody/evidence/merkle.h"
#include "tests/custody/stored_vault.h"

namespace pyx::custody {
namespace stored_log_test {

using pyx::testing::FailsWith;
using pyx::testing::must;

class AStoredLog : public ::testing::Test {
 protected:
  AStoredLog() {
    const Uuid key = vault_.active_key("p-256");
    auto writer = must(vault_.log().write());
    for (int i = 0; i < 300; ++i) {
      const RequestLeaf leaf = vault_.memory.request("issuer", key);
      must(writer.stage_request(leaf, {leaf.client, leaf.key, leaf.request}));
    }
    must(writer.commit());
  }
  pyx::testing::StoredVault vault_;
};

TEST_F(AStoredLog, IsReadAsItWasWritten) {
  const StoredLog stored = must(read_stored_log(vault_.store()));
  const EvidenceLog::Head head = vault_.log().head();
  EXPECT_EQ(stored.edge.size(), head.size);
  EXPECT_EQ(stored.edge.root(), head.root);
  EXPECT_EQ(stored.the_register.books().keys.size(), 1U);
}
TEST_F(AStoredLog, HasTheRootOfEachOfItsSizes) {
  std::vector<Sha256> hashes;
  EXPECT_EQ(must(root_at(vault_.store(), 0)), empty_root());
  for (const Bytes& leaf : vault_.leaf_bytes()) {
    hashes.push_back(leaf_hash(leaf));
    const bool at_an_edge = hashes.size() % 64 < 2;
    if (at_an_edge) {
      EXPECT_EQ(must(root_at(vault_.store(), hashes.size())), merkle_root(hashes));
    }
  }
}
TEST_F(AStoredLog, KeepsTheHashesOfFullTilesOnly) {
  std::vector<TileHashRow> rows;
  for (unsigned height = 1; height < 20; ++height) keep_tile_hash(rows, height, 5, sha256("x"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].level, 1U);
  EXPECT_EQ(rows[1].level, 2U);
  EXPECT_EQ(rows[1].position, 5U);
}
TEST_F(AStoredLog, HasNoOperationWhereThereIsNone) {
  EXPECT_THAT(operation_in(vault_.store(), 0), FailsWith(Code::kNotFound));
  EXPECT_THAT(operation_in(vault_.store(), 10'000), FailsWith(Code::kNotFound));
}
TEST_F(AStoredLog, GivesABlobOnlyIfItIsThere) {
  const BlobReader blobs = blob_reader(vault_.store());
  const Sha256 policy = vault_.memory.books().policy.digest;
  EXPECT_EQ(sha256(must(blobs(policy))), policy);
  EXPECT_THAT(blobs(sha256("nothing")), FailsWith(Code::kNotFound));
}

}  // namespace stored_log_test
}  // namespace pyx::custody

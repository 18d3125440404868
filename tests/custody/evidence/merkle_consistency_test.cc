// Proofs that a tree goes on from an earlier one: each holds for its own sizes and roots alone.
#include <gmock/gmock.h>

#include "custody/evidence/merkle.h"
#include "tests/custody/evidence/merkle_trees.h"

namespace pyx::custody {
namespace merkle_consistency_test {

using pyx::testing::ct_leaf_hashes;
using pyx::testing::damaged;
using pyx::testing::digest;
using pyx::testing::kCtRoots;
using pyx::testing::kMostSize;
using pyx::testing::numbered_leaf_hashes;
using pyx::testing::Proof;
using pyx::testing::telling_sizes;

TEST(MerkleConsistency, EachPairOfSizesIsProvenAndNoDamagedProofHolds) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  for (std::uint64_t size = 1; size <= kMostSize; ++size) {
    const auto tree = std::span(hashes).first(size);
    const Sha256 root = merkle_root(tree);
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Sha256 old_root = merkle_root(tree.first(old));
      const Proof proof = consistency_proof(tree, old);
      ASSERT_TRUE(verify_consistency(old, old_root, size, root, proof)) << old << "/" << size;
      for (const Proof& bad : damaged(proof)) {
        ASSERT_FALSE(verify_consistency(old, old_root, size, root, bad)) << old << "/" << size;
      }
      Sha256 other = old_root;
      other[0] ^= 0x80;
      ASSERT_FALSE(verify_consistency(old, other, size, root, proof)) << old << "/" << size;
      other = root;
      other[31] ^= 0x01;
      ASSERT_FALSE(verify_consistency(old, old_root, size, other, proof)) << old << "/" << size;
    }
  }
}

TEST(MerkleConsistency, NoOtherOldSizeHolds) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  for (const std::uint64_t size : telling_sizes()) {
    const auto tree = std::span(hashes).first(size);
    const Sha256 root = merkle_root(tree);
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Sha256 old_root = merkle_root(tree.first(old));
      const Proof proof = consistency_proof(tree, old);
      for (std::uint64_t other = 0; other <= size + 1; ++other) {
        if (other == old) continue;
        ASSERT_FALSE(verify_consistency(other, old_root, size, root, proof))
            << old << " as " << other << " of " << size;
      }
    }
  }
}

TEST(MerkleConsistency, EachTreeBeginsWithTheEmptyTreeByAnEmptyProof) {
  const Sha256 root = digest(kCtRoots[8]);
  EXPECT_TRUE(verify_consistency(0, empty_root(), 8, root, {}));
  EXPECT_TRUE(verify_consistency(0, empty_root(), 0, empty_root(), {}));
  EXPECT_FALSE(verify_consistency(0, root, 8, root, {}));
  EXPECT_FALSE(verify_consistency(0, root, 0, root, {}));
  EXPECT_FALSE(verify_consistency(0, empty_root(), 8, root, Proof{root}));
}

TEST(MerkleConsistency, OfEqualSizesTheRootsMustBeEqual) {
  const Sha256 root = digest(kCtRoots[8]);
  EXPECT_TRUE(verify_consistency(8, root, 8, root, {}));
  EXPECT_FALSE(verify_consistency(8, root, 8, digest(kCtRoots[7]), {}));
  EXPECT_FALSE(verify_consistency(8, root, 8, root, Proof{root}));
}

TEST(MerkleConsistency, AShrunkenTreeFails) {
  const auto hashes = ct_leaf_hashes();
  const Proof proof = consistency_proof(hashes, 6);
  EXPECT_FALSE(verify_consistency(8, digest(kCtRoots[8]), 6, digest(kCtRoots[6]), proof));
  EXPECT_FALSE(verify_consistency(6, digest(kCtRoots[6]), 0, empty_root(), {}));
}

}  // namespace merkle_consistency_test
}  // namespace pyx::custody

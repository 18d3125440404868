// Proofs that a leaf is in a tree: each holds for its own leaf, place, size and root alone.
#include <gmock/gmock.h>

#include <bit>
#include <string>

#include "custody/evidence/merkle.h"
#include "tests/custody/evidence/merkle_trees.h"

namespace pyx::custody {
namespace merkle_inclusion_test {

using pyx::testing::damaged;
using pyx::testing::kMostSize;
using pyx::testing::numbered_leaf_hashes;
using pyx::testing::Proof;
using pyx::testing::telling_sizes;

TEST(MerkleInclusion, EachLeafOfEachSizeIsProvenAndNoDamagedProofHolds) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  for (std::uint64_t size = 1; size <= kMostSize; ++size) {
    const auto tree = std::span(hashes).first(size);
    const Sha256 root = merkle_root(tree);
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = inclusion_proof(tree, index);
      ASSERT_TRUE(verify_inclusion(tree[index], index, size, proof, root)) << index << "/" << size;
      for (const Proof& bad : damaged(proof)) {
        ASSERT_FALSE(verify_inclusion(tree[index], index, size, bad, root)) << index << "/" << size;
      }
      Sha256 other = root;
      other[index % kSha256Bytes] ^= 0x10;
      ASSERT_FALSE(verify_inclusion(tree[index], index, size, proof, other));
      other = tree[index];
      other[0] ^= 0x01;
      ASSERT_FALSE(verify_inclusion(other, index, size, proof, root));
    }
  }
}

TEST(MerkleInclusion, EachFlippedBitOfAProofFails) {
  const auto hashes = numbered_leaf_hashes(7);
  const Sha256 root = merkle_root(hashes);
  for (std::uint64_t index = 0; index < hashes.size(); ++index) {
    Proof proof = inclusion_proof(hashes, index);
    for (Sha256& hash : proof) {
      for (std::size_t bit = 0; bit < 8 * kSha256Bytes; ++bit) {
        hash[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(verify_inclusion(hashes[index], index, hashes.size(), proof, root));
        hash[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      }
    }
  }
}

TEST(MerkleInclusion, NoOtherIndexHolds) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  for (const std::uint64_t size : telling_sizes()) {
    const auto tree = std::span(hashes).first(size);
    const Sha256 root = merkle_root(tree);
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = inclusion_proof(tree, index);
      for (std::uint64_t other = 0; other <= size + 1; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(verify_inclusion(tree[index], other, size, proof, root))
            << index << " as " << other << " of " << size;
      }
    }
  }
}

// The side on which each hash of a proof stands, in proof order: what a proof says of index and
// size. By the recursive definition of PATH, not by the verifier's way up.
std::string inclusion_shape(std::uint64_t index, std::uint64_t size) {
  if (size <= 1) return "";
  const std::uint64_t k = std::bit_floor(size - 1);
  return index < k ? inclusion_shape(index, k) + 'R' : inclusion_shape(index - k, size - k) + 'L';
}

// RFC 9162's proof does not bind the size; the checkpoint does. So another size holds exactly when
// the path has the same shape in it, never otherwise.
TEST(MerkleInclusion, AnotherSizeFailsUnlessThePathHasTheSameShapeInIt) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  for (const std::uint64_t size : telling_sizes()) {
    const auto tree = std::span(hashes).first(size);
    const Sha256 root = merkle_root(tree);
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = inclusion_proof(tree, index);
      for (std::uint64_t other = 0; other <= kMostSize; ++other) {
        const bool same =
            index < other && inclusion_shape(index, other) == inclusion_shape(index, size);
        ASSERT_EQ(verify_inclusion(tree[index], index, other, proof, root), same)
            << index << " of " << size << " in " << other;
      }
    }
  }
}

TEST(MerkleInclusion, NothingIsInTheEmptyTree) {
  EXPECT_FALSE(verify_inclusion(Sha256{}, 0, 0, {}, empty_root()));
  EXPECT_FALSE(verify_inclusion(empty_root(), 0, 0, {}, empty_root()));
}

TEST(MerkleInclusion, AProofForTheLargestSizesEndsInTime) {
  const std::vector<Sha256> proof(70);
  EXPECT_FALSE(verify_inclusion(Sha256{}, 0, ~std::uint64_t{0}, proof, Sha256{}));
  EXPECT_FALSE(verify_inclusion(Sha256{}, ~std::uint64_t{0} - 1, ~std::uint64_t{0}, proof, {}));
  EXPECT_EQ(inclusion_ranges(0, ~std::uint64_t{0}).size(), 64U);
  EXPECT_FALSE(verify_consistency(1, {}, ~std::uint64_t{0}, {}, proof));
}

}  // namespace merkle_inclusion_test
}  // namespace pyx::custody

#include "custody/evidence/merkle.h"

#include <gmock/gmock.h>

#include <bit>
#include <cstdio>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace {

using testing::FailsWith;
using testing::IsOk;
using ::testing::StartsWith;

constexpr std::uint64_t kMostSize = 130;

// The reference tree of Certificate Transparency (google/certificate-transparency and
// transparency-dev/merkle, testonly/constants.go): leaves, and the root of each size.
constexpr std::array<std::string_view, 8> kCtLeaves = {"",
                                                       "00",
                                                       "10",
                                                       "2021",
                                                       "3031",
                                                       "40414243",
                                                       "5051525354555657",
                                                       "606162636465666768696a6b6c6d6e6f"};
constexpr std::array<std::string_view, 9> kCtRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Sha256 digest(std::string_view hex) { return sha256_from_hex(hex).value(); }

std::vector<Sha256> digests(std::initializer_list<std::string_view> hex) {
  std::vector<Sha256> all;
  for (const std::string_view one : hex) all.push_back(digest(one));
  return all;
}

std::vector<Sha256> ct_leaf_hashes() {
  std::vector<Sha256> hashes;
  for (const std::string_view leaf : kCtLeaves) hashes.push_back(leaf_hash(*from_hex(leaf)));
  return hashes;
}

std::vector<Sha256> numbered_leaf_hashes(std::size_t size) {
  std::vector<Sha256> hashes;
  for (std::size_t i = 0; i < size; ++i) {
    hashes.push_back(leaf_hash(as_bytes("leaf " + std::to_string(i))));
  }
  return hashes;
}

using Proof = std::vector<Sha256>;

// Small sizes and those around powers of two, for what would take too long for every size.
std::vector<std::uint64_t> telling_sizes() {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = 1; size <= kMostSize; ++size) {
    if (size <= 40 || (size >= 63 && size <= 66) || size >= 127) sizes.push_back(size);
  }
  return sizes;
}

// Every proof that differs from `proof` in one bit of each hash, in its length or in its order.
std::vector<Proof> damaged(const Proof& proof) {
  std::vector<Proof> all;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    all.push_back(proof);
    all.back()[i][i % kSha256Bytes] ^= static_cast<std::uint8_t>(1U << (i % 8));
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<std::ptrdiff_t>(i));
    if (i > 0) {
      all.push_back(proof);
      std::swap(all.back()[i - 1], all.back()[i]);
    }
  }
  for (const Sha256& more : {Sha256{}, proof.empty() ? empty_root() : proof.back()}) {
    all.push_back(proof);
    all.back().push_back(more);
    all.push_back(proof);
    all.back().insert(all.back().begin(), more);
  }
  return all;
}

TEST(MerkleTree, RootsOfTheCertificateTransparencyReferenceTreeAreKnown) {
  const auto hashes = ct_leaf_hashes();
  EXPECT_EQ(to_hex(empty_root()), kCtRoots[0]);
  EXPECT_EQ(to_hex(MerkleEdge().root()), kCtRoots[0]);
  MerkleEdge edge;
  for (std::size_t size = 0; size <= hashes.size(); ++size) {
    EXPECT_EQ(to_hex(merkle_root(std::span(hashes).first(size))), kCtRoots[size]);
    EXPECT_EQ(to_hex(edge.root()), kCtRoots[size]);
    if (size < hashes.size()) edge.append(hashes[size]);
  }
}

// transparency-dev/merkle, proof/verify_test.go.
TEST(MerkleTree, InclusionProofsOfTheReferenceTreeAreKnown) {
  const auto hashes = ct_leaf_hashes();
  const auto all = std::span(hashes);
  EXPECT_TRUE(inclusion_proof(all.first(1), 0).empty());
  EXPECT_EQ(inclusion_proof(all, 0),
            digests({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                     "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(inclusion_proof(all, 5),
            digests({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                     "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(inclusion_proof(all.first(3), 2), digests({kCtRoots[2]}));
}

TEST(MerkleTree, ConsistencyProofsOfTheReferenceTreeAreKnown) {
  const auto hashes = ct_leaf_hashes();
  const auto all = std::span(hashes);
  EXPECT_TRUE(consistency_proof(all.first(1), 1).empty());
  EXPECT_EQ(consistency_proof(all, 1), inclusion_proof(all, 0));
  EXPECT_EQ(consistency_proof(all, 2),
            digests({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(consistency_proof(all, 6),
            digests({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                     "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(consistency_proof(all.first(5), 2),
            digests({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                     "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

std::string run_reference(std::size_t most_size) {
  const std::string command = "python3 '" PYX_SOURCE_DIR
                              "/tests/custody/evidence/merkle_reference.py' " +
                              std::to_string(most_size);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string output;
  std::array<char, 4096> chunk;
  while (pipe) {
    const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe.get());
    if (got == 0) break;
    output.append(chunk.data(), got);
  }
  return output;
}

std::string digest_of(const std::vector<Proof>& proofs) {
  Bytes joined;
  for (const Proof& proof : proofs) {
    joined.push_back(static_cast<std::uint8_t>(proof.size()));
    for (const Sha256& hash : proof) append(joined, hash);
  }
  return to_hex(sha256(joined));
}

TEST(MerkleTree, RootsAndProofsOfAllSizesAgreeWithASecondImplementation) {
  constexpr std::size_t kMost = 300;
  const auto hashes = numbered_leaf_hashes(kMost);
  std::istringstream reference(run_reference(kMost));
  std::size_t lines = 0;
  for (std::string line; std::getline(reference, line); ++lines) {
    const auto tree = std::span(hashes).first(lines);
    if (lines > 80 && lines % 64 > 2) {  // of these the root only
      EXPECT_THAT(line, StartsWith(std::to_string(lines) + ' ' + to_hex(merkle_root(tree)) + ' '));
      continue;
    }
    std::vector<Proof> inclusion;
    std::vector<Proof> consistency;
    for (std::size_t i = 0; i < tree.size(); ++i) {
      inclusion.push_back(inclusion_proof(tree, i));
      consistency.push_back(consistency_proof(tree, i + 1));
    }
    EXPECT_EQ(line, std::to_string(lines) + ' ' + to_hex(merkle_root(tree)) + ' ' +
                        digest_of(inclusion) + ' ' + digest_of(consistency));
  }
  EXPECT_EQ(lines, kMost + 1) << "python3 is needed for this test";
}

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

TEST(MerkleProofs, OutsideTheTreeThereIsNone) {
  const auto hashes = ct_leaf_hashes();
  EXPECT_TRUE(inclusion_proof(hashes, 8).empty());
  EXPECT_TRUE(inclusion_proof({}, 0).empty());
  EXPECT_TRUE(consistency_proof(hashes, 0).empty());
  EXPECT_TRUE(consistency_proof(hashes, 9).empty());
  EXPECT_TRUE(consistency_proof({}, 0).empty());
}

TEST(MerkleEdge, RestoredAtEachSizeItGoesOnAsIfItHadNeverStopped) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  MerkleEdge edge;
  for (std::uint64_t size = 0; size < kMostSize; ++size) {
    auto restored = MerkleEdge::restore(edge.size(), edge.hashes());
    ASSERT_THAT(restored, IsOk());
    EXPECT_EQ(restored->root(), edge.root());
    edge.append(hashes[size]);
    restored->append(hashes[size]);
    EXPECT_EQ(restored->size(), edge.size());
    EXPECT_EQ(restored->hashes(), edge.hashes());
    EXPECT_EQ(restored->root(), merkle_root(std::span(hashes).first(size + 1)));
  }
}

TEST(MerkleEdge, RestoreWithOneHashTooFewOrTooManyFails) {
  EXPECT_THAT(MerkleEdge::restore(7, std::vector<Sha256>(2)), FailsWith(Code::kBadInput));
  EXPECT_THAT(MerkleEdge::restore(7, std::vector<Sha256>(4)), FailsWith(Code::kBadInput));
  EXPECT_THAT(MerkleEdge::restore(7, std::vector<Sha256>(3)), IsOk());
  EXPECT_THAT(MerkleEdge::restore(0, std::vector<Sha256>(1)), FailsWith(Code::kBadInput));
  EXPECT_THAT(MerkleEdge::restore(0, {}), IsOk());
}

TEST(MerkleEdge, AppendTellsEachCompleteSubtreeOnceWithItsRoot) {
  const auto hashes = numbered_leaf_hashes(kMostSize);
  std::map<std::pair<unsigned, std::uint64_t>, Sha256> nodes;
  MerkleEdge edge;
  for (const Sha256& hash : hashes) {
    edge.append(hash, [&](unsigned height, std::uint64_t position, const Sha256& root) {
      EXPECT_TRUE(nodes.emplace(std::pair(height, position), root).second);
    });
  }
  std::size_t wanted = 0;
  for (unsigned height = 1; (kMostSize >> height) > 0; ++height) wanted += kMostSize >> height;
  EXPECT_EQ(nodes.size(), wanted);
  for (const auto& [at, root] : nodes) {
    const auto [height, position] = at;
    EXPECT_EQ(root, merkle_root(std::span(hashes).subspan(position << height, 1ULL << height)));
  }
}

TEST(MerkleEdge, WhenTheListenerThrowsNothingIsAppended) {
  const auto hashes = numbered_leaf_hashes(4);
  MerkleEdge edge;
  for (std::size_t i = 0; i < 3; ++i) edge.append(hashes[i]);
  const Sha256 before = edge.root();
  const auto fail_high = [](unsigned height, std::uint64_t, const Sha256&) {
    if (height == 2) throw std::runtime_error("disk full");
  };
  EXPECT_THROW(edge.append(hashes[3], fail_high), std::runtime_error);
  EXPECT_EQ(edge.size(), 3U);
  EXPECT_EQ(edge.root(), before);
  edge.append(hashes[3]);
  EXPECT_EQ(edge.root(), merkle_root(hashes));
}

TEST(MerkleEdge, AppendAllocatesOnlyAtTheFirstCall) {
  MerkleEdge edge;
  edge.append(Sha256{});
  const Sha256* const where = edge.hashes().data();
  for (int i = 0; i < 1000; ++i) edge.append(Sha256{});
  EXPECT_EQ(edge.hashes().data(), where);
}

TEST(LeafHash, IsTheSameHoweverLongTheLeafIs) {
  for (const std::size_t size : {0U, 1U, 2047U, 2048U, 2049U, 16384U}) {
    const Bytes leaf(size, 0x5a);
    Bytes prefixed = {0x00};
    append(prefixed, leaf);
    EXPECT_EQ(leaf_hash(leaf), sha256(prefixed)) << size;
  }
}

}  // namespace
}  // namespace pyx::custody

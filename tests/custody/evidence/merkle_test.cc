#include "custody/evidence/merkle.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include "tests/custody/evidence/merkle_trees.h"

namespace pyx::custody {
namespace merkle_test {

using pyx::testing::ct_leaf_hashes;
using pyx::testing::digests;
using pyx::testing::kCtRoots;
using pyx::testing::numbered_leaf_hashes;
using pyx::testing::Proof;
using ::testing::StartsWith;

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

TEST(MerkleProofs, OutsideTheTreeThereIsNone) {
  const auto hashes = ct_leaf_hashes();
  EXPECT_TRUE(inclusion_proof(hashes, 8).empty());
  EXPECT_TRUE(inclusion_proof({}, 0).empty());
  EXPECT_TRUE(consistency_proof(hashes, 0).empty());
  EXPECT_TRUE(consistency_proof(hashes, 9).empty());
  EXPECT_TRUE(consistency_proof({}, 0).empty());
}

TEST(LeafHash, IsTheSameHoweverLongTheLeafIs) {
  for (const std::size_t size : {0U, 1U, 2047U, 2048U, 2049U, 16384U}) {
    const Bytes leaf(size, 0x5a);
    Bytes prefixed = {0x00};
    append(prefixed, leaf);
    EXPECT_EQ(leaf_hash(leaf), sha256(prefixed)) << size;
  }
}

}  // namespace merkle_test
}  // namespace pyx::custody

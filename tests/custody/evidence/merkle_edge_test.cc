// The right edge of a tree, to which leaves are appended.
#include <gmock/gmock.h>

#include <map>
#include <stdexcept>
#include <utility>

#include "custody/evidence/merkle.h"
#include "tests/custody/evidence/merkle_trees.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace merkle_edge_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::kMostSize;
using pyx::testing::numbered_leaf_hashes;

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

}  // namespace merkle_edge_test
}  // namespace pyx::custody

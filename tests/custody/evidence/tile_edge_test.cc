#include "custody/evidence/tile_edge.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/matchers.h"

namespace pyx::custody {
namespace tile_edge_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

// A tree that grows leaf by leaf, and the entries of its tiles as a store keeps them.
class Growing {
 public:
  void grow_to(std::uint64_t size) {
    while (edge_.size() < size) {
      const Sha256 hash = leaf_hash(as_bytes("leaf " + std::to_string(edge_.size())));
      levels_[0].push_back(hash);
      edge_.append(hash, [this](unsigned height, std::uint64_t, const Sha256& root) {
        if (height % kTileHeight == 0) levels_[height / kTileHeight].push_back(root);
      });
    }
  }
  TileEntries reader() {
    return [this](unsigned level, std::uint64_t first,
                  std::uint64_t count) -> Result<std::vector<Sha256>> {
      asked_ += count;
      const auto& all = levels_[level];
      std::vector<Sha256> part;
      for (std::uint64_t i = first; i < first + count && i < all.size(); ++i)
        part.push_back(all[i]);
      return part;
    };
  }
  Sha256& entry(unsigned level, std::size_t at) { return levels_[level].at(at); }
  void drop_last(unsigned level) { levels_[level].pop_back(); }
  const MerkleEdge& edge() const { return edge_; }
  std::uint64_t asked() const { return asked_; }

 private:
  MerkleEdge edge_;
  std::map<unsigned, std::vector<Sha256>> levels_;
  std::uint64_t asked_ = 0;
};

// LOG-WHOLE
TEST(EdgeOfTiles, IsThatOfTheGrowingTreeAtEverySize) {
  Growing tree;
  for (std::uint64_t size = 0; size <= 1100; ++size) {
    tree.grow_to(size);
    const auto edge = edge_of_tiles(size, tree.reader());
    ASSERT_THAT(edge, IsOk()) << size;
    ASSERT_EQ(edge->hashes(), tree.edge().hashes()) << size;
    ASSERT_EQ(edge->size(), size);
  }
}
TEST(EdgeOfTiles, OfALargeTreeAsksForFewEntriesOfEachLevel) {
  Growing tree;
  const std::uint64_t size = 256 * 256 + 3 * 256 + 255;
  tree.grow_to(size);
  const auto edge = edge_of_tiles(size, tree.reader());
  ASSERT_THAT(edge, IsOk());
  EXPECT_EQ(edge->root(), tree.edge().root());
  EXPECT_EQ(tree.asked(), 1U + 3U + 255U);
}
TEST(EdgeOfTiles, ShowsAChangedEntryOfAnyLevel) {
  for (const unsigned level : {0U, 1U, 2U}) {
    Growing tree;
    tree.grow_to(256 * 256 + 256 + 1);
    tree.entry(level, level == 0 ? 256 * 256 + 256 : level == 1 ? 256 : 0)[7] ^= 1U;
    const auto edge = edge_of_tiles(tree.edge().size(), tree.reader());
    ASSERT_THAT(edge, IsOk());
    EXPECT_NE(edge->hashes(), tree.edge().hashes()) << "level " << level;
  }
}
TEST(EdgeOfTiles, OfALevelThatIsTooShortNamesIt) {
  Growing tree;
  tree.grow_to(600);
  tree.drop_last(1);
  const auto edge = edge_of_tiles(600, tree.reader());
  EXPECT_THAT(edge, FailsSaying(Code::kStore, "level 1 of its tiles has 1 of 2 entries from 0 on"));
}
TEST(EdgeOfTiles, OfASizeThatCannotBeTrueIsRefusedAtItsTopLevel) {
  Growing tree;
  tree.grow_to(3);
  EXPECT_THAT(edge_of_tiles(~std::uint64_t{0}, tree.reader()),
              FailsSaying(Code::kStore, "level 7 of its tiles"));
}
TEST(EdgeOfTiles, HandsOnWhatItsReaderRefused) {
  const auto failing = [](unsigned, std::uint64_t, std::uint64_t) -> Result<std::vector<Sha256>> {
    return error(Code::kRetry, "not now");
  };
  EXPECT_THAT(edge_of_tiles(1, failing), FailsWith(Code::kRetry));
  EXPECT_THAT(edge_of_tiles(0, failing), IsOk());  // asks for nothing
}

}  // namespace tile_edge_test
}  // namespace pyx::custody

#include "custody/evidence/tiles.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <stdexcept>

#include "tests/matchers.h"

namespace pyx::custody {
namespace tiles_test {

using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

TileName tile(unsigned level, std::uint64_t index, std::uint64_t width = kTileWidth) {
  return {level, false, index, width};
}
TileName bundle(std::uint64_t index, std::uint64_t width = kTileWidth) {
  return {0, true, index, width};
}

TEST(TilePath, IndexesAreThreeDigitElementsAsInTheStandard) {
  EXPECT_EQ(tile_path(tile(0, 1234067)), "tile/0/x001/x234/067");  // C2SP tlog-tiles
  EXPECT_EQ(tile_path(tile(0, 0)), "tile/0/000");
  EXPECT_EQ(tile_path(tile(3, 999)), "tile/3/999");
  EXPECT_EQ(tile_path(tile(1, 1000)), "tile/1/x001/000");
  EXPECT_EQ(tile_path(tile(0, 1234, 17)), "tile/0/x001/234.p/17");
  EXPECT_EQ(tile_path(bundle(5)), "tile/entries/005");
  EXPECT_EQ(tile_path(bundle(1000000, 255)), "tile/entries/x001/x000/000.p/255");
}

TEST(TilePath, WhatIsWrittenIsReadBack) {
  for (const std::uint64_t index : {0ULL, 1ULL, 999ULL, 1000ULL, 1234067ULL, 281474976710655ULL}) {
    for (const std::uint64_t width : {1ULL, 9ULL, 255ULL, 256ULL}) {
      for (const TileName& name : {tile(0, index, width), tile(1, index, width),
                                   bundle(index, width), tile(7, 0, width)}) {
        const auto read = parse_tile_path(tile_path(name));
        ASSERT_THAT(read, IsOk()) << tile_path(name);
        EXPECT_EQ(*read, name) << tile_path(name);
      }
    }
  }
}

TEST(TilePath, AnotherSpellingIsRefused) {
  for (const std::string_view path : {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "tile/0/0",
                                      "tile/0/00",
                                      "tile/0/0000",
                                      "tile/00/000",
                                      "tile/8/000",
                                      "tile/-1/000",
                                      "tile/+1/000",
                                      "tile/0/x000/000",
                                      "tile/0/x001",
                                      "tile/0/001/000",
                                      "tile/0/x001/x000",
                                      "tile/0/x1/000",
                                      "tile/0/abc",
                                      "tile/0/-01",
                                      "tile/0/+01",
                                      "tile/0/ 01",
                                      "tile/0/000/",
                                      "tile/0/000.p",
                                      "tile/0/000.p/",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/-1",
                                      "tile/0/000.p/1/",
                                      "tile/0/000.p/1 ",
                                      "tile/0/000.p/99999999999999999999",
                                      "tile/entries",
                                      "tile/entries/",
                                      "tile/entries/0/000",
                                      "tile/entrie/000",
                                      "Tile/0/000",
                                      "/tile/0/000",
                                      "tile//000",
                                      "tile/0//000",
                                      "tile/0/../000",
                                      "tile/0/%30%30%30",
                                      "tile/0/x018/x446/x744/x073/x709/x551/616",
                                      "tile/0/x999/x999/x999/x999/x999/x999/999",
                                      "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
                                      "tile/7/001",
                                      "tile/6/256",
                                      "tile/entries/x072/x057/x594/x037/x927/936"}) {
    EXPECT_THAT(parse_tile_path(path), FailsSaying(Code::kBadInput, "not the path of a tile"))
        << path;
  }
  EXPECT_THAT(parse_tile_path(std::string_view("tile/0/000\0", 11)), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_tile_path("tile/entries/x072/x057/x594/x037/x927/935"), IsOk());
  EXPECT_THAT(parse_tile_path("tile/6/255"), IsOk());
}

// C2SP tlog-tiles, partial tiles: the example of a tree of size 70,000.
TEST(TilesOf, ATreeOf70000HasTheTilesOfTheStandardsExample) {
  std::map<unsigned, std::size_t> full;
  std::vector<TileName> partial;
  for (const TileName& name : tiles_of(70000)) {
    if (name.entries) continue;
    if (name.width == kTileWidth) {
      ++full[name.level];
    } else {
      partial.push_back(name);
    }
  }
  EXPECT_EQ(full, (std::map<unsigned, std::size_t>{{0, 273}, {1, 1}}));
  EXPECT_THAT(partial, ElementsAre(tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)));
}

TEST(TilesOf, ATreeOf256HasAFullTileAndAPartialOneOfWidth1) {
  EXPECT_THAT(tiles_of(256), ElementsAre(bundle(0), tile(0, 0), tile(1, 0, 1)));
}

TEST(TilesOf, SmallTreesHaveWhatTheyNeed) {
  EXPECT_TRUE(tiles_of(0).empty());
  EXPECT_THAT(tiles_of(1), ElementsAre(bundle(0, 1), tile(0, 0, 1)));
  EXPECT_THAT(tiles_of(255), ElementsAre(bundle(0, 255), tile(0, 0, 255)));
  EXPECT_THAT(tiles_of(257),
              ElementsAre(bundle(0), bundle(1, 1), tile(0, 0), tile(0, 1, 1), tile(1, 0, 1)));
}

TEST(TilesOf, EachTileIsNamedOnceAndItsPathIsReadBack) {
  std::set<std::string> paths;
  for (const TileName& name : tiles_of(70000)) {
    const auto read = parse_tile_path(tile_path(name));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, name);
    EXPECT_TRUE(paths.insert(tile_path(name)).second);
    EXPECT_EQ(tile_width(70000, name.level, name.index), name.width);
  }
}

TEST(TileWidth, OutsideTheTreeItIsZero) {
  EXPECT_EQ(tile_width(0, 0, 0), 0U);
  EXPECT_EQ(tile_width(256, 0, 1), 0U);
  EXPECT_EQ(tile_width(257, 0, 1), 1U);
  EXPECT_EQ(tile_width(257, 0, ~std::uint64_t{0}), 0U);
  EXPECT_EQ(tile_width(255, 1, 0), 0U);
  EXPECT_EQ(tile_width(~std::uint64_t{0}, 7, 0), 255U);
  EXPECT_EQ(tile_width(~std::uint64_t{0}, 8, 0), 0U);
}

// Trap 28: a size from outside costs nothing before the first tile is found missing.
TEST(ForEachTile, StopsAtTheFirstErrorHoweverLargeTheTreeClaimsToBe) {
  std::size_t asked = 0;
  const auto result = for_each_tile(~std::uint64_t{0}, [&asked](const TileName&) -> Result<void> {
    if (++asked < 3) return {};
    return error(Code::kNotFound, "no such tile");
  });
  EXPECT_THAT(result, FailsWith(Code::kNotFound));
  EXPECT_EQ(asked, 3U);
}

TEST(Entries, EachLeafStandsBehindItsLengthInTwoBytes) {
  const std::vector<Bytes> leaves = {to_bytes("ab"), {}, Bytes(300, 'x')};
  const Bytes encoded = encode_entries(leaves);
  Bytes wanted = {0x00, 0x02, 'a', 'b', 0x00, 0x00, 0x01, 0x2c};
  append(wanted, Bytes(300, 'x'));
  EXPECT_EQ(encoded, wanted);
  const auto read = parse_entries(encoded);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, leaves);
}

TEST(Entries, ABundleCutAnywhereButBetweenLeavesIsRefused) {
  const std::vector<Bytes> leaves = {to_bytes("abc"), to_bytes("d")};
  const Bytes encoded = encode_entries(leaves);
  for (std::size_t size = 0; size < encoded.size(); ++size) {
    const auto read = parse_entries(ByteView(encoded).first(size));
    if (size == 5) {
      EXPECT_THAT(read, IsOk());
    } else {
      EXPECT_THAT(read, FailsWith(Code::kBadInput)) << size;
    }
  }
}

TEST(Entries, TheLargestLeafIsReadAndOneByteMoreIsRefused) {
  const std::vector<Bytes> largest = {Bytes(kLeafMostBytes, 'x')};
  EXPECT_THAT(parse_entries(encode_entries(largest)), IsOk());
  Bytes more = {0x40, 0x01};
  append(more, Bytes(kLeafMostBytes + 1, 'x'));
  EXPECT_THAT(parse_entries(more), FailsSaying(Code::kBadInput, "too large"));
  const std::vector<Bytes> too_large = {Bytes(kLeafMostBytes + 1, 'x')};
  EXPECT_THROW(encode_entries(too_large), std::length_error);
}

TEST(Entries, ABundleHolds256LeavesAndNotOneMore) {
  EXPECT_THAT(parse_entries(Bytes(512, 0)), IsOk());
  EXPECT_THAT(parse_entries(Bytes(514, 0)), FailsSaying(Code::kBadInput, "256 leaves"));
  EXPECT_THROW(encode_entries(std::vector<Bytes>(257)), std::length_error);
}

TEST(HashTile, IsOneTo256Hashes) {
  Bytes bytes(64, 0x01);
  bytes[63] = 0x02;
  const auto hashes = parse_hash_tile(bytes);
  ASSERT_THAT(hashes, IsOk());
  ASSERT_EQ(hashes->size(), 2U);
  EXPECT_EQ((*hashes)[1][31], 0x02);
  EXPECT_THAT(parse_hash_tile(Bytes(256 * 32)), IsOk());
  for (const std::size_t size : {0U, 1U, 31U, 33U, 63U, 257U * 32U}) {
    EXPECT_THAT(parse_hash_tile(Bytes(size)), FailsWith(Code::kBadInput)) << size;
  }
}

}  // namespace tiles_test
}  // namespace pyx::custody

#include "custody/evidence/tile_proof.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "base/hex.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace tile_proof_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

// A log as files: exactly the tiles of tiles_of(size), made by the definition of tlog-tiles,
// MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l]).
class Files {
 public:
  explicit Files(std::uint64_t size) {
    for (std::uint64_t i = 0; i < size; ++i) {
      leaves_.push_back(to_bytes("leaf " + std::to_string(i)));
      hashes_.push_back(leaf_hash(leaves_.back()));
    }
    for (const TileName& name : tiles_of(size)) add(name);
  }

  Checkpoint checkpoint() const { return checkpoint_of(leaves_.size()); }
  Checkpoint checkpoint_of(std::uint64_t size) const {
    return {"example.com/log", size, merkle_root(std::span(hashes_).first(size))};
  }
  const Bytes& leaf(std::uint64_t index) const { return leaves_[index]; }
  Bytes& file(const std::string& path) { return files_.at(path); }
  const std::map<std::string, Bytes>& files() const { return files_; }
  void add(const TileName& name) { files_[tile_path(name)] = make(name); }
  void remove(const std::string& path) { files_.erase(path); }
  const std::set<std::string>& asked() const { return asked_; }
  std::size_t reads() const { return reads_; }

  TileReader reader() {
    return [this](const TileName& name) -> Result<Bytes> {
      ++reads_;
      asked_.insert(tile_path(name));
      const auto found = files_.find(tile_path(name));
      if (found == files_.end()) return error(Code::kNotFound, "no file " + tile_path(name));
      return found->second;
    };
  }

 private:
  Bytes make(const TileName& name) const {
    const std::uint64_t first = name.index * kTileWidth;
    if (name.entries) return encode_entries(std::span(leaves_).subspan(first, name.width));
    const std::uint64_t step = std::uint64_t{1} << (kTileHeight * name.level);
    Bytes tile;
    for (std::uint64_t i = first; i < first + name.width; ++i) {
      append(tile, merkle_root(std::span(hashes_).subspan(i * step, step)));
    }
    return tile;
  }

  std::vector<Bytes> leaves_;
  std::vector<Sha256> hashes_;
  std::map<std::string, Bytes> files_;
  std::set<std::string> asked_;
  std::size_t reads_ = 0;
};

TEST(ReadProvenLeaf, EachLeafOfSmallLogsIsReadFromExactlyTheirTiles) {
  for (std::uint64_t size = 1; size <= 20; ++size) {
    Files log(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto leaf = read_proven_leaf(log.checkpoint(), index, log.reader());
      ASSERT_THAT(leaf, IsOk()) << index << "/" << size;
      EXPECT_EQ(*leaf, log.leaf(index));
    }
    for (const std::string& path : log.asked()) EXPECT_TRUE(log.files().contains(path)) << path;
  }
}

TEST(ReadProvenLeaf, LeavesAroundTheEdgesOfTilesAreRead) {
  for (const std::uint64_t size : {255U, 256U, 257U, 511U, 512U, 513U, 700U, 1000U}) {
    Files log(size);
    for (const std::uint64_t index :
         {0U, 1U, 127U, 128U, 254U, 255U, 256U, 257U, 511U, 512U, 699U, 999U}) {
      const auto leaf = read_proven_leaf(log.checkpoint(), index, log.reader());
      if (index >= size) {
        EXPECT_THAT(leaf, FailsSaying(Code::kBadInput, "is not in a log of size"));
        continue;
      }
      ASSERT_THAT(leaf, IsOk()) << index << "/" << size;
      EXPECT_EQ(*leaf, log.leaf(index));
    }
    for (const std::string& path : log.asked()) EXPECT_TRUE(log.files().contains(path)) << path;
  }
}

TEST(ReadProvenLeaf, ThreeLevelsOfTilesAreCrossedWithFewReads) {
  Files log(70000);  // C2SP's example: 17 hashes on level 1, one on level 2
  for (const std::uint64_t index : {0U, 65535U, 65536U, 69887U, 69888U, 69999U}) {
    const std::size_t before = log.reads();
    const auto leaf = read_proven_leaf(log.checkpoint(), index, log.reader());
    ASSERT_THAT(leaf, IsOk()) << index;
    EXPECT_EQ(*leaf, log.leaf(index));
    EXPECT_LE(log.reads() - before, 7U);
  }
  for (const std::string& path : log.asked()) EXPECT_TRUE(log.files().contains(path)) << path;
}

TEST(ReadProvenLeaf, EachMissingTileOnTheWayIsTheReadersError) {
  Files whole(700);
  ASSERT_THAT(read_proven_leaf(whole.checkpoint(), 300, whole.reader()), IsOk());
  for (const std::string& path : whole.asked()) {
    Files log(700);
    log.remove(path);
    EXPECT_THAT(read_proven_leaf(log.checkpoint(), 300, log.reader()),
                FailsSaying(Code::kNotFound, path));
  }
}

TEST(ReadProvenLeaf, AByteChangedInAHashOnTheWayIsNoticed) {
  Files log(5);  // a proof of leaf 4 is the root of the first four
  for (std::size_t at = 0; at < std::size_t{4} * kSha256Bytes; ++at) {
    log.file("tile/0/000.p/5")[at] ^= 0x40;
    EXPECT_THAT(read_proven_leaf(log.checkpoint(), 4, log.reader()),
                FailsSaying(Code::kBadInput, "does not hash up"));
    log.file("tile/0/000.p/5")[at] ^= 0x40;
  }
}

// The leaf is hashed as it was read: a hash tile that was changed with it does not help.
TEST(ReadProvenLeaf, AChangedLeafIsNoticedEvenIfTheHashTileAgreesWithIt) {
  Files log(300);
  Bytes& entries = log.file("tile/entries/000");
  entries[2] ^= 0x01;
  EXPECT_THAT(read_proven_leaf(log.checkpoint(), 0, log.reader()), FailsWith(Code::kBadInput));
  const Bytes changed(entries.begin() + 2, entries.begin() + 2 + entries[1]);
  std::ranges::copy(leaf_hash(changed), log.file("tile/0/000").begin());
  EXPECT_THAT(read_proven_leaf(log.checkpoint(), 0, log.reader()), FailsWith(Code::kBadInput));
}

TEST(ReadProvenLeaf, SwappedLeavesAreNoticed) {
  Files log(2);
  log.file("tile/entries/000.p/2") = encode_entries(std::vector<Bytes>{log.leaf(1), log.leaf(0)});
  EXPECT_THAT(read_proven_leaf(log.checkpoint(), 0, log.reader()), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_proven_leaf(log.checkpoint(), 1, log.reader()), FailsWith(Code::kBadInput));
}

TEST(ReadProvenLeaf, ATileOfAnotherWidthThanItsNameIsRefused) {
  for (const std::string path : {"tile/0/000.p/3", "tile/entries/000.p/3"}) {
    Files log(3);
    append(log.file(path), Bytes(32, 0));  // one hash, or sixteen empty leaves
    EXPECT_THAT(read_proven_leaf(log.checkpoint(), 0, log.reader()),
                FailsSaying(Code::kBadInput, "items, not 3"));
    log.file(path).clear();
    EXPECT_THAT(read_proven_leaf(log.checkpoint(), 0, log.reader()), FailsWith(Code::kBadInput));
  }
}

TEST(ReadProvenLeaf, AWrongRootOrAnIndexOutsideIsRefused) {
  Files log(10);
  Checkpoint wrong = log.checkpoint();
  wrong.root[5] ^= 0x01;
  EXPECT_THAT(read_proven_leaf(wrong, 3, log.reader()), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_proven_leaf(log.checkpoint(), 10, log.reader()), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_proven_leaf({"", 0, empty_root()}, 0, log.reader()), FailsWith(Code::kBadInput));
}

TEST(ReadProvenLeaf, AFullTileServesForThePartialOneThatItReplaced) {
  Files grown(600);
  const Checkpoint earlier = grown.checkpoint_of(300);
  // Kept, since its full tile is not there yet; tile/0/001.p/44 and its bundle are gone.
  grown.add({1, false, 0, 1});
  for (const std::uint64_t index : {0U, 255U, 256U, 299U}) {
    const auto leaf = read_proven_leaf(earlier, index, grown.reader());
    ASSERT_THAT(leaf, IsOk()) << index;
    EXPECT_EQ(*leaf, grown.leaf(index));
  }
}

// Trap 28: the largest size costs a few tiles, not memory.
TEST(ReadProvenLeaf, ACheckpointOfTheLargestSizeEndsAtTheFirstMissingTile) {
  Files log(3);
  const Checkpoint huge{"example.com/log", ~std::uint64_t{0}, Sha256{}};
  EXPECT_THAT(read_proven_leaf(huge, 0, log.reader()), FailsWith(Code::kNotFound));
  EXPECT_THAT(read_proven_leaf(huge, ~std::uint64_t{0} - 1, log.reader()),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(check_consistency(log.checkpoint(), huge, log.reader()), FailsWith(Code::kNotFound));
}

TEST(ReadProvenLeaf, TilesFullOfGarbageForTheLargestSizeProveNothing) {
  const TileReader garbage = [](const TileName& name) -> Result<Bytes> {
    return name.entries ? Bytes(2 * name.width) : Bytes(kSha256Bytes * name.width);
  };
  const Checkpoint huge{"example.com/log", ~std::uint64_t{0}, Sha256{}};
  for (const std::uint64_t index :
       {std::uint64_t{0}, ~std::uint64_t{0} - 1, ~std::uint64_t{0} / 2}) {
    EXPECT_THAT(read_proven_leaf(huge, index, garbage), FailsWith(Code::kBadInput));
  }
}

TEST(CheckConsistency, EachEarlierSizeIsTheBeginning) {
  for (const std::uint64_t size : {1U, 2U, 7U, 64U, 100U}) {
    Files log(size);
    for (std::uint64_t old = 0; old <= size; ++old) {
      EXPECT_THAT(check_consistency(log.checkpoint_of(old), log.checkpoint(), log.reader()), IsOk())
          << old << "/" << size;
      Checkpoint wrong = log.checkpoint_of(old);
      wrong.root[0] ^= 0x01;
      EXPECT_THAT(check_consistency(wrong, log.checkpoint(), log.reader()),
                  FailsSaying(Code::kBadInput, "does not begin with"))
          << old << "/" << size;
    }
    for (const std::string& path : log.asked()) EXPECT_TRUE(log.files().contains(path)) << path;
  }
}

TEST(CheckConsistency, ItHoldsAcrossThreeLevelsOfTiles) {
  Files log(70000);
  for (const std::uint64_t old : {1U, 255U, 256U, 257U, 4096U, 65535U, 65536U, 65537U, 69999U}) {
    EXPECT_THAT(check_consistency(log.checkpoint_of(old), log.checkpoint(), log.reader()), IsOk())
        << old;
  }
  for (const std::string& path : log.asked()) EXPECT_TRUE(log.files().contains(path)) << path;
}

TEST(CheckConsistency, AShrunkenLogIsRefused) {
  Files log(20);
  EXPECT_THAT(check_consistency(log.checkpoint(), log.checkpoint_of(19), log.reader()),
              FailsWith(Code::kBadInput));
}

TEST(CheckConsistency, AnotherOriginIsAnotherLog) {
  Files log(20);
  Checkpoint other = log.checkpoint_of(10);
  other.origin = "example.com/other";
  EXPECT_THAT(check_consistency(other, log.checkpoint(), log.reader()),
              FailsSaying(Code::kBadInput, "two logs"));
}

TEST(CheckConsistency, ARewrittenLeafIsNoticed) {
  Files before(300);
  Files after(400);
  Checkpoint older = before.checkpoint();
  EXPECT_THAT(check_consistency(older, after.checkpoint(), after.reader()), IsOk());
  after.file("tile/0/000")[40] ^= 0x01;
  EXPECT_THAT(check_consistency(older, after.checkpoint(), after.reader()), IsOk())
      << "the proof stands on level 1: leaves are checked by whoever reads them";
  after.file("tile/1/000.p/1")[0] ^= 0x01;
  EXPECT_THAT(check_consistency(older, after.checkpoint(), after.reader()),
              FailsWith(Code::kBadInput));
}

// docs/formats/log.md, the worked example: made with Python's hashlib and OpenSSL, see there.
class WorkedExample : public ::testing::Test {
 protected:
  // The fenced block behind "`path`:" without its line ends if it is hex.
  std::string block(const std::string& path) {
    const std::size_t title = page_.find("\n`" + path + "`:\n");
    const std::size_t begin = page_.find("```\n", title) + 4;
    EXPECT_NE(title, std::string::npos) << path;
    return title == std::string::npos ? "" : page_.substr(begin, page_.find("```", begin) - begin);
  }
  Bytes hex_block(const std::string& path) {
    std::string hex = block(path);
    std::erase_if(hex, [](char c) { return c == '\n' || c == ' '; });
    return from_hex(hex).value();
  }

  std::string page_ = pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/formats/log.md").value());
};

TEST_F(WorkedExample, OfTheFormatPageIsReadAndProven) {
  std::string vkey = block("vkey");
  ASSERT_TRUE(vkey.ends_with('\n'));
  vkey.pop_back();
  const auto key = parse_vkey(vkey);
  ASSERT_THAT(key, IsOk());
  const auto note = parse_note(block("checkpoint"));
  ASSERT_THAT(note, IsOk());
  EXPECT_TRUE(signed_by(*note, *key));
  const auto checkpoint = parse_checkpoint(note->text);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->origin, key->name);
  EXPECT_EQ(checkpoint->size, 3U);

  const TileReader reader = [this](const TileName& name) -> Result<Bytes> {
    return hex_block(tile_path(name));
  };
  for (const std::uint64_t index : {0U, 1U, 2U}) {
    const auto leaf = read_proven_leaf(*checkpoint, index, reader);
    ASSERT_THAT(leaf, IsOk());
    EXPECT_EQ(pyx::to_text(*leaf), R"({"n":)" + std::to_string(index) + "}");
  }
}

TEST_F(WorkedExample, OfTheFormatPageIsWhatOurWriterWrites) {
  std::vector<Bytes> leaves;
  MerkleEdge edge;
  Bytes tile;
  for (const std::string_view leaf : {R"({"n":0})", R"({"n":1})", R"({"n":2})"}) {
    leaves.push_back(to_bytes(leaf));
    append(tile, leaf_hash(leaves.back()));
    edge.append(leaf_hash(leaves.back()));
  }
  EXPECT_EQ(encode_entries(leaves), hex_block("tile/entries/000.p/3"));
  EXPECT_EQ(tile, hex_block("tile/0/000.p/3"));
  const auto note = parse_note(block("checkpoint"));
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(checkpoint_text({log_origin(sha256("")), 3, edge.root()}), note->text);
}

}  // namespace tile_proof_test
}  // namespace pyx::custody

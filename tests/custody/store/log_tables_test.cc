// Seen through the store, in whose transactions they are written.
#include "custody/store/log_tables.h"

#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace log_tables_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LogTablesTest : public StoreOnDisk {};

TEST_F(LogTablesTest, ABlobThatIsThereIsLeftAlone) {
  for (const char* const bytes : {"first", "second"}) {
    Commit commit = next(1);
    commit.blobs = {{sha256("first"), to_bytes(bytes)}};
    EXPECT_THAT(store_->commit(commit), IsOk());
  }
  EXPECT_EQ(store_->blob(sha256("first")).value(), to_bytes("first"));
  EXPECT_FALSE(store_->blob(sha256("second")).value());
}

TEST_F(LogTablesTest, LeavesAreReadInRangesWithFewerAtTheEnd) {
  EXPECT_THAT(store_->commit(next(3)), IsOk());
  EXPECT_THAT(store_->leaves(1, 1).value(), ElementsAre(to_bytes("leaf 1")));
  EXPECT_THAT(store_->leaves(1, 3).value(), ElementsAre(to_bytes("leaf 1"), to_bytes("leaf 2")));
  EXPECT_THAT(store_->leaves(3, 1).value(), IsEmpty());
  EXPECT_THAT(store_->leaves(0, 0).value(), IsEmpty());
}

TEST_F(LogTablesTest, TileHashesAreReadByLevelAndRange) {
  Commit commit = next(1);
  for (std::uint64_t i = 0; i < 3; ++i) {
    commit.tile_hashes.push_back({1, i, sha256("1/" + std::to_string(i))});
  }
  commit.tile_hashes.push_back({2, 0, sha256("2/0")});
  EXPECT_THAT(store_->commit(commit), IsOk());
  EXPECT_THAT(store_->tile_hashes(1, 1, 5).value(), ElementsAre(sha256("1/1"), sha256("1/2")));
  EXPECT_THAT(store_->tile_hashes(1, 0, 1).value(), ElementsAre(sha256("1/0")));
  EXPECT_THAT(store_->tile_hashes(2, 0, 5).value(), ElementsAre(sha256("2/0")));
}

TEST_F(LogTablesTest, RegisterLeavesComeInOrderWithoutTheRequestsBetweenThem) {
  EXPECT_THAT(store_->commit(next(300)), IsOk());
  EXPECT_THAT(store_->commit(next(300, LeafClass::kRequest)), IsOk());
  EXPECT_THAT(store_->commit(next(300)), IsOk());
  std::vector<std::uint64_t> indices;
  EXPECT_THAT(store_->each_register_leaf([&](std::uint64_t index, ByteView bytes) -> Result<void> {
    EXPECT_EQ(as_text(bytes), "leaf " + std::to_string(index));
    indices.push_back(index);
    return {};
  }),
              IsOk());
  ASSERT_THAT(indices, SizeIs(600));
  for (std::size_t i = 0; i < indices.size(); ++i) EXPECT_EQ(indices[i], i < 300 ? i : i + 300);
}

TEST_F(LogTablesTest, TheWalkOverRegisterLeavesEndsAtItsFirstError) {
  EXPECT_THAT(store_->commit(next(5)), IsOk());
  unsigned seen = 0;
  EXPECT_THAT(store_->each_register_leaf([&](std::uint64_t index, ByteView) -> Result<void> {
    ++seen;
    return index == 2 ? Result<void>(error(Code::kBadInput, "enough")) : Result<void>();
  }),
              FailsSaying(Code::kBadInput, "enough"));
  EXPECT_EQ(seen, 3U);
}

TEST_F(LogTablesTest, ATileHashOfAWrongSizeIsAnError) {
  Commit commit = next(1);
  commit.tile_hashes = {{1, 0, sha256("tile")}};
  EXPECT_THAT(store_->commit(commit), IsOk());
  execute("UPDATE tile_hash SET hash = x'00'");
  reopen();
  EXPECT_THAT(store_->tile_hashes(1, 0, 1), FailsSaying(Code::kStore, "digest of a wrong size"));
}

}  // namespace log_tables_test
}  // namespace pyx::custody

#include "custody/store/sqlite_connection.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace sqlite_connection_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class SqlConnectionTest : public ::testing::Test {
 protected:
  SqlConnection made() {
    auto connection = SqlConnection::open(file_, SqlConnection::Mode::kCreate).value();
    EXPECT_THAT(connection.execute("CREATE TABLE t (n INTEGER, b BLOB NOT NULL, s TEXT NOT NULL)"),
                IsOk());
    return connection;
  }
  static std::string only_text(const SqlConnection& connection, std::string_view sql) {
    SqlStatement statement = connection.prepare(sql).value();
    return statement.step().value() ? statement.text(0) : "nothing";
  }

  pyx::testing::TempFolder folder_;
  std::filesystem::path file_ = folder_.path() / "a.sqlite3";
};

TEST_F(SqlConnectionTest, OfAMissingFileIsNotFoundAndMakesNone) {
  EXPECT_THAT(SqlConnection::open(file_, SqlConnection::Mode::kOpen), FailsWith(Code::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(file_));
}
// Trap 20: synchronous 2 is FULL, an fsync at each commit. Source: sqlite.org/pragma.html.
TEST_F(SqlConnectionTest, WritesAheadAndSyncsAtEachCommit) {
  const SqlConnection connection = made();
  EXPECT_EQ(only_text(connection, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(only_text(connection, "PRAGMA synchronous"), "2");
  EXPECT_EQ(only_text(connection, "PRAGMA locking_mode"), "exclusive");
}
TEST_F(SqlConnectionTest, IsTheOnlyOneAndLeavesTheFileToTheNextWhenItEnds) {
  {
    const SqlConnection connection = made();
    EXPECT_THAT(SqlConnection::open(file_, SqlConnection::Mode::kOpen),
                FailsSaying(Code::kStore, "locked"));
  }
  const auto again = SqlConnection::open(file_, SqlConnection::Mode::kOpen);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(only_text(*again, "SELECT count(*) FROM t"), "0");
}
TEST_F(SqlConnectionTest, OfAFileThatIsNoDatabaseOrOfAFolderFails) {
  EXPECT_THAT(write_file(file_, as_bytes(std::string(4096, 'x')), Overwrite::kNo), IsOk());
  EXPECT_THAT(SqlConnection::open(file_, SqlConnection::Mode::kOpen),
              FailsSaying(Code::kStore, "not a database"));
  EXPECT_THAT(SqlConnection::open(folder_.path(), SqlConnection::Mode::kCreate),
              FailsWith(Code::kStore));
}

TEST_F(SqlConnectionTest, ValuesComeBackAsTheyWereBound) {
  const SqlConnection connection = made();
  SqlStatement put = connection.prepare("INSERT INTO t VALUES (?1, ?2, ?3)").value();
  const Bytes bytes = {0, 1, 0, 255};
  const std::string text("a\0\xc3\xa9", 4);
  EXPECT_THAT(put.bind(1, UINT64_MAX).bind(2, ByteView(bytes)).bind(3, text).run(), IsOk());
  EXPECT_THAT(put.bind(1, std::int64_t{-5}).bind(2, ByteView()).bind(3, std::string_view()).run(),
              IsOk());
  SqlStatement get = connection.prepare("SELECT n, b, s FROM t ORDER BY rowid").value();
  ASSERT_TRUE(get.step().value());
  EXPECT_EQ(get.integer(0), UINT64_MAX);
  EXPECT_EQ(get.blob(1), bytes);
  EXPECT_EQ(get.text(2), text);
  ASSERT_TRUE(get.step().value());
  EXPECT_EQ(static_cast<std::int64_t>(get.integer(0)), -5);
  EXPECT_TRUE(get.blob(1).empty());
  EXPECT_TRUE(get.text(2).empty());
  EXPECT_FALSE(get.step().value());
}
TEST_F(SqlConnectionTest, TimesDigestsAndIdsComeBackAsTheyWereBound) {
  const SqlConnection connection = made();
  const Time time = Time(Duration(-1));
  const Sha256 digest = sha256("digest");
  const Uuid id = Uuid::v7(Time(Duration(1)));
  SqlStatement get = connection.prepare("SELECT ?1, ?2, ?3").value();
  get.bind(1, time).bind(2, ByteView(digest)).bind(3, ByteView(id.bytes));
  ASSERT_TRUE(get.step().value());
  EXPECT_EQ(get.time(0), time);
  EXPECT_EQ(get.digest(1).value(), digest);
  EXPECT_EQ(get.id(2).value(), id);
}
TEST_F(SqlConnectionTest, ADigestOrAnIdOfAnotherSizeIsAnError) {
  const SqlConnection connection = made();
  SqlStatement get = connection.prepare("SELECT zeroblob(?1), zeroblob(?2)").value();
  for (const std::uint64_t off : {~std::uint64_t{0}, std::uint64_t{1}}) {
    const SqlUse use(get);
    get.bind(1, kSha256Bytes + off).bind(2, Uuid{}.bytes.size() + off);
    ASSERT_TRUE(get.step().value());
    EXPECT_THAT(get.digest(0), FailsSaying(Code::kStore, "digest of a wrong size"));
    EXPECT_THAT(get.id(1), FailsSaying(Code::kStore, "id of a wrong size"));
  }
}
TEST_F(SqlConnectionTest, AUseThatEndsInTheMiddleBeginsAnew) {
  const SqlConnection connection = made();
  EXPECT_THAT(connection.execute("INSERT INTO t VALUES (1, x'', 'a'), (2, x'', 'b')"), IsOk());
  SqlStatement get = connection.prepare("SELECT n FROM t ORDER BY n").value();
  for (int i = 0; i < 2; ++i) {
    SqlUse row(get);
    ASSERT_TRUE(row->step().value());
    EXPECT_EQ(row->integer(0), 1U);
  }
}
TEST_F(SqlConnectionTest, AStatementForgetsWhatWasBoundWhenItIsDone) {
  const SqlConnection connection = made();
  SqlStatement put = connection.prepare("INSERT INTO t VALUES (1, ?1, ?2)").value();
  EXPECT_THAT(put.bind(1, ByteView()).bind(2, "a").run(), IsOk());
  EXPECT_THAT(put.bind(1, ByteView()).run(), FailsSaying(Code::kStore, "NOT NULL"));
  EXPECT_THAT(put.bind(1, ByteView()).bind(2, "b").run(), IsOk());
  EXPECT_EQ(only_text(connection, "SELECT count(*) FROM t"), "2");
}
TEST_F(SqlConnectionTest, RunOfAStatementWithRowsIsABug) {
  const SqlConnection connection = made();
  EXPECT_THAT(connection.prepare("SELECT 1").value().run(), FailsWith(Code::kBug));
}
TEST_F(SqlConnectionTest, SqlThatMakesNoSenseFailsWithTheReason) {
  const SqlConnection connection = made();
  EXPECT_THAT(connection.prepare("SELECT x FROM t"), FailsSaying(Code::kStore, "no such column"));
  EXPECT_THAT(connection.execute("INSERT INTO u VALUES (1)"),
              FailsSaying(Code::kStore, "no such table"));
}
TEST_F(SqlConnectionTest, AFullDatabaseFailsAndKeepsWhatItHad) {
  const SqlConnection connection = made();
  EXPECT_THAT(connection.execute("PRAGMA max_page_count = 8"), IsOk());
  SqlStatement put = connection.prepare("INSERT INTO t VALUES (1, zeroblob(?1), 'a')").value();
  EXPECT_THAT(put.bind(1, std::uint64_t{10}).run(), IsOk());
  EXPECT_THAT(put.bind(1, std::uint64_t{1} << 20U).run(), FailsSaying(Code::kStore, "full"));
  EXPECT_THAT(put.bind(1, std::uint64_t{10}).run(), IsOk());
  EXPECT_EQ(only_text(connection, "SELECT sum(length(b)) FROM t"), "20");
}

}  // namespace sqlite_connection_test
}  // namespace pyx::custody

#include "custody/store/sqlite_schema.h"

#include "base/file.h"
#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace sqlite_schema_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class SqliteSchema : public StoreOnDisk {
 protected:
  SqlConnection opened(SqlConnection::Mode mode) const {
    return SqlConnection::open(file_, mode).value();
  }

  const std::filesystem::path file_ = folder() / "another.sqlite3";
};

TEST_F(SqliteSchema, AFileThatWasMadeIsOfTheVersionThatIsRead) {
  EXPECT_THAT(make_schema(opened(SqlConnection::Mode::kCreate)), IsOk());
  EXPECT_THAT(check_schema(opened(SqlConnection::Mode::kOpen)), IsOk());
}
TEST_F(SqliteSchema, IsNotMadeTwice) {
  EXPECT_THAT(make_schema(opened(SqlConnection::Mode::kCreate)), IsOk());
  EXPECT_THAT(make_schema(opened(SqlConnection::Mode::kOpen)),
              FailsSaying(Code::kStore, "already exists"));
  EXPECT_THAT(check_schema(opened(SqlConnection::Mode::kOpen)), IsOk());
}
// Trap 32.
TEST_F(SqliteSchema, OfAnotherVersionIsRefusedByItsNumber) {
  for (const auto& [sql, says] : {std::pair{"PRAGMA user_version = 3", "version 3"},
                                  std::pair{"PRAGMA user_version = 0", "version 0"}}) {
    execute(sql);
    EXPECT_THAT(open_sqlite_store(folder()), FailsSaying(Code::kStore, says));
  }
  execute("PRAGMA user_version = 2");
  EXPECT_THAT(open_sqlite_store(folder()), IsOk());
}

// ACT-ONCE: a crash while it is made must not leave a folder in which no vault can be founded.
TEST_F(SqliteSchema, OnlyAFileWithNothingInItIsUnfinished) {
  EXPECT_FALSE(is_unfinished(file_)) << "there is none";
  EXPECT_THAT(write_file(file_, {}, Overwrite::kNo), IsOk());
  EXPECT_TRUE(is_unfinished(file_));
  EXPECT_THAT(make_schema(opened(SqlConnection::Mode::kOpen)), IsOk());
  EXPECT_FALSE(is_unfinished(file_));
  EXPECT_THAT(write_file(file_, as_bytes(std::string(4096, 'x')), Overwrite::kYes), IsOk());
  EXPECT_FALSE(is_unfinished(file_)) << "no database: something else is there";
}

}  // namespace sqlite_schema_test
}  // namespace pyx::custody

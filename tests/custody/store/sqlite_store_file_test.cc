// The store's file: made, reopened, killed, full, damaged.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/file.h"
#include "custody/store/sqlite_connection.h"
#include "custody/store/sqlite_store.h"
#include "tests/custody/store/store_on_disk.h"

namespace pyx::custody {
namespace sqlite_store_file_test {

namespace fs = std::filesystem;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// No file of this process grows beyond `size_bytes`: a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t size_bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small = before_;
    small.rlim_cur = size_bytes;
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

class SqliteStoreFile : public StoreOnDisk {};

TEST_F(SqliteStoreFile, ANewOneIsEmpty) {
  EXPECT_EQ(head().log_size, 0U);
  EXPECT_THAT(head().edge, IsEmpty());
  EXPECT_EQ(head().epoch, 0U);
  EXPECT_THAT(store_->leaves(0, 10).value(), IsEmpty());
}

TEST_F(SqliteStoreFile, ReopenedSeesEverythingOfACommit) {
  const RequestKey request = request_at(kNow);
  Commit commit = next(2);
  commit.edge = {sha256("one"), sha256("two")};
  commit.tile_hashes = {{1, 0, sha256("tile")}};
  commit.blobs = {{sha256("blob"), to_bytes("blob")}, {sha256(""), {}}};
  commit.requests = {{request, sha256("request"), 1}};
  EXPECT_THAT(store_->commit(commit), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(head().log_size, 2U);
    EXPECT_EQ(head().edge, commit.edge);
    EXPECT_EQ(head().time, kNow);
    EXPECT_THAT(store_->leaves(0, 10).value(), ElementsAre(to_bytes("leaf 0"), to_bytes("leaf 1")));
    EXPECT_THAT(store_->tile_hashes(1, 0, 10).value(), ElementsAre(sha256("tile")));
    EXPECT_EQ(store_->blob(sha256("blob")).value(), to_bytes("blob"));
    EXPECT_EQ(store_->blob(sha256("")).value(), Bytes());
    const auto row = found(request);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->digest, sha256("request"));
    EXPECT_EQ(row->leaf_index, 1U);
    EXPECT_FALSE(row->is_settled());
    reopen();
  }
  settle(request);
  reopen();
  EXPECT_TRUE(found(request)->is_settled());
}

// SIGN-DURABLE: the process dies right after the commit, and nothing closes the file.
TEST_F(SqliteStoreFile, ReopenedAfterAKillSeesWhatWasCommitted) {
  store_.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    store_ = open_sqlite_store(folder()).value();
    if (!store_->commit(next(3))) std::_Exit(EXIT_FAILURE);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  reopen();
  EXPECT_EQ(head().log_size, 3U);
  EXPECT_THAT(store_->leaves(0, 10).value(), SizeIs(3));
}

// Trap 20. A commit that fits into SQLite's cache fails when it is written at its end, a
// larger one in the middle.
TEST_F(SqliteStoreFile, OnAFullDiskNothingOfACommitIsKeptAndTheNextSucceedsWhenThereIsRoom) {
  for (const std::size_t size_bytes : {std::size_t{1} << 20U, std::size_t{40} << 20U}) {
    Commit commit = next(1);
    commit.blobs = {{sha256("large"), Bytes(size_bytes)}};
    {
      const FullDisk full(1U << 18U);
      EXPECT_THAT(store_->commit(commit), FailsWith(Code::kStore));
    }
    EXPECT_EQ(head().log_size, commit.first_leaf);
    EXPECT_FALSE(store_->blob(sha256("large")).value());
    EXPECT_THAT(store_->commit(next(1)), IsOk());
    reopen();
    EXPECT_EQ(head().log_size, commit.first_leaf + 1);
    EXPECT_FALSE(store_->blob(sha256("large")).value());
  }
}

TEST_F(SqliteStoreFile, IsNotMadeOverOneThatIsThere) {
  EXPECT_THAT(store_->commit(next(1)), IsOk());
  EXPECT_THAT(create_sqlite_store(folder()), FailsWith(Code::kConflict));
  store_.reset();
  EXPECT_THAT(create_sqlite_store(folder()), FailsWith(Code::kConflict));
  reopen();
  EXPECT_EQ(head().log_size, 1U);
}

// ACT-ONCE: a crash while it is made must not leave a folder in which no vault can be founded.
TEST_F(SqliteStoreFile, IsMadeOverOneThatACrashCutOffBeforeItHeldAnything) {
  for (const bool with_header : {false, true}) {
    const pyx::testing::TempFolder other;
    const fs::path file = other.path() / kStoreFile;
    if (with_header) {
      EXPECT_THAT(SqlConnection::open(file, SqlConnection::Mode::kCreate), IsOk());
    } else {
      EXPECT_THAT(write_file(file, {}, Overwrite::kNo), IsOk());
    }
    EXPECT_THAT(open_sqlite_store(other.path()), FailsWith(Code::kStore));
    EXPECT_THAT(create_sqlite_store(other.path()), IsOk());
    EXPECT_THAT(open_sqlite_store(other.path()), IsOk());
  }
}

TEST_F(SqliteStoreFile, OfAFolderWithoutOneIsNotFoundAndNoneIsMade) {
  const pyx::testing::TempFolder other;
  EXPECT_THAT(open_sqlite_store(other.path()), FailsWith(Code::kNotFound));
  EXPECT_TRUE(fs::is_empty(other.path()));
}

TEST_F(SqliteStoreFile, OpenTwiceIsRefused) {
  EXPECT_THAT(open_sqlite_store(folder()), FailsSaying(Code::kStore, "locked"));
}

TEST_F(SqliteStoreFile, OneThatIsDamagedIsRefused) {
  EXPECT_THAT(store_->commit(next(300)), IsOk());
  store_.reset();
  const Bytes right = read_file(folder() / kStoreFile).value();
  Bytes no_header = right;
  no_header[0] ^= 1U;
  const Bytes cut_short(right.begin(),
                        right.begin() + static_cast<std::ptrdiff_t>(right.size() / 2));
  for (const Bytes& wrong : {no_header, cut_short}) {
    EXPECT_THAT(write_file(folder() / kStoreFile, wrong, Overwrite::kYes), IsOk());
    EXPECT_THAT(open_sqlite_store(folder()), FailsWith(Code::kStore));
  }
  EXPECT_THAT(write_file(folder() / kStoreFile, right, Overwrite::kYes), IsOk());
  execute("DROP TABLE note");
  EXPECT_THAT(open_sqlite_store(folder()), FailsSaying(Code::kStore, "note"));
}

TEST_F(SqliteStoreFile, AHeadThatIsGoneIsAnErrorAndNotAnEmptyLog) {
  execute("DELETE FROM head");
  store_ = open_sqlite_store(folder()).value();
  EXPECT_THAT(store_->head(), FailsWith(Code::kStore));
  EXPECT_THAT(store_->next_epoch(), FailsWith(Code::kStore));
  Commit commit;
  commit.leaves = leaf_rows(0, 1, LeafClass::kRegister);
  EXPECT_THAT(store_->commit(commit), FailsWith(Code::kStore));
  EXPECT_THAT(store_->leaves(0, 1).value(), IsEmpty());
}

}  // namespace sqlite_store_file_test
}  // namespace pyx::custody

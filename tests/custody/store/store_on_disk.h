// A store in a folder of a test's own, and commits for it.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "custody/store/sqlite_connection.h"
#include "custody/store/sqlite_store.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {

inline const Time kNow = from_rfc3339("2026-11-23T09:00:00.000Z").value();
inline constexpr Duration kMs(1);

inline std::vector<LeafRow> leaf_rows(std::uint64_t first, std::size_t count, LeafClass of) {
  std::vector<LeafRow> rows;
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back({of, to_bytes("leaf " + std::to_string(first + i))});
  return rows;
}

class StoreOnDisk : public ::testing::Test {
 protected:
  void reopen() {
    store_.reset();
    store_ = open_sqlite_store(folder()).value();
  }
  // Closes the store and changes its file behind its back.
  void execute(const char* sql) {
    store_.reset();
    const auto connection =
        SqlConnection::open(folder() / kStoreFile, SqlConnection::Mode::kOpen).value();
    EXPECT_THAT(connection.execute(sql), pyx::testing::IsOk());
  }
  const std::filesystem::path& folder() const { return folder_.path(); }
  StoreHead head() { return store_->head().value(); }
  Commit next(std::size_t leaves, LeafClass of = LeafClass::kRegister) {
    Commit commit;
    commit.first_leaf = head().log_size;
    commit.leaves = leaf_rows(commit.first_leaf, leaves, of);
    commit.edge = {sha256("edge " + std::to_string(commit.first_leaf + leaves))};
    commit.time = kNow;
    return commit;
  }
  RequestKey request_at(Time time) const { return {"issuer", key_, Uuid::v7(time)}; }
  RequestRow reserve(const RequestKey& request) {
    Commit commit = next(1, LeafClass::kRequest);
    commit.requests = {{request, sha256(request.request.text()), commit.first_leaf}};
    EXPECT_THAT(store_->commit(commit), pyx::testing::IsOk());
    return commit.requests.front();
  }
  void settle(const RequestKey& request) {
    Commit commit = next(1, LeafClass::kRequest);
    commit.settled = {request};
    EXPECT_THAT(store_->commit(commit), pyx::testing::IsOk());
  }
  std::optional<RequestRow> found(const RequestKey& request) {
    return store_->find_requests({request}).value().front();
  }
  // Refused, and nothing of it was kept: no leaf, blob, tile hash, edge, time or new request.
  void expect_refused(Commit commit) {
    const StoreHead before = head();
    const Sha256 digest = sha256("a blob of a refused commit");
    commit.blobs.push_back({digest, to_bytes("blob")});
    commit.tile_hashes.push_back({3, 77, digest});
    commit.time = kNow + std::chrono::hours(24);
    EXPECT_THAT(store_->commit(commit), pyx::testing::FailsWith(Code::kStore));
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(head().log_size, before.log_size);
      EXPECT_EQ(head().edge, before.edge);
      EXPECT_EQ(head().time, before.time);
      EXPECT_THAT(store_->leaves(before.log_size, 10).value(), ::testing::IsEmpty());
      EXPECT_FALSE(store_->blob(digest).value());
      EXPECT_THAT(store_->tile_hashes(3, 77, 1).value(), ::testing::IsEmpty());
      reopen();
    }
    EXPECT_THAT(store_->commit(next(1)), pyx::testing::IsOk());
  }

  const Uuid key_ = Uuid::v7(kNow);
  pyx::testing::TempFolder folder_;
  std::unique_ptr<Store> store_ = create_sqlite_store(folder_.path()).value();
};

}  // namespace pyx::custody

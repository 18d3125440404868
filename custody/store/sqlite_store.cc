#include "custody/store/sqlite_store.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/file.h"
#include "custody/store/log_tables.h"
#include "custody/store/mint_tables.h"
#include "custody/store/request_table.h"
#include "custody/store/sqlite_connection.h"
#include "custody/store/sqlite_schema.h"

namespace pyx::custody {
namespace {

Bytes join(const std::vector<Sha256>& hashes) {
  Bytes joined;
  joined.reserve(hashes.size() * kSha256Bytes);
  for (const Sha256& hash : hashes) append(joined, hash);
  return joined;
}

Result<std::vector<Sha256>> split(const Bytes& joined) {
  if (joined.size() % kSha256Bytes != 0)
    return error(Code::kStore, "the store holds a tree's edge of a wrong size");
  std::vector<Sha256> hashes;
  for (std::size_t at = 0; at + kSha256Bytes <= joined.size(); at += kSha256Bytes) {
    std::ranges::copy_n(joined.begin() + static_cast<std::ptrdiff_t>(at), kSha256Bytes,
                        hashes.emplace_back().begin());
  }
  return hashes;
}

// What is no table of its own: transactions, the one row of the head, notes.
struct Statements {
  SqlStatement begin, commit, rollback, head, set_head, set_low_water, next_epoch, note, set_note;
};

Result<Statements> prepare_all(const SqlConnection& connection) {
  Statements to;
  PYX_ASSIGN(to.begin, connection.prepare("BEGIN IMMEDIATE"));
  PYX_ASSIGN(to.commit, connection.prepare("COMMIT"));
  PYX_ASSIGN(to.rollback, connection.prepare("ROLLBACK"));
  PYX_ASSIGN(to.head,
             connection.prepare("SELECT log_size, edge, time, low_water, epoch FROM head"));
  PYX_ASSIGN(to.set_head,
             connection.prepare("UPDATE head SET log_size = ?2, edge = ?3, time = max(time, ?4) "
                                "WHERE log_size = ?1 RETURNING 1"));
  PYX_ASSIGN(to.set_low_water,
             connection.prepare("UPDATE head SET low_water = max(low_water, ?1)"));
  PYX_ASSIGN(to.next_epoch,
             connection.prepare("UPDATE head SET epoch = epoch + 1 RETURNING epoch"));
  PYX_ASSIGN(to.note, connection.prepare("SELECT text FROM note WHERE name = ?1"));
  PYX_ASSIGN(to.set_note,
             connection.prepare("INSERT INTO note VALUES (?1, ?2) "
                                "ON CONFLICT (name) DO UPDATE SET text = excluded.text"));
  return to;
}

class SqliteStore : public Store {
 public:
  SqliteStore(SqlConnection connection, Statements statements, LogTables log, RequestTable requests,
              MintTables mint)
      : connection_(std::move(connection)),
        sql_(std::move(statements)),
        log_(std::move(log)),
        requests_(std::move(requests)),
        mint_(std::move(mint)) {}

  Result<StoreHead> head() override {
    const std::lock_guard lock(mutex_);
    SqlUse row(sql_.head);
    PYX_ASSIGN(const bool found, row->step());
    if (!found) return error(Code::kStore, "the store has no head");
    StoreHead head;
    head.log_size = row->integer(0);
    PYX_ASSIGN(head.edge, split(row->blob(1)));
    head.time = row->time(2);
    head.low_water = row->time(3);
    head.epoch = row->integer(4);
    return head;
  }

  Result<void> commit(const Commit& commit) override {
    return in_transaction([&]() -> Result<void> {
      PYX_TRY(write_head(commit));
      PYX_TRY(log_.write(commit));
      PYX_TRY(requests_.write(commit));
      return mint_.write(commit);
    });
  }

  Result<std::vector<std::optional<RequestRow>>> find_requests(
      const std::vector<RequestKey>& keys) override {
    const std::lock_guard lock(mutex_);
    return requests_.find(keys);
  }

  Result<std::uint64_t> unsettled_requests(const Uuid& key, Time since) override {
    const std::lock_guard lock(mutex_);
    return requests_.unsettled(key, since);
  }

  Result<std::uint64_t> all_unsettled_requests() override {
    const std::lock_guard lock(mutex_);
    return requests_.all_unsettled();
  }

  Result<std::vector<RequestRow>> open_requests(const std::optional<Uuid>& key, Time since,
                                                std::uint64_t most) override {
    const std::lock_guard lock(mutex_);
    return requests_.open(key, since, most);
  }

  Result<std::vector<bool>> are_retired(const Uuid& key,
                                        const std::vector<Sha256>& names) override {
    const std::lock_guard lock(mutex_);
    return mint_.are_retired(key, names);
  }

  Result<std::vector<WindowPart>> window_parts() override {
    const std::lock_guard lock(mutex_);
    return mint_.window_parts();
  }

  Result<std::vector<LedgerRow>> ledger_rows() override {
    const std::lock_guard lock(mutex_);
    return mint_.ledger_rows();
  }

  Result<void> raise_low_water(Time to) override {
    return in_transaction([&]() -> Result<void> {
      PYX_TRY(sql_.set_low_water.bind(1, to).run());
      return requests_.forget_before(to);
    });
  }

  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    const std::lock_guard lock(mutex_);
    return log_.leaves(first, count);
  }

  Result<void> each_register_leaf(const OnLeaf& on_leaf) override {
    std::uint64_t next = 0;
    for (;;) {
      PYX_ASSIGN(const auto part, register_leaves(next));
      if (part.empty()) return {};
      for (const auto& [index, bytes] : part) PYX_TRY(on_leaf(index, bytes));
      next = part.back().first + 1;
    }
  }

  Result<std::vector<Sha256>> tile_hashes(unsigned level, std::uint64_t first,
                                          std::uint64_t count) override {
    const std::lock_guard lock(mutex_);
    return log_.tile_hashes(level, first, count);
  }

  Result<std::optional<Bytes>> blob(const Sha256& digest) override {
    const std::lock_guard lock(mutex_);
    return log_.blob(digest);
  }

  Result<std::optional<std::string>> note(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    SqlUse row(sql_.note);
    row->bind(1, name);
    PYX_ASSIGN(const bool found, row->step());
    return found ? std::optional(row->text(0)) : std::nullopt;
  }

  Result<void> set_note(std::string_view name, std::string_view text) override {
    const std::lock_guard lock(mutex_);
    return sql_.set_note.bind(1, name).bind(2, text).run();
  }

  Result<std::uint64_t> next_epoch() override {
    const std::lock_guard lock(mutex_);
    SqlUse row(sql_.next_epoch);
    PYX_ASSIGN(const bool found, row->step());
    if (!found) return error(Code::kStore, "the store has no head");
    const std::uint64_t epoch = row->integer(0);
    PYX_TRY(end(row));
    return epoch;
  }

 private:
  // An UPDATE … RETURNING is done only when stepped to its end.
  static Result<void> end(SqlUse& row) {
    PYX_ASSIGN(const bool more, row->step());
    static_cast<void>(more);
    return {};
  }

  template <class Write>
  Result<void> in_transaction(const Write& write) {
    const std::lock_guard lock(mutex_);
    PYX_TRY(sql_.begin.run());
    Result<void> written = write();
    if (written) written = sql_.commit.run();
    // After a failed COMMIT (disk full) the transaction may still be open; it must not swallow the
    // next one.
    if (!written) static_cast<void>(sql_.rollback.run());
    return written;
  }

  Result<void> write_head(const Commit& commit) {
    const Bytes edge = join(commit.edge);
    SqlUse row(sql_.set_head);
    row->bind(1, commit.first_leaf)
        .bind(2, commit.first_leaf + commit.leaves.size())
        .bind(3, ByteView(edge))
        .bind(4, commit.time);
    PYX_ASSIGN(const bool matched, row->step());
    if (!matched) return error(Code::kStore, "the log in the store has another size than expected");
    return end(row);
  }

  Result<std::vector<LogTables::IndexedLeaf>> register_leaves(std::uint64_t first) {
    const std::lock_guard lock(mutex_);
    return log_.register_leaves(first);
  }

  std::mutex mutex_;  // the prepared statements have one user at a time
  SqlConnection connection_;
  Statements sql_;
  LogTables log_;
  RequestTable requests_;
  MintTables mint_;
};

Result<std::unique_ptr<Store>> make(SqlConnection connection) {
  PYX_ASSIGN(Statements statements, prepare_all(connection));
  PYX_ASSIGN(LogTables log, LogTables::of(connection));
  PYX_ASSIGN(RequestTable requests, RequestTable::of(connection));
  PYX_ASSIGN(MintTables mint, MintTables::of(connection));
  return std::unique_ptr<Store>(
      std::make_unique<SqliteStore>(std::move(connection), std::move(statements), std::move(log),
                                    std::move(requests), std::move(mint)));
}

}  // namespace

Result<std::unique_ptr<Store>> create_sqlite_store(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kStoreFile;
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored) && !is_unfinished(file)) {
    return error(Code::kConflict, "there is a vault in " + folder.string() + " already");
  }
  PYX_ASSIGN(SqlConnection connection, SqlConnection::open(file, SqlConnection::Mode::kCreate));
  PYX_TRY(make_schema(connection));
  PYX_TRY(sync_folder(folder));
  return make(std::move(connection));
}

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& folder) {
  PYX_ASSIGN(SqlConnection connection,
             SqlConnection::open(folder / kStoreFile, SqlConnection::Mode::kOpen));
  PYX_TRY(check_schema(connection));
  return make(std::move(connection));
}

}  // namespace pyx::custody

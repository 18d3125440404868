#include "custody/store/sqlite_store.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "base/file.h"
#include "custody/store/sqlite_connection.h"

namespace pyx::custody {
namespace {

constexpr std::uint64_t kSchemaVersion = 2;

constexpr const char* kSchema = R"(
BEGIN IMMEDIATE;
CREATE TABLE leaf (position INTEGER PRIMARY KEY, class INTEGER NOT NULL,
                   bytes BLOB NOT NULL) STRICT;
CREATE INDEX leaf_of_register ON leaf (position) WHERE class = 0;
CREATE TABLE tile_hash (level INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL,
                        PRIMARY KEY (level, position)) STRICT, WITHOUT ROWID;
CREATE TABLE blob (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE request (client TEXT NOT NULL, key BLOB NOT NULL, request BLOB NOT NULL,
                      digest BLOB NOT NULL, leaf INTEGER NOT NULL, settled INTEGER NOT NULL,
                      PRIMARY KEY (client, key, request)) STRICT, WITHOUT ROWID;
CREATE INDEX request_unsettled ON request (key) WHERE settled = 0;
CREATE TABLE window_part (budget TEXT NOT NULL, window INTEGER NOT NULL, part INTEGER NOT NULL,
                          count INTEGER NOT NULL, value INTEGER NOT NULL,
                          PRIMARY KEY (budget, window, part)) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (key BLOB NOT NULL, entry INTEGER NOT NULL, count INTEGER NOT NULL,
                     value INTEGER NOT NULL, PRIMARY KEY (key, entry)) STRICT, WITHOUT ROWID;
CREATE TABLE retired_coin (key BLOB NOT NULL, name BLOB NOT NULL,
                           PRIMARY KEY (key, name)) STRICT, WITHOUT ROWID;
CREATE TABLE head (only INTEGER PRIMARY KEY CHECK (only = 0), log_size INTEGER NOT NULL,
                   edge BLOB NOT NULL, time INTEGER NOT NULL, low_water INTEGER NOT NULL,
                   epoch INTEGER NOT NULL) STRICT;
CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO head VALUES (0, 0, x'', 0, 0, 0);
PRAGMA user_version = 2;
COMMIT;
)";

std::int64_t to_ms(Time time) { return time.time_since_epoch().count(); }
Time from_ms(std::uint64_t ms) { return Time(Duration(static_cast<std::int64_t>(ms))); }

// The smallest request id (UUIDv7) of a millisecond: ids compare as their times do.
std::array<std::uint8_t, 16> first_id_at(Time time) {
  std::array<std::uint8_t, 16> first{};
  const auto ms = static_cast<std::uint64_t>(to_ms(time));
  for (unsigned i = 0; i < 6; ++i) first[i] = static_cast<std::uint8_t>(ms >> (8U * (5U - i)));
  return first;
}

Bytes join(const std::vector<Sha256>& hashes) {
  Bytes joined;
  joined.reserve(hashes.size() * kSha256Bytes);
  for (const Sha256& hash : hashes) append(joined, hash);
  return joined;
}

Result<Sha256> to_digest(const Bytes& bytes) {
  if (bytes.size() != kSha256Bytes)
    return error(Code::kStore, "the store holds a digest of a wrong size");
  Sha256 digest{};
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<RequestRow::State> to_state(std::uint64_t number) {
  if (number > 2) return error(Code::kStore, "the store holds a request in no known state");
  return static_cast<RequestRow::State>(number);
}

Result<Uuid> to_uuid(const Bytes& bytes) {
  Uuid id;
  if (bytes.size() != id.bytes.size())
    return error(Code::kStore, "the store holds an id of a wrong size");
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

struct Statements {
  SqlStatement begin, commit, rollback, head, set_head, put_leaf, put_tile_hash, put_blob,
      put_request, settle, find_request, count_unsettled, count_all_unsettled, set_low_water,
      forget_requests, close, open_requests, put_window_part, drop_window_parts, forget_window,
      window_parts, put_ledger, ledger_rows, put_retired, find_retired, forget_retired, leaves,
      register_leaves, tile_hashes, blob, note, set_note, next_epoch;
};

Result<Statements> prepare_all(const SqlConnection& connection) {
  Statements to;
  struct Pair {
    SqlStatement Statements::*member;
    std::string_view sql;
  };
  static constexpr Pair kAll[] = {
      {&Statements::begin, "BEGIN IMMEDIATE"},
      {&Statements::commit, "COMMIT"},
      {&Statements::rollback, "ROLLBACK"},
      {&Statements::head, "SELECT log_size, edge, time, low_water, epoch FROM head"},
      {&Statements::set_head,
       "UPDATE head SET log_size = ?2, edge = ?3, time = max(time, ?4) WHERE log_size = ?1 "
       "RETURNING 1"},
      {&Statements::put_leaf, "INSERT INTO leaf VALUES (?1, ?2, ?3)"},
      {&Statements::put_tile_hash, "INSERT INTO tile_hash VALUES (?1, ?2, ?3)"},
      {&Statements::put_blob, "INSERT OR IGNORE INTO blob VALUES (?1, ?2)"},
      {&Statements::put_request, "INSERT INTO request VALUES (?1, ?2, ?3, ?4, ?5, 0)"},
      {&Statements::settle,
       "UPDATE request SET settled = 1 WHERE client = ?1 AND key = ?2 AND request = ?3"},
      {&Statements::find_request,
       "SELECT digest, leaf, settled FROM request WHERE client = ?1 AND key = ?2 AND request = ?3"},
      {&Statements::count_unsettled,
       "SELECT count(*) FROM request WHERE key = ?1 AND settled = 0 AND request >= ?2"},
      {&Statements::count_all_unsettled, "SELECT count(*) FROM request WHERE settled = 0"},
      {&Statements::close,
       "UPDATE request SET settled = 2 WHERE client = ?1 AND key = ?2 AND request = ?3"},
      {&Statements::open_requests,
       "SELECT client, request, digest, leaf, key FROM request WHERE key >= ?1 AND key <= ?2 "
       "AND settled = 0 AND request >= ?3 ORDER BY leaf DESC LIMIT ?4"},
      {&Statements::put_window_part,
       "INSERT INTO window_part VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (budget, window, part) "
       "DO UPDATE SET count = excluded.count, value = excluded.value"},
      {&Statements::drop_window_parts,
       "DELETE FROM window_part WHERE budget = ?1 AND window = ?2 AND part < ?3"},
      {&Statements::forget_window, "DELETE FROM window_part WHERE budget = ?1 AND window = ?2"},
      {&Statements::window_parts, "SELECT budget, window, part, count, value FROM window_part"},
      {&Statements::put_ledger,
       "INSERT INTO ledger VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key, entry) "
       "DO UPDATE SET count = excluded.count, value = excluded.value"},
      {&Statements::ledger_rows, "SELECT key, entry, count, value FROM ledger"},
      {&Statements::put_retired, "INSERT INTO retired_coin VALUES (?1, ?2)"},
      {&Statements::find_retired, "SELECT 1 FROM retired_coin WHERE key = ?1 AND name = ?2"},
      {&Statements::forget_retired, "DELETE FROM retired_coin WHERE key = ?1"},
      {&Statements::set_low_water, "UPDATE head SET low_water = max(low_water, ?1)"},
      {&Statements::forget_requests, "DELETE FROM request WHERE settled <> 0 AND request < ?1"},
      {&Statements::leaves,
       "SELECT bytes FROM leaf WHERE position >= ?1 ORDER BY position LIMIT ?2"},
      {&Statements::register_leaves,
       "SELECT position, bytes FROM leaf WHERE class = 0 AND position >= ?1 ORDER BY position "
       "LIMIT 256"},
      {&Statements::tile_hashes,
       "SELECT hash FROM tile_hash WHERE level = ?1 AND position >= ?2 ORDER BY position LIMIT ?3"},
      {&Statements::blob, "SELECT bytes FROM blob WHERE digest = ?1"},
      {&Statements::note, "SELECT text FROM note WHERE name = ?1"},
      {&Statements::set_note,
       "INSERT INTO note VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET text = excluded.text"},
      {&Statements::next_epoch, "UPDATE head SET epoch = epoch + 1 RETURNING epoch"},
  };
  for (const auto& [member, sql] : kAll) {
    PYX_ASSIGN(to.*member, connection.prepare(sql));
  }
  return to;
}

// Resets a statement that yields rows when its use ends, however it ends.
class Use {
 public:
  explicit Use(SqlStatement& statement) : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { statement_.reset(); }
  SqlStatement* operator->() { return &statement_; }

 private:
  SqlStatement& statement_;
};

class SqliteStore : public Store {
 public:
  SqliteStore(SqlConnection connection, Statements statements)
      : connection_(std::move(connection)), sql_(std::move(statements)) {}

  Result<StoreHead> head() override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.head);
    PYX_ASSIGN(const bool found, row->step());
    if (!found) return error(Code::kStore, "the store has no head");
    StoreHead head;
    head.log_size = row->integer(0);
    const Bytes edge = row->blob(1);
    if (edge.size() % kSha256Bytes != 0)
      return error(Code::kStore, "the store holds a tree's edge of a wrong size");
    for (std::size_t at = 0; at + kSha256Bytes <= edge.size(); at += kSha256Bytes) {
      std::ranges::copy_n(edge.begin() + static_cast<std::ptrdiff_t>(at), kSha256Bytes,
                          head.edge.emplace_back().begin());
    }
    head.time = from_ms(row->integer(2));
    head.low_water = from_ms(row->integer(3));
    head.epoch = row->integer(4);
    return head;
  }

  Result<void> commit(const Commit& commit) override {
    const std::lock_guard lock(mutex_);
    PYX_TRY(sql_.begin.run());
    Result<void> written = write(commit);
    if (written) written = sql_.commit.run();
    // After a failed COMMIT (disk full) the transaction may still be open; it must not swallow the
    // next one.
    if (!written) static_cast<void>(sql_.rollback.run());
    return written;
  }

  Result<std::vector<std::optional<RequestRow>>> find_requests(
      const std::vector<RequestKey>& keys) override {
    const std::lock_guard lock(mutex_);
    std::vector<std::optional<RequestRow>> rows;
    rows.reserve(keys.size());
    for (const RequestKey& key : keys) {
      Use row(sql_.find_request);
      row->bind(1, key.client)
          .bind(2, ByteView(key.key.bytes))
          .bind(3, ByteView(key.request.bytes));
      PYX_ASSIGN(const bool found, row->step());
      if (!found) {
        rows.emplace_back();
        continue;
      }
      PYX_ASSIGN(const Sha256 digest, to_digest(row->blob(0)));
      PYX_ASSIGN(const RequestRow::State state, to_state(row->integer(2)));
      rows.emplace_back(RequestRow{key, digest, row->integer(1), state});
    }
    return rows;
  }

  Result<std::uint64_t> unsettled_requests(const Uuid& key, Time since) override {
    const std::lock_guard lock(mutex_);
    const auto first = first_id_at(since);
    Use row(sql_.count_unsettled);
    row->bind(1, ByteView(key.bytes)).bind(2, ByteView(first));
    PYX_ASSIGN(const bool found, row->step());
    return found ? row->integer(0) : 0;
  }

  Result<std::uint64_t> all_unsettled_requests() override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.count_all_unsettled);
    PYX_ASSIGN(const bool found, row->step());
    return found ? row->integer(0) : 0;
  }

  Result<std::vector<RequestRow>> open_requests(const std::optional<Uuid>& key, Time since,
                                                std::uint64_t most) override {
    const std::lock_guard lock(mutex_);
    const auto first = first_id_at(since);
    Uuid last_key;
    last_key.bytes.fill(0xff);
    const Uuid from = key.value_or(Uuid{});
    const Uuid to = key.value_or(last_key);
    Use row(sql_.open_requests);
    row->bind(1, ByteView(from.bytes))
        .bind(2, ByteView(to.bytes))
        .bind(3, ByteView(first))
        .bind(4, most);
    std::vector<RequestRow> rows;
    for (;;) {
      PYX_ASSIGN(const bool more, row->step());
      if (!more) return rows;
      RequestRow found;
      found.key.client = row->text(0);
      PYX_ASSIGN(found.key.request, to_uuid(row->blob(1)));
      PYX_ASSIGN(found.digest, to_digest(row->blob(2)));
      found.leaf_index = row->integer(3);
      PYX_ASSIGN(found.key.key, to_uuid(row->blob(4)));
      rows.push_back(std::move(found));
    }
  }

  Result<std::vector<bool>> are_retired(const Uuid& key,
                                        const std::vector<Sha256>& names) override {
    const std::lock_guard lock(mutex_);
    std::vector<bool> retired;
    retired.reserve(names.size());
    for (const Sha256& name : names) {
      Use row(sql_.find_retired);
      row->bind(1, ByteView(key.bytes)).bind(2, ByteView(name));
      PYX_ASSIGN(const bool found, row->step());
      retired.push_back(found);
    }
    return retired;
  }

  Result<std::vector<WindowPart>> window_parts() override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.window_parts);
    std::vector<WindowPart> parts;
    for (;;) {
      PYX_ASSIGN(const bool more, row->step());
      if (!more) return parts;
      parts.push_back({row->text(0),
                       Duration(static_cast<Duration::rep>(row->integer(1))),
                       static_cast<std::int64_t>(row->integer(2)),
                       {row->integer(3), row->integer(4)}});
    }
  }

  Result<std::vector<LedgerRow>> ledger_rows() override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.ledger_rows);
    std::vector<LedgerRow> rows;
    for (;;) {
      PYX_ASSIGN(const bool more, row->step());
      if (!more) return rows;
      LedgerRow one;
      PYX_ASSIGN(one.key, to_uuid(row->blob(0)));
      if (row->integer(1) >= kLedgerEntries)
        return error(Code::kStore, "the store holds an unknown entry of the ledger");
      one.entry = static_cast<LedgerEntry>(row->integer(1));
      one.amount = {row->integer(2), row->integer(3)};
      rows.push_back(one);
    }
  }

  Result<void> raise_low_water(Time to) override {
    const std::lock_guard lock(mutex_);
    const auto first = first_id_at(to);
    PYX_TRY(sql_.begin.run());
    Result<void> done = sql_.set_low_water.bind(1, to_ms(to)).run();
    if (done) done = sql_.forget_requests.bind(1, ByteView(first)).run();
    if (done) done = sql_.commit.run();
    if (!done) static_cast<void>(sql_.rollback.run());
    return done;
  }

  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.leaves);
    row->bind(1, first).bind(2, count);
    std::vector<Bytes> found;
    for (;;) {
      PYX_ASSIGN(const bool more, row->step());
      if (!more) return found;
      found.push_back(row->blob(0));
    }
  }

  Result<void> each_register_leaf(const OnLeaf& on_leaf) override {
    std::uint64_t next = 0;
    for (;;) {
      std::vector<std::pair<std::uint64_t, Bytes>> part;
      {
        const std::lock_guard lock(mutex_);
        Use row(sql_.register_leaves);
        row->bind(1, next);
        for (;;) {
          PYX_ASSIGN(const bool more, row->step());
          if (!more) break;
          part.emplace_back(row->integer(0), row->blob(1));
        }
      }
      if (part.empty()) return {};
      for (const auto& [index, bytes] : part) PYX_TRY(on_leaf(index, bytes));
      next = part.back().first + 1;
    }
  }

  Result<std::vector<Sha256>> tile_hashes(unsigned level, std::uint64_t first,
                                          std::uint64_t count) override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.tile_hashes);
    row->bind(1, std::uint64_t{level}).bind(2, first).bind(3, count);
    std::vector<Sha256> hashes;
    for (;;) {
      PYX_ASSIGN(const bool more, row->step());
      if (!more) return hashes;
      PYX_ASSIGN(const Sha256 hash, to_digest(row->blob(0)));
      hashes.push_back(hash);
    }
  }

  Result<std::optional<Bytes>> blob(const Sha256& digest) override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.blob);
    row->bind(1, ByteView(digest));
    PYX_ASSIGN(const bool found, row->step());
    return found ? std::optional(row->blob(0)) : std::nullopt;
  }

  Result<std::optional<std::string>> note(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    Use row(sql_.note);
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
    PYX_ASSIGN(const bool row, sql_.next_epoch.step());
    const std::uint64_t epoch = row ? sql_.next_epoch.integer(0) : 0;
    // An UPDATE … RETURNING is done only when stepped to its end.
    if (row) {
      PYX_ASSIGN(const bool more, sql_.next_epoch.step());
      static_cast<void>(more);
    }
    sql_.next_epoch.reset();
    if (!row) return error(Code::kStore, "the store has no head");
    return epoch;
  }

 private:
  Result<void> write(const Commit& commit) {
    const Bytes edge = join(commit.edge);
    const std::uint64_t size = commit.first_leaf + commit.leaves.size();
    {
      Use row(sql_.set_head);
      row->bind(1, commit.first_leaf)
          .bind(2, size)
          .bind(3, ByteView(edge))
          .bind(4, to_ms(commit.time));
      PYX_ASSIGN(const bool matched, row->step());
      if (!matched)
        return error(Code::kStore, "the log in the store has another size than expected");
      PYX_ASSIGN(const bool more, row->step());
      static_cast<void>(more);
    }
    std::uint64_t index = commit.first_leaf;
    for (const LeafRow& leaf : commit.leaves) {
      const std::uint64_t leaf_class = leaf.leaf_class == LeafClass::kRegister ? 0 : 1;
      PYX_TRY(
          sql_.put_leaf.bind(1, index++).bind(2, leaf_class).bind(3, ByteView(leaf.bytes)).run());
    }
    for (const TileHashRow& tile : commit.tile_hashes) {
      PYX_TRY(sql_.put_tile_hash.bind(1, std::uint64_t{tile.level})
                  .bind(2, tile.position)
                  .bind(3, ByteView(tile.hash))
                  .run());
    }
    for (const BlobRow& blob : commit.blobs) {
      PYX_TRY(sql_.put_blob.bind(1, ByteView(blob.digest)).bind(2, ByteView(blob.bytes)).run());
    }
    for (const RequestRow& request : commit.requests) {
      PYX_TRY(sql_.put_request.bind(1, request.key.client)
                  .bind(2, ByteView(request.key.key.bytes))
                  .bind(3, ByteView(request.key.request.bytes))
                  .bind(4, ByteView(request.digest))
                  .bind(5, request.leaf_index)
                  .run());
    }
    for (const RequestKey& key : commit.settled) {
      PYX_TRY(sql_.settle.bind(1, key.client)
                  .bind(2, ByteView(key.key.bytes))
                  .bind(3, ByteView(key.request.bytes))
                  .run());
    }
    for (const RequestKey& key : commit.closed) {
      PYX_TRY(sql_.close.bind(1, key.client)
                  .bind(2, ByteView(key.key.bytes))
                  .bind(3, ByteView(key.request.bytes))
                  .run());
    }
    return write_tallies(commit);
  }

  Result<void> write_tallies(const Commit& commit) {
    for (const WindowPart& part : commit.tallies.windows) {
      PYX_TRY(sql_.put_window_part.bind(1, part.budget)
                  .bind(2, std::int64_t{part.window.count()})
                  .bind(3, part.part)
                  .bind(4, part.taken.count)
                  .bind(5, part.taken.value)
                  .run());
      // Parts that count no longer: one more than a window has may still lie in it.
      PYX_TRY(sql_.drop_window_parts.bind(1, part.budget)
                  .bind(2, std::int64_t{part.window.count()})
                  .bind(3, part.part - 2 * std::int64_t{SlidingWindow::kParts})
                  .run());
    }
    for (const WindowName& window : commit.forgotten_windows) {
      PYX_TRY(sql_.forget_window.bind(1, window.budget)
                  .bind(2, std::int64_t{window.window.count()})
                  .run());
    }
    for (const LedgerRow& row : commit.tallies.ledger) {
      PYX_TRY(sql_.put_ledger.bind(1, ByteView(row.key.bytes))
                  .bind(2, static_cast<std::uint64_t>(row.entry))
                  .bind(3, row.amount.count)
                  .bind(4, row.amount.value)
                  .run());
    }
    for (const RetiredCoins& line : commit.retired) {
      for (const Sha256& name : line.coins) {
        PYX_TRY(sql_.put_retired.bind(1, ByteView(line.key.bytes)).bind(2, ByteView(name)).run());
      }
    }
    for (const Uuid& key : commit.forgotten_coin_keys) {
      PYX_TRY(sql_.forget_retired.bind(1, ByteView(key.bytes)).run());
    }
    return {};
  }

  std::mutex mutex_;  // the prepared statements have one user at a time
  SqlConnection connection_;
  Statements sql_;
};

Result<std::unique_ptr<Store>> make(SqlConnection connection) {
  PYX_ASSIGN(Statements statements, prepare_all(connection));
  return std::unique_ptr<Store>(
      std::make_unique<SqliteStore>(std::move(connection), std::move(statements)));
}

Result<std::uint64_t> schema_version(const SqlConnection& connection) {
  PYX_ASSIGN(SqlStatement statement, connection.prepare("PRAGMA user_version"));
  PYX_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

// What a crash left that came before the schema's one transaction: a file with nothing in it.
bool is_unfinished(const std::filesystem::path& file) {
  const auto connection = SqlConnection::open(file, SqlConnection::Mode::kOpen);
  if (!connection) return false;
  auto tables = connection->prepare("SELECT count(*) FROM sqlite_schema");
  if (!tables) return false;
  const auto row = tables->step();
  return row && *row && tables->integer(0) == 0;
}

}  // namespace

Result<std::unique_ptr<Store>> create_sqlite_store(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kStoreFile;
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored) && !is_unfinished(file)) {
    return error(Code::kConflict, "there is a vault in " + folder.string() + " already");
  }
  PYX_ASSIGN(SqlConnection connection, SqlConnection::open(file, SqlConnection::Mode::kCreate));
  PYX_TRY(connection.execute(kSchema));
  PYX_TRY(sync_folder(folder));
  return make(std::move(connection));
}

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& folder) {
  PYX_ASSIGN(SqlConnection connection,
             SqlConnection::open(folder / kStoreFile, SqlConnection::Mode::kOpen));
  PYX_ASSIGN(const std::uint64_t version, schema_version(connection));
  if (version != kSchemaVersion) {
    return error(Code::kStore, "the store has version " + std::to_string(version) +
                                   "; this Pyx reads version " + std::to_string(kSchemaVersion));
  }
  return make(std::move(connection));
}

}  // namespace pyx::custody

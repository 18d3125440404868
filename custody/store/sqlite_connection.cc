#include "custody/store/sqlite_connection.h"

#include <sqlite3.h>

#include <algorithm>

namespace pyx::custody {
namespace {

Error sql_error(sqlite3* connection, std::string_view doing) {
  return error(Code::kStore,
               "the store failed to " + std::string(doing) + ": " +
                   (connection != nullptr ? sqlite3_errmsg(connection) : "out of memory"));
}

}  // namespace

void CloseConnection::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqlStatement& SqlStatement::bind(int at, std::uint64_t value) {
  return bind(at, static_cast<std::int64_t>(value));
}

SqlStatement& SqlStatement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), at, value);
  return *this;
}

SqlStatement& SqlStatement::bind(int at, Time time) {
  return bind(at, std::int64_t{time.time_since_epoch().count()});
}

SqlStatement& SqlStatement::bind(int at, ByteView bytes) {
  // SQLite takes a null pointer for NULL; an empty blob is not NULL.
  if (bytes.empty()) {
    sqlite3_bind_zeroblob(statement_.get(), at, 0);
  } else {
    sqlite3_bind_blob64(statement_.get(), at, bytes.data(), bytes.size(), SQLITE_STATIC);
  }
  return *this;
}

SqlStatement& SqlStatement::bind(int at, std::string_view text) {
  const char* const data = text.empty() ? "" : text.data();  // a null pointer is NULL here too
  sqlite3_bind_text64(statement_.get(), at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Result<bool> SqlStatement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default: {
      Error failure = sql_error(connection_, "do its work");
      reset();
      return failure;
    }
  }
}

Result<void> SqlStatement::run() {
  PYX_ASSIGN(const bool row, step());
  reset();
  if (row) return error(Code::kBug, "a statement without rows gave one");
  return {};
}

void SqlStatement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::uint64_t SqlStatement::integer(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

Bytes SqlStatement::blob(int column) const {
  const auto* data =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? Bytes() : Bytes(data, data + size);
}

std::string SqlStatement::text(int column) const { return to_text(blob(column)); }

Time SqlStatement::time(int column) const {
  return Time(Duration(static_cast<Duration::rep>(integer(column))));
}

Result<Sha256> SqlStatement::digest(int column) const {
  const Bytes bytes = blob(column);
  if (bytes.size() != kSha256Bytes)
    return error(Code::kStore, "the store holds a digest of a wrong size");
  Sha256 digest{};
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<Uuid> SqlStatement::id(int column) const {
  const Bytes bytes = blob(column);
  Uuid id;
  if (bytes.size() != id.bytes.size())
    return error(Code::kStore, "the store holds an id of a wrong size");
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

Result<SqlConnection> SqlConnection::open(const std::filesystem::path& file, Mode mode) {
  std::error_code ignored;
  if (mode == Mode::kOpen && !std::filesystem::exists(file, ignored)) {
    return error(Code::kNotFound, "there is no store at " + file.string());
  }
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE |
                    (mode == Mode::kCreate ? SQLITE_OPEN_CREATE : 0);
  const int opened = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  ConnectionHandle handle(raw);
  if (opened != SQLITE_OK) return sql_error(raw, "open " + file.string());
  SqlConnection connection(std::move(handle));
  // Exclusive locking spares the shared-memory file; the vault's folder is locked by its one
  // process anyway.
  PYX_TRY(connection.execute(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
      "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"));
  return connection;
}

Result<SqlStatement> SqlConnection::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    return sql_error(handle_.get(), "prepare a statement");
  }
  return SqlStatement(handle_.get(), statement);
}

Result<void> SqlConnection::execute(const char* sql) const {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return sql_error(handle_.get(), "execute a statement");
  }
  return {};
}

}  // namespace pyx::custody

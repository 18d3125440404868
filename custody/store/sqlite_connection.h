// One SQLite connection and its prepared statements, each with one owner.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pyx::custody {

struct CloseConnection {
  void operator()(sqlite3* connection) const;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using ConnectionHandle = std::unique_ptr<sqlite3, CloseConnection>;

// A prepared statement, bound from 1, stepped row by row, reset when its use ends.
class SqlStatement {
 public:
  SqlStatement() = default;
  SqlStatement(sqlite3* connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}

  SqlStatement& bind(int at, std::uint64_t value);
  SqlStatement& bind(int at, std::int64_t value);
  SqlStatement& bind(int at, Time time);       // as milliseconds since 1970
  SqlStatement& bind(int at, ByteView bytes);  // kept by the caller until the statement is done
  SqlStatement& bind(int at, std::string_view text);  // likewise
  // Steps once: true if there is a row. Errors: kStore with SQLite's reason.
  Result<bool> step();
  // Steps to the end and resets; for statements without rows.
  Result<void> run();
  void reset();

  std::uint64_t integer(int column) const;
  Bytes blob(int column) const;
  std::string text(int column) const;
  Time time(int column) const;
  Result<Sha256> digest(int column) const;  // kStore: of a wrong size
  Result<Uuid> id(int column) const;        // likewise

 private:
  sqlite3* connection_ = nullptr;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
};

// Resets a statement that yields rows when its use ends, however it ends.
class SqlUse {
 public:
  explicit SqlUse(SqlStatement& statement) : statement_(statement) {}
  SqlUse(const SqlUse&) = delete;
  SqlUse& operator=(const SqlUse&) = delete;
  ~SqlUse() { statement_.reset(); }
  SqlStatement* operator->() { return &statement_; }

 private:
  SqlStatement& statement_;
};

class SqlConnection {
 public:
  enum class Mode { kOpen, kCreate };
  // WAL, synchronous=FULL, exclusive: one process. Errors: kNotFound (kOpen, no such file), kStore.
  static Result<SqlConnection> open(const std::filesystem::path& file, Mode mode);

  Result<SqlStatement> prepare(std::string_view sql) const;
  Result<void> execute(const char* sql) const;

 private:
  explicit SqlConnection(ConnectionHandle handle) : handle_(std::move(handle)) {}
  ConnectionHandle handle_;
};

}  // namespace pyx::custody

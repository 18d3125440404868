#include "custody/store/sqlite_schema.h"

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

}  // namespace

Result<void> make_schema(const SqlConnection& connection) { return connection.execute(kSchema); }

Result<void> check_schema(const SqlConnection& connection) {
  PYX_ASSIGN(SqlStatement statement, connection.prepare("PRAGMA user_version"));
  PYX_ASSIGN(const bool row, statement.step());
  const std::uint64_t version = row ? statement.integer(0) : 0;
  if (version == kSchemaVersion) return {};
  return error(Code::kStore, "the store has version " + std::to_string(version) +
                                 "; this Pyx reads version " + std::to_string(kSchemaVersion));
}

bool is_unfinished(const std::filesystem::path& file) {
  const auto connection = SqlConnection::open(file, SqlConnection::Mode::kOpen);
  if (!connection) return false;
  auto tables = connection->prepare("SELECT count(*) FROM sqlite_schema");
  if (!tables) return false;
  const auto row = tables->step();
  return row && *row && tables->integer(0) == 0;
}

}  // namespace pyx::custody

#include "custody/store/request_table.h"

#include <array>
#include <utility>

namespace pyx::custody {
namespace {

// The smallest request id (UUIDv7) of a millisecond: ids compare as their times do.
std::array<std::uint8_t, 16> first_id_at(Time time) {
  std::array<std::uint8_t, 16> first{};
  const auto ms = static_cast<std::uint64_t>(time.time_since_epoch().count());
  for (unsigned i = 0; i < 6; ++i) first[i] = static_cast<std::uint8_t>(ms >> (8U * (5U - i)));
  return first;
}

Result<RequestRow::State> to_state(std::uint64_t number) {
  if (number > 2) return error(Code::kStore, "the store holds a request in no known state");
  return static_cast<RequestRow::State>(number);
}

SqlStatement& bind_key(SqlStatement& statement, const RequestKey& key) {
  return statement.bind(1, key.client)
      .bind(2, ByteView(key.key.bytes))
      .bind(3, ByteView(key.request.bytes));
}

Result<std::uint64_t> counted(SqlUse& row) {
  PYX_ASSIGN(const bool found, row->step());
  return found ? row->integer(0) : 0;
}

}  // namespace

Result<RequestTable> RequestTable::of(const SqlConnection& connection) {
  RequestTable table;
  PYX_ASSIGN(table.put_, connection.prepare("INSERT INTO request VALUES (?1, ?2, ?3, ?4, ?5, 0)"));
  PYX_ASSIGN(table.settle_, connection.prepare("UPDATE request SET settled = 1 "
                                               "WHERE client = ?1 AND key = ?2 AND request = ?3"));
  PYX_ASSIGN(table.close_, connection.prepare("UPDATE request SET settled = 2 "
                                              "WHERE client = ?1 AND key = ?2 AND request = ?3"));
  PYX_ASSIGN(table.forget_,
             connection.prepare("DELETE FROM request WHERE settled <> 0 AND request < ?1"));
  PYX_ASSIGN(table.find_, connection.prepare("SELECT digest, leaf, settled FROM request "
                                             "WHERE client = ?1 AND key = ?2 AND request = ?3"));
  PYX_ASSIGN(table.count_unsettled_,
             connection.prepare("SELECT count(*) FROM request "
                                "WHERE key = ?1 AND settled = 0 AND request >= ?2"));
  PYX_ASSIGN(table.count_all_unsettled_,
             connection.prepare("SELECT count(*) FROM request WHERE settled = 0"));
  PYX_ASSIGN(table.open_,
             connection.prepare("SELECT client, request, digest, leaf, key FROM request "
                                "WHERE key >= ?1 AND key <= ?2 AND settled = 0 AND request >= ?3 "
                                "ORDER BY leaf DESC LIMIT ?4"));
  return table;
}

Result<void> RequestTable::write(const Commit& commit) {
  for (const RequestRow& request : commit.requests) {
    PYX_TRY(bind_key(put_, request.key)
                .bind(4, ByteView(request.digest))
                .bind(5, request.leaf_index)
                .run());
  }
  for (const RequestKey& key : commit.settled) PYX_TRY(bind_key(settle_, key).run());
  for (const RequestKey& key : commit.closed) PYX_TRY(bind_key(close_, key).run());
  return {};
}

Result<void> RequestTable::forget_before(Time time) {
  const auto first = first_id_at(time);
  return forget_.bind(1, ByteView(first)).run();
}

Result<std::vector<std::optional<RequestRow>>> RequestTable::find(
    const std::vector<RequestKey>& keys) {
  std::vector<std::optional<RequestRow>> rows;
  rows.reserve(keys.size());
  for (const RequestKey& key : keys) {
    SqlUse row(find_);
    bind_key(find_, key);
    PYX_ASSIGN(const bool found, row->step());
    if (!found) {
      rows.emplace_back();
      continue;
    }
    PYX_ASSIGN(const Sha256 digest, row->digest(0));
    PYX_ASSIGN(const RequestRow::State state, to_state(row->integer(2)));
    rows.emplace_back(RequestRow{key, digest, row->integer(1), state});
  }
  return rows;
}

Result<std::uint64_t> RequestTable::unsettled(const Uuid& key, Time since) {
  const auto first = first_id_at(since);
  SqlUse row(count_unsettled_);
  row->bind(1, ByteView(key.bytes)).bind(2, ByteView(first));
  return counted(row);
}

Result<std::uint64_t> RequestTable::all_unsettled() {
  SqlUse row(count_all_unsettled_);
  return counted(row);
}

Result<std::vector<RequestRow>> RequestTable::open(const std::optional<Uuid>& key, Time since,
                                                   std::uint64_t most) {
  const auto first = first_id_at(since);
  Uuid last_key;
  last_key.bytes.fill(0xff);
  const Uuid from = key.value_or(Uuid{});
  const Uuid to = key.value_or(last_key);
  SqlUse row(open_);
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
    PYX_ASSIGN(found.key.request, row->id(1));
    PYX_ASSIGN(found.digest, row->digest(2));
    found.leaf_index = row->integer(3);
    PYX_ASSIGN(found.key.key, row->id(4));
    rows.push_back(std::move(found));
  }
}

}  // namespace pyx::custody

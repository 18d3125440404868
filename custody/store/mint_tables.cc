#include "custody/store/mint_tables.h"

namespace pyx::custody {

Result<MintTables> MintTables::of(const SqlConnection& connection) {
  MintTables tables;
  PYX_ASSIGN(tables.put_window_part_,
             connection.prepare("INSERT INTO window_part VALUES (?1, ?2, ?3, ?4, ?5) "
                                "ON CONFLICT (budget, window, part) "
                                "DO UPDATE SET count = excluded.count, value = excluded.value"));
  PYX_ASSIGN(tables.drop_window_parts_,
             connection.prepare(
                 "DELETE FROM window_part WHERE budget = ?1 AND window = ?2 AND part < ?3"));
  PYX_ASSIGN(tables.forget_window_,
             connection.prepare("DELETE FROM window_part WHERE budget = ?1 AND window = ?2"));
  PYX_ASSIGN(tables.window_parts_,
             connection.prepare("SELECT budget, window, part, count, value FROM window_part"));
  PYX_ASSIGN(
      tables.put_ledger_,
      connection.prepare("INSERT INTO ledger VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key, entry) "
                         "DO UPDATE SET count = excluded.count, value = excluded.value"));
  PYX_ASSIGN(tables.ledger_rows_,
             connection.prepare("SELECT key, entry, count, value FROM ledger"));
  PYX_ASSIGN(tables.put_retired_, connection.prepare("INSERT INTO retired_coin VALUES (?1, ?2)"));
  PYX_ASSIGN(tables.find_retired_,
             connection.prepare("SELECT 1 FROM retired_coin WHERE key = ?1 AND name = ?2"));
  PYX_ASSIGN(tables.forget_retired_, connection.prepare("DELETE FROM retired_coin WHERE key = ?1"));
  return tables;
}

Result<void> MintTables::write(const Commit& commit) {
  PYX_TRY(write_windows(commit));
  for (const LedgerRow& row : commit.tallies.ledger) {
    PYX_TRY(put_ledger_.bind(1, ByteView(row.key.bytes))
                .bind(2, static_cast<std::uint64_t>(row.entry))
                .bind(3, row.amount.count)
                .bind(4, row.amount.value)
                .run());
  }
  return write_coins(commit);
}

Result<void> MintTables::write_windows(const Commit& commit) {
  for (const WindowPart& part : commit.tallies.windows) {
    PYX_TRY(put_window_part_.bind(1, part.budget)
                .bind(2, std::int64_t{part.window.count()})
                .bind(3, part.part)
                .bind(4, part.taken.count)
                .bind(5, part.taken.value)
                .run());
    // Parts that count no longer: one more than a window has may still lie in it.
    PYX_TRY(drop_window_parts_.bind(1, part.budget)
                .bind(2, std::int64_t{part.window.count()})
                .bind(3, part.part - 2 * std::int64_t{SlidingWindow::kParts})
                .run());
  }
  for (const WindowName& window : commit.forgotten_windows) {
    PYX_TRY(
        forget_window_.bind(1, window.budget).bind(2, std::int64_t{window.window.count()}).run());
  }
  return {};
}

Result<void> MintTables::write_coins(const Commit& commit) {
  for (const RetiredCoins& line : commit.retired) {
    for (const Sha256& name : line.coins) {
      PYX_TRY(put_retired_.bind(1, ByteView(line.key.bytes)).bind(2, ByteView(name)).run());
    }
  }
  for (const Uuid& key : commit.forgotten_coin_keys) {
    PYX_TRY(forget_retired_.bind(1, ByteView(key.bytes)).run());
  }
  return {};
}

Result<std::vector<WindowPart>> MintTables::window_parts() {
  SqlUse row(window_parts_);
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

Result<std::vector<LedgerRow>> MintTables::ledger_rows() {
  SqlUse row(ledger_rows_);
  std::vector<LedgerRow> rows;
  for (;;) {
    PYX_ASSIGN(const bool more, row->step());
    if (!more) return rows;
    LedgerRow one;
    PYX_ASSIGN(one.key, row->id(0));
    if (row->integer(1) >= kLedgerEntries)
      return error(Code::kStore, "the store holds an unknown entry of the ledger");
    one.entry = static_cast<LedgerEntry>(row->integer(1));
    one.amount = {row->integer(2), row->integer(3)};
    rows.push_back(one);
  }
}

Result<std::vector<bool>> MintTables::are_retired(const Uuid& key,
                                                  const std::vector<Sha256>& names) {
  std::vector<bool> retired;
  retired.reserve(names.size());
  for (const Sha256& name : names) {
    SqlUse row(find_retired_);
    row->bind(1, ByteView(key.bytes)).bind(2, ByteView(name));
    PYX_ASSIGN(const bool found, row->step());
    retired.push_back(found);
  }
  return retired;
}

}  // namespace pyx::custody

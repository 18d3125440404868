// pyx share record, status and submit: what of shares is not secret.

#include <limits>
#include <utility>

#include "base/file.h"
#include "ceremony/cli/backup_view.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/find_backup.h"
#include "custody/acts/plain_words.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/evidence/statement.h"
#include "custody/shares/drill_statement.h"

namespace pyx::ceremony {
namespace {

struct RecordAsk {
  VaultPlace place;
  Uuid backup;
  std::optional<unsigned> version;
  std::filesystem::path out;
};

struct StatusAsk {
  VaultPlace place;
  Duration every = custody::kDrillEvery;
};

struct SubmitAsk {
  VaultPlace place;
  std::filesystem::path receipt;
};

Result<Outcome> run_share_record(const RecordAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*vault, ask.backup, ask.version));
  PYX_TRY(write_file(ask.out, found.bytes, Overwrite::kNo));
  Outcome outcome;
  outcome.data["file"] = ask.out.string();
  outcome.data["sha256"] = to_hex(found.record.record);
  outcome.data["version"] = found.record.version;
  outcome.text = to_hex(found.record.record) + "\n";
  outcome.words = {"wrote " + ask.out.string() +
                       ": it tells nothing of the secret, and each holder takes a copy home",
                   "at home: pyx share drill --record " + ask.out.string() +
                       " --holder NAME --key FILE --out RECEIPT"};
  return outcome;
}

Result<Outcome> run_share_status(const StatusAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault->backups());
  const auto all = custody::drill_status(backups, ask.every, context.clock.now());
  Outcome outcome;
  json::array list;
  std::size_t overdue = 0;
  for (const custody::DrillStatus& one : all) {
    list.push_back(to_json(one));
    overdue += one.overdue ? 1 : 0;
  }
  outcome.data["shares"] = std::move(list);
  outcome.data["drill_every"] = to_text(ask.every);
  outcome.data["overdue"] = overdue;
  if (all.empty()) {
    outcome.words.push_back("there are no shares");
    return outcome;
  }
  outcome.text = drill_table(all);
  outcome.words.push_back(std::to_string(overdue) + " of " + std::to_string(all.size()) +
                          " shares are overdue; a drill counts for " + to_text(ask.every));
  return outcome;
}

// Only what people say of shares.
Result<custody::Envelope> read_share_receipt(const std::filesystem::path& path) {
  PYX_ASSIGN(const Bytes bytes, read_file(path));
  PYX_ASSIGN(custody::Envelope envelope, custody::parse_envelope(as_text(bytes)));
  PYX_ASSIGN(const custody::Statement statement, custody::parse_statement(envelope.payload));
  if (statement.predicate_type != shares::kDrillPredicate &&
      statement.predicate_type != custody::kShareMovePredicate &&
      !custody::is_share_receipt(statement.predicate_type))
    return error(Code::kBadInput, path.string() + " is no receipt, drill or move of a share");
  return envelope;
}

Result<Outcome> run_share_submit(const SubmitAsk& ask, Context& context) {
  auto read = read_share_receipt(ask.receipt);
  if (!read) return wrong_input(std::move(read).error());
  PYX_ASSIGN(const std::string words, custody::in_plain_words(read->payload));
  context.output.show(words);
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const std::uint64_t leaf, vault->record_share(*read));
  Outcome outcome;
  outcome.data["leaf"] = leaf;
  outcome.text = std::to_string(leaf) + "\n";
  outcome.words = {"recorded as leaf " + std::to_string(leaf)};
  return outcome;
}

Result<Run> prepare_share_record(const Arguments& given) {
  RecordAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.backup, given.uuid("--backup"));
  PYX_ASSIGN(ask.version,
             given.number_if("--version", 1, std::numeric_limits<std::uint32_t>::max()));
  ask.out = given.path("--out");
  return Run([ask](Context& context) { return run_share_record(ask, context); });
}

Result<Run> prepare_share_status(const Arguments& given) {
  StatusAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(const auto every, given.duration_if("--drill-every"));
  if (every) ask.every = *every;
  return Run([ask](Context& context) { return run_share_status(ask, context); });
}

Result<Run> prepare_share_submit(const Arguments& given) {
  SubmitAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.receipt = given.path("--receipt");
  return Run([ask](Context& context) { return run_share_submit(ask, context); });
}

}  // namespace

Commands share_commands() {
  return {{"share",
           "record",
           "write the public record of a share set, which each holder takes home for his drills",
           {},
           with(vault_place_flags(),
                {backup_flag(), version_flag(), {"--out", "FILE", "a new file", Need::kRequired}}),
           prepare_share_record},
          {"share",
           "status",
           "list the shares that count: acknowledged, last drill, overdue, who keeps them where",
           {},
           with(vault_place_flags(),
                {{"--drill-every", "DURATION", "how long a drill counts; 180d if left out"}}),
           prepare_share_status},
          {"share",
           "submit",
           "hand a holder's signed receipt to the vault",
           {},
           with(vault_place_flags(),
                {{"--receipt", "FILE", "as pyx share drill wrote it", Need::kRequired}}),
           prepare_share_submit}};
}

}  // namespace pyx::ceremony

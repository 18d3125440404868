#include "ceremony/steps/backup_work.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ceremony/cli/act_view.h"
#include "ceremony/cli/backup_table.h"
#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/holders_at_table.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/kept_pins.h"
#include "ceremony/steps/on_media.h"
#include "ceremony/steps/second_token_work.h"
#include "ceremony/steps/share_carrying.h"
#include "custody/backup_desk.h"

namespace pyx::ceremony::steps {
namespace {

using custody::ActRecord;
using custody::ActState;
using transcript::Kind;

// The act of the step, and where its people sit.
struct AtTable {
  AtVault at;
  custody::BackupDesk* desk = nullptr;
  ShownAct act;
  bool is_done = false;  // in this step, before a crash
};

Result<AtTable> sit_down(const Doing& doing) {
  AtTable table;
  PYX_ASSIGN(table.at, at_vault(doing));
  PYX_ASSIGN(table.desk, table_of(*table.at.vault));
  PYX_ASSIGN(const auto acts, acts_named(doing, table.at, doing.step.text("act")));
  PYX_ASSIGN(table.act, act_to_show(*table.at.vault, acts.front().act.id));
  doing.people.show(table.act.plain_words);
  table.is_done = table.act.record.state == ActState::kExecuted;
  return table;
}

template <class Parameters>
Result<const Parameters*> about(const AtTable& table) {
  const auto* const parameters = std::get_if<Parameters>(&table.act.record.act.parameters);
  if (parameters != nullptr) return parameters;
  return error(Code::kBadInput, "act " + table.act.record.act.id.text() + " is of another type");
}

Names holders_of(const custody::SharePlan& plan) {
  Names holders;
  for (const custody::ShareGroup& group : plan.groups)
    holders.insert(holders.end(), group.holders.begin(), group.holders.end());
  return holders;
}

HoldersAtTable holders_at(const Doing& doing, const AtTable& table, HandOut out,
                          std::vector<SealedShare> sealed,
                          HoldersAtTable::Typing typing = HoldersAtTable::Typing::kOthers) {
  out.vault_name = table.at.info.name;
  return HoldersAtTable(
      std::move(out), std::move(sealed), &doing.people.screen(),
      [&people = doing.people](std::string_view sentence) { people.show(sentence); },
      doing.host.context().clock, typing);
}

// The newest set, once more than what is live, is what the next hand-out follows.
Result<std::uint32_t> newest_version(const AtTable& table, const Uuid& backup) {
  PYX_ASSIGN(const custody::BackupRecord record, find_backup(*table.at.vault, backup));
  return record.sets.back().version;
}

// Of the model: on which item the live shares are, of which version and whose.
struct LiveShares {
  std::string on;
  std::uint32_t version = 1;
  planning::Ids holders;
  unsigned needed = 0;
};
Result<LiveShares> live_shares(const Doing& doing, const AtTable& table, const std::string& plan_id,
                               const Uuid& backup) {
  PYX_ASSIGN(const custody::BackupRecord record, find_backup(*table.at.vault, backup));
  LiveShares live;
  if (const auto* const set = record.live()) live.version = set->version;
  const auto found = doing.model.state().backups.find(plan_id);
  if (found == doing.model.state().backups.end()) return live;
  if (const auto* const set = found->second.live()) {
    live.on = set->on;
    live.holders = set->holders;
    live.needed = set->needed;
  }
  return live;
}

// Whose medium is not in, or another one is: told before anybody waits for him.
Result<void> needs_media(const Doing& doing, const std::string& backup, const LiveShares& live,
                         std::size_t there) {
  std::string missing;
  for (const std::string& holder : live.holders) {
    if (!doing.does(holder)) continue;
    const auto file = sealed_file(doing.host, live.on, holder, backup, live.version);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) missing += "; not there: " + file.string();
  }
  if (there >= live.needed) {
    if (!missing.empty()) doing.people.show("there are enough shares" + missing + "\n");
    return {};
  }
  return error(Code::kNotFound, std::to_string(live.needed) + " shares of " + backup +
                                    " are needed, and on " + live.on + " are " +
                                    std::to_string(there) + missing);
}

std::string backup_in_plan(const Doing& doing) {
  const auto found = doing.model.state().acts.find(doing.step.text("act"));
  return found == doing.model.state().acts.end() ? std::string() : found->second.backup;
}

Result<void> finish(const Doing& doing, const AtTable& table, Result<ActRecord> done) {
  if (!done) return std::move(done).error();
  PYX_TRY(write_closed(doing, table.at, *done));
  return doing.show("what was done", act_progress(*done));
}

// What the holders have now.
Result<void> write_shares(const Doing& doing, const AtTable& table, const Uuid& backup,
                          const std::string& on, const Names& holders) {
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*table.at.vault, backup, std::nullopt));
  PYX_TRY(doing.read_aloud(
      "share set " + backup.text() + " version " + std::to_string(found.set.version),
      found.record.record, doing.doers));
  const planning::Item* const item = doing.model.plan().item(on);
  if (item == nullptr) return {};
  for (const std::string& holder : holders) {
    PYX_TRY(doing.write(Kind::kItem, {{"item", on},
                                      {"kind", std::string(planning::to_text(item->kind))},
                                      {"what", "made"},
                                      {"people", doing.named_for(holder)}}));
  }
  return {};
}

// How the second token is opened: its PIN by the model, its process that of pyx backup.
struct Second {
  TableAsk ask;
  SharedPin pin;
};
Result<Second> second_of(const Doing& doing) {
  const std::string& id = doing.step.text("token");
  doing.host.close_token(id);  // it is opened in a process of its own
  PYX_TRY(replace_if_pins_are_gone(doing));
  Second second;
  PYX_ASSIGN(second.ask.second.token, doing.host.uri_of(id, doing.record));
  PYX_ASSIGN(second.pin, doing.host.user_pin(id, doing.model));
  return second;
}

Result<HoldersAtTable> holders_of_live(const Doing& doing, const AtTable& table, const Uuid& backup,
                                       HandOut out) {
  const std::string id = backup_in_plan(doing);
  PYX_ASSIGN(const LiveShares live, live_shares(doing, table, id, backup));
  PYX_ASSIGN(std::vector<SealedShare> sealed, sealed_on(doing, live.on, id, live.version));
  if (!is_media(doing, live.on)) return holders_at(doing, table, std::move(out), {});
  PYX_TRY(needs_media(doing, id, live, sealed.size()));
  return holders_at(doing, table, std::move(out), std::move(sealed),
                    HoldersAtTable::Typing::kNobody);
}

}  // namespace

Result<void> create_backup(const Doing& doing) {
  PYX_ASSIGN(const AtTable table, sit_down(doing));
  PYX_ASSIGN(const auto* const parameters, about<custody::BackupCreate>(table));
  const std::string id = backup_in_plan(doing);
  const planning::Backup* const backup = doing.model.plan().backup(id);
  if (backup == nullptr) return error(Code::kNotFound, "the plan has no backup " + id);
  const Names holders = holders_of(parameters->shares);
  if (!table.is_done) {
    PYX_ASSIGN(HandOut out, hand_out_on(doing, backup->on, holders, id, 1));
    PYX_TRY(compare_certificates(doing, out));
    PYX_ASSIGN(const SharedPin so, so_pin(doing, doing.model.state().vault.token));
    PYX_ASSIGN(const SharedPin user,
               doing.host.user_pin(doing.model.state().vault.token, doing.model));
    PYX_ASSIGN(const pkcs11::TokenUri token, pkcs11::parse_token_uri(table.desk->token_uri()));
    const auto wrap = wrapper(token, *so, [&user] { return another(*user); });
    HoldersAtTable at_table = holders_at(doing, table, std::move(out), {});
    PYX_TRY(finish(doing, table, table.desk->create(table.act.record.act.id, at_table, wrap)));
  } else {
    PYX_TRY(write_closed(doing, table.at, table.act.record));
  }
  return write_shares(doing, table, parameters->backup, backup->on, holders);
}

Result<void> prove_backup(const Doing& doing) {
  PYX_ASSIGN(const AtTable table, sit_down(doing));
  if (table.is_done) return write_closed(doing, table.at, table.act.record);
  PYX_ASSIGN(const auto* const parameters, about<custody::BackupProve>(table));
  PYX_ASSIGN(const Second second, second_of(doing));
  PYX_ASSIGN(HoldersAtTable at_table, holders_of_live(doing, table, parameters->backup, {}));
  return finish(
      doing, table,
      table.desk->prove(table.act.record.act.id, at_table,
                        opener(second.ask, doing.host.context(), SecondUse::kProve, *second.pin)));
}

Result<void> restore_backup(const Doing& doing) {
  PYX_ASSIGN(const AtTable table, sit_down(doing));
  if (table.is_done) return write_closed(doing, table.at, table.act.record);
  PYX_ASSIGN(const auto* const parameters, about<custody::BackupRestore>(table));
  PYX_ASSIGN(const Second second, second_of(doing));
  PYX_ASSIGN(HoldersAtTable at_table, holders_of_live(doing, table, parameters->backup, {}));
  return finish(doing, table,
                table.desk->restore(table.act.record.act.id, at_table,
                                    opener(second.ask, doing.host.context(),
                                           second_use_of(*parameters), *second.pin)));
}

Result<void> reshare(const Doing& doing) {
  PYX_ASSIGN(const AtTable table, sit_down(doing));
  PYX_ASSIGN(const auto* const parameters, about<custody::SharesReshare>(table));
  const std::string& on = doing.step.text("on");
  const Names holders = holders_of(parameters->shares);
  if (!table.is_done) {
    PYX_ASSIGN(const std::uint32_t version, newest_version(table, parameters->backup));
    PYX_ASSIGN(HandOut out, hand_out_on(doing, on, holders, backup_in_plan(doing), version + 1));
    PYX_TRY(compare_certificates(doing, out));
    PYX_ASSIGN(HoldersAtTable at_table,
               holders_of_live(doing, table, parameters->backup, std::move(out)));
    PYX_TRY(finish(doing, table, table.desk->reshare(table.act.record.act.id, at_table)));
  } else {
    PYX_TRY(write_closed(doing, table.at, table.act.record));
  }
  return write_shares(doing, table, parameters->backup, on, holders);
}

Result<void> export_backup(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  const std::string& plan_id = doing.step.text("backup");
  PYX_ASSIGN(const Uuid id, backup_of(doing, at, plan_id));
  PYX_ASSIGN(const Bytes file, find_backup_file(*at.vault, id));
  PYX_TRY(put_on_media(doing, doing.step.text("on"), [&](const std::filesystem::path& folder) {
    return put_file(folder / (plan_id + ".backup"), file);
  }));
  return doing.read_aloud("file of backup " + plan_id, sha256(file), doing.doers);
}

Result<void> export_record(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  const std::string& plan_id = doing.step.text("backup");
  PYX_ASSIGN(const Uuid id, backup_of(doing, at, plan_id));
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*at.vault, id, std::nullopt));
  const std::string name = plan_id + "-" + std::to_string(found.set.version) + ".record";
  PYX_TRY(put_on_media(doing, doing.step.text("on"), [&](const std::filesystem::path& folder) {
    return put_file(folder / name, found.bytes);
  }));
  return doing.read_aloud("record of backup " + plan_id, found.record.record, doing.doers);
}

}  // namespace pyx::ceremony::steps

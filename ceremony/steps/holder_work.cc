#include "ceremony/steps/holder_work.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/holder_receipt.h"
#include "ceremony/holders_at_table.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/share_carrying.h"
#include "ceremony/steps/step_found.h"
#include "custody/acts/plain_words.h"
#include "custody/shares/drill_statement.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_set_json.h"

namespace pyx::ceremony::steps {
namespace {

using transcript::Kind;

// One person, with the set of which he has a share.
struct Holder {
  std::string person;
  FoundShareSet set;
  std::string on;  // the item with his share
};

Result<std::optional<SealedShare>> sealed_of(const Doing& doing, const Holder& holder) {
  PYX_ASSIGN(std::vector<SealedShare> all,
             sealed_on(doing, holder.on, doing.step.text("backup"), holder.set.set.version));
  const auto own = std::ranges::find_if(all, [&](const SealedShare& one) {
    return one.file.parent_path() == doing.host.output(holder.on, holder.person);
  });
  if (own != all.end()) return std::optional(std::move(*own));
  if (!is_media(doing, holder.on)) return std::optional<SealedShare>();
  return error(Code::kNotFound, "there is no share of " + holder.person + " on " + holder.on +
                                    ": " +
                                    sealed_file(doing.host, holder.on, holder.person,
                                                doing.step.text("backup"), holder.set.set.version)
                                        .string() +
                                    " is not there");
}

// Words of which nobody has judged yet whether they are a share.
Result<shares::ShareWords> words_of(const Doing& doing, const Holder& holder) {
  PYX_ASSIGN(const auto sealed, sealed_of(doing, holder));
  if (sealed) {
    PYX_ASSIGN(const shares::Share share, open_sealed(*sealed));
    return shares::to_words(share);
  }
  ShareTerminal& screen = doing.people.screen();
  PYX_TRY(screen.say(holder.person + ": type the words of your share; an empty row ends them"));
  PYX_ASSIGN(shares::ShareWords words,
             screen.ask_words(shares::word_count(holder.set.set.share_bytes)));
  PYX_TRY(screen.clear());
  return words;
}

Result<shares::Share> share_of(const Doing& doing, const Holder& holder) {
  PYX_ASSIGN(const auto sealed, sealed_of(doing, holder));
  if (sealed) return open_sealed(*sealed);
  ShareTerminal& screen = doing.people.screen();
  PYX_ASSIGN(const shares::ShareWords words,
             typed_share(screen, holder.person, shares::word_count(holder.set.set.share_bytes)));
  PYX_TRY(screen.clear());
  return shares::from_words(words);
}

const custody::HeldShare* held_by(const custody::ShareSetRecord& set, const std::string& person) {
  const auto found = std::ranges::find(set.shares, person, &custody::HeldShare::holder);
  return found == set.shares.end() ? nullptr : &*found;
}

std::string carrier_of(const Standing& standing, bool newest) {
  const auto found = standing.model.state().backups.find(standing.step.text("backup"));
  if (found == standing.model.state().backups.end() || found->second.sets.empty()) return {};
  if (newest) return found->second.sets.back().on;
  const auto* const live = found->second.live();
  return live == nullptr ? std::string() : live->on;
}

Result<void> write_shown(const Doing& doing, const Holder& holder) {
  const planning::Item* const item = doing.model.plan().item(holder.on);
  if (item == nullptr) return {};
  return doing.write(Kind::kItem, {{"item", holder.on},
                                   {"kind", std::string(planning::to_text(item->kind))},
                                   {"what", "shown"},
                                   {"people", holder.person}});
}

Result<void> acknowledge_one(const Doing& doing, const AtVault& at, const Holder& holder) {
  const custody::HeldShare* const held = held_by(holder.set.record, holder.person);
  if (held != nullptr && held->received) return write_shown(doing, holder);
  PYX_ASSIGN(const shares::Share share, share_of(doing, holder));
  PYX_ASSIGN(
      const custody::ShareReceipt receipt,
      receipt_for(holder.set, share, holder.person, at.info.id, doing.host.context().clock.now()));
  const Bytes bytes = custody::encode_share_receipt(receipt);
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  const Names him = {holder.person};
  PYX_TRY(doing.agreed_by(him, "he has his share", words));
  PYX_ASSIGN(const Signing by, signing(doing, at, holder.person));
  PYX_ASSIGN(const custody::Envelope envelope, by.signer->sign_statement(bytes));
  PYX_TRY(at.vault->record_share(envelope));
  return write_shown(doing, holder);
}

// Empty: his share is good.
Result<std::string> drill_one(const Doing& doing, const AtVault& at, const Holder& holder) {
  PYX_ASSIGN(const shares::ShareWords words, words_of(doing, holder));
  PYX_ASSIGN(const shares::Drill drill,
             shares::drill(holder.set.set, holder.person, words, doing.host.context().clock.now()));
  doing.people.show(holder.person + ": " + drill.message + "\n");
  const Bytes bytes = shares::encode_drill(drill.receipt);
  PYX_ASSIGN(const std::string shown, custody::in_plain_words(bytes));
  const Names him = {holder.person};
  PYX_TRY(doing.agreed_by(him, "that is how it went", shown));
  PYX_ASSIGN(const Signing by, signing(doing, at, holder.person));
  PYX_ASSIGN(const custody::Envelope envelope, by.signer->sign_statement(bytes));
  PYX_TRY(at.vault->record_share(envelope));
  PYX_TRY(write_shown(doing, holder));
  return drill.receipt.result == shares::DrillResult::kGood
             ? std::string()
             : holder.person + ": " + std::string(shares::to_text(drill.receipt.result));
}

}  // namespace

Result<void> acknowledge(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  PYX_ASSIGN(const Uuid backup, backup_of(doing, at, doing.step.text("backup")));
  for (const std::string& person : doing.doers) {
    Holder holder{person, {}, carrier_of(doing, true)};
    PYX_ASSIGN(holder.set, find_share_set(*at.vault, backup, std::nullopt));
    PYX_TRY(acknowledge_one(doing, at, holder));
  }
  return {};
}

Result<void> drill(const Doing& doing) {
  PYX_ASSIGN(const AtVault at, at_vault(doing));
  PYX_ASSIGN(const Uuid backup, backup_of(doing, at, doing.step.text("backup")));
  PYX_ASSIGN(const custody::BackupRecord record, find_backup(*at.vault, backup));
  const custody::ShareSetRecord* const live = record.live();
  if (live == nullptr) return error(Code::kNotFound, "the backup has no live shares");
  std::string bad;
  for (const std::string& person : doing.doers) {
    Holder holder{person, {}, carrier_of(doing, false)};
    PYX_ASSIGN(holder.set, find_share_set(*at.vault, backup, live->version));
    if (doing.has_entry(Kind::kItem, {{"item", holder.on}, {"people", person}})) continue;
    PYX_ASSIGN(const std::string failed, drill_one(doing, at, holder));
    if (!failed.empty()) bad += (bad.empty() ? "" : ", ") + failed;
  }
  if (bad.empty()) return {};
  return error(Code::kRefused, "not every share is good: " + bad);
}

Result<Found> look_at_acknowledged(const Standing& standing) {
  PYX_ASSIGN(const AtVault at, at_vault(standing));
  PYX_ASSIGN(const Uuid backup, backup_of(standing, at, standing.step.text("backup")));
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*at.vault, backup, std::nullopt));
  for (const std::string& person : standing.doers) {
    const custody::HeldShare* const held = held_by(found.record, person);
    if (held == nullptr || !held->received)
      return found_not_done(person + " has not acknowledged the share");
  }
  return found_done("all of them have acknowledged their shares");
}

}  // namespace pyx::ceremony::steps

#include "ceremony/holders_at_table.h"

#include <system_error>
#include <utility>

#include "ceremony/share_page.h"
#include "ceremony/typed_back.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_set_json.h"
#include "custody/shares/word_hint.h"

namespace pyx::ceremony {
namespace {

Error given_up(const std::string& holder) {
  return error(Code::kAskPerson, holder + " gave up: the shares of this set are void");
}

}  // namespace

Result<void> show_hint(ShareTerminal& terminal, const shares::WordHint& hint) {
  if (hint.suggestions.empty()) return {};
  PYX_TRY(terminal.say("what may belong there:"));
  return terminal.show(hint.suggestions);
}

Result<shares::ShareWords> typed_share(ShareTerminal& terminal, std::string_view whose,
                                       std::size_t words) {
  for (;;) {
    PYX_TRY(terminal.say(std::string(whose) + ": type the " + std::to_string(words) +
                         " words of your share; an empty row ends them"));
    PYX_ASSIGN(shares::ShareWords typed, terminal.ask_words(words));
    const auto share = shares::from_words(typed);
    if (share) return typed;
    if (share.error().code == Code::kBug) return share.error();
    PYX_ASSIGN(const shares::WordHint hint, shares::explain(typed));
    const std::string why = shares::to_text(hint);
    PYX_TRY(
        terminal.say("these words are no share: " + (why.empty() ? share.error().message : why)));
    PYX_TRY(show_hint(terminal, hint));
  }
}

Result<void> HoldersAtTable::show_on_screen(const shares::ShareSet& set,
                                            const shares::Member& member,
                                            const shares::ShareWords& words) {
  // The record is kept in these bytes once all shares are handed over.
  const Sha256 record = out_.record ? *out_.record : sha256(shares::encode_share_set(set));
  PYX_ASSIGN(ShareFacts facts, facts_of(out_.vault_name, set, record, words));
  facts.of = out_.of;
  if (facts.holder != member.holder)
    return error(Code::kBug, "the share is not that of " + member.holder);
  PYX_ASSIGN(const SecretBytes page, share_page(facts, words));
  PYX_TRY(terminal_->show_page(page));
  PYX_TRY(terminal_->ask("write all of it down, then press Enter: the screen is cleared "));
  return terminal_->clear();
}

Result<void> HoldersAtTable::read_back(const shares::ShareSet& set, const shares::Member& member,
                                       const shares::ShareWords& words) {
  for (;;) {
    PYX_TRY(terminal_->say(member.holder + ": type back what you wrote down"));
    PYX_ASSIGN(const shares::ShareWords typed,
               terminal_->ask_words(shares::word_count(set.share_bytes)));
    const std::size_t wrong = first_difference(typed, words);
    PYX_TRY(terminal_->clear());
    if (wrong == 0) return {};
    PYX_TRY(terminal_->say("word " + std::to_string(wrong) + " is not that of your share"));
    if (!shares::from_words(typed)) {
      PYX_ASSIGN(const shares::WordHint hint, shares::explain(typed));
      if (hint.word == wrong) PYX_TRY(show_hint(*terminal_, hint));
    }
    PYX_ASSIGN(const std::string choice,
               terminal_->ask("Enter: type again; s: see the share again; q: give up "));
    if (choice == "q") return given_up(member.holder);
    if (choice == "s") PYX_TRY(show_on_screen(set, member, words));
  }
}

// Shares of a void set are of no use to anybody, and the next attempt overwrites no file.
Error HoldersAtTable::without_sealed_files(Error why) {
  for (const std::filesystem::path& file : std::exchange(sealed_files_, {})) {
    std::error_code failed;
    const bool gone = std::filesystem::remove(file, failed) && !failed;
    why.message += "; " + file.string() +
                   (gone ? " is void and was deleted" : " is void and could not be deleted");
  }
  return why;
}

Result<void> HoldersAtTable::hand_over(const shares::ShareSet& set, const shares::Member& member,
                                       const shares::Share& share) {
  auto given = give(set, member, share);
  if (given) return given;
  return without_sealed_files(std::move(given).error());
}

Result<void> HoldersAtTable::give(const shares::ShareSet& set, const shares::Member& member,
                                  const shares::Share& share) {
  if (const auto sealed = out_.seal_to.find(member.holder); sealed != out_.seal_to.end()) {
    PYX_TRY(seal_share(sealed->second, set, member, share, clock_->now()));
    sealed_files_.push_back(sealed->second.file);
    say_("sealed the share of " + member.holder + " in " + sealed->second.file.string() +
         "; whether it opens shows when " + member.holder + " acknowledges it");
    return {};
  }
  if (terminal_ == nullptr)
    return error(Code::kAskPerson, "there is no terminal at which " + member.holder + " could sit");
  PYX_ASSIGN(const shares::ShareWords words, shares::to_words(share));
  PYX_TRY(terminal_->clear());
  PYX_ASSIGN(const std::string sat_down,
             terminal_->ask(member.holder +
                            ": when nobody but you sees the screen, press Enter; q gives up "));
  if (sat_down == "q") return given_up(member.holder);
  if (const auto card = out_.card_to.find(member.holder); card != out_.card_to.end()) {
    PYX_ASSIGN(const auto file, write_card(card->second, out_.vault_name, set, share));
    say_("the share of " + member.holder + " is in the clear in " + file.string() +
         ": print it here, and destroy the file");
    PYX_TRY(terminal_->ask("once your card is printed, press Enter "));
    PYX_TRY(terminal_->printed(words));
  } else {
    PYX_TRY(show_on_screen(set, member, words));
  }
  PYX_TRY(read_back(set, member, words));
  say_(member.holder + " has read the share back");
  return {};
}

Result<void> HoldersAtTable::collect_typed(shares::ShareEntry& entry) {
  while (!entry.is_complete()) {
    PYX_TRY(terminal_->say("still missing: " + entry.missing()));
    PYX_TRY(terminal_->say("whoever comes next types his words; nothing at all gives up"));
    auto typed = terminal_->ask_words(shares::word_count(entry.share_bytes()));
    if (!typed && typed.error().code != Code::kAskPerson) return std::move(typed).error();
    PYX_TRY(terminal_->clear());
    if (!typed) {
      return error(Code::kAskPerson, "the entry of shares was given up; still missing: " +
                                         entry.missing() + "; what was entered is forgotten");
    }
    PYX_ASSIGN(const shares::Entered entered, entry.enter(*typed));
    say_(entered.message);
    PYX_TRY(show_hint(*terminal_, entered.hint));
  }
  return {};
}

Result<void> HoldersAtTable::collect(shares::ShareEntry& entry) {
  for (const SealedShare& sealed : sealed_) {
    PYX_ASSIGN(shares::Share share, open_sealed(sealed));
    const shares::Entered entered = entry.enter(std::move(share));
    say_(sealed.file.string() + ": " + entered.message);
  }
  if (entry.is_complete()) return {};
  if (typing_ == Typing::kNobody)
    return refused("SHARE-SAFE", "there are not enough shares: " + entry.missing());
  if (terminal_ == nullptr) {
    return refused("SHARE-SAFE", "there are not enough shares: " + entry.missing() +
                                     "; bring them with --share, or sit at a terminal");
  }
  return collect_typed(entry);
}

}  // namespace pyx::ceremony

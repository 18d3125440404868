// pyx share acknowledge and drill: what a holder does with his own share.

#include <limits>
#include <utility>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/holder_receipt.h"
#include "ceremony/cli/share_flags.h"
#include "ceremony/cli/signing_both.h"
#include "ceremony/holders_at_table.h"
#include "custody/acts/plain_words.h"
#include "custody/acts/share_receipt.h"
#include "custody/shares/drill_statement.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_set_json.h"

namespace pyx::ceremony {
namespace {

struct HolderAsk {
  SignerPlace signer;
  std::vector<SealedShare> sealed;  // one, or typed
  // acknowledge
  VaultPlace place;
  Uuid backup;
  std::optional<unsigned> version;
  std::optional<SignerPlace> giver;  // with where_kept
  std::string where_kept;
  // drill
  std::filesystem::path record;
  std::string holder;
  std::filesystem::path out;
};

Result<ShareTerminal*> terminal_of(Context& context) {
  if (context.share_terminal != nullptr) return context.share_terminal;
  return error(Code::kAskPerson,
               "there is no terminal to type a share at; a sealed one comes by --share FILE "
               "--share-key KEY");
}

Result<shares::Share> share_in_hand(const HolderAsk& ask, const shares::ShareSet& set,
                                    const std::string& holder, Context& context) {
  if (!ask.sealed.empty()) return open_sealed(ask.sealed.front());
  PYX_ASSIGN(ShareTerminal* const terminal, terminal_of(context));
  PYX_ASSIGN(const shares::ShareWords words,
             typed_share(*terminal, holder, shares::word_count(set.share_bytes)));
  PYX_TRY(terminal->clear());
  return shares::from_words(words);
}

// By both if it is said who handed the share over, otherwise by the holder alone.
Result<custody::Envelope> signed_receipt(const HolderAsk& ask, const PolicyInForce& in_force,
                                         const custody::VaultInfo& info, const Signer& holder,
                                         custody::ShareReceipt& receipt, Context& context) {
  if (!ask.giver) {
    const Bytes bytes = custody::encode_share_receipt(receipt);
    PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
    context.output.show(words);
    context.output.say(
        "nobody signs for having handed the share over; with --giver-key and --place both sign");
    return holder.sign_statement(bytes);
  }
  PYX_ASSIGN(const OpenPerson giver, open_person(*ask.giver, in_force.policy, info, context));
  if (giver.person->id == receipt.holder) {
    return refused("SHARE-SAFE",
                   "nobody hands a share to himself: --giver-key is " + receipt.holder + "'s own");
  }
  receipt.handed = custody::HandOver{giver.person->id, ask.where_kept};
  return sign_both(holder, *giver.signer, custody::encode_share_receipt(receipt), context);
}

Result<Outcome> run_share_acknowledge(const HolderAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_TRY(check_signer(ask.signer, context.output));
  if (ask.giver) PYX_TRY(check_signer(*ask.giver, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*vault, ask.backup, ask.version));
  if (found.set.vault != info.id) return refused("SHARE-SAFE", "the share set is of another vault");
  // The share first: one token may hold both keys, and takes one login at a time.
  PYX_ASSIGN(const shares::Share share,
             share_in_hand(ask, found.set, ask.signer.person.value_or("you"), context));
  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             signing_person(in_force.policy, *signer, ask.signer, info.token_serials));
  PYX_ASSIGN(custody::ShareReceipt receipt,
             receipt_for(found, share, person->id, info.id, context.clock.now()));
  PYX_ASSIGN(const custody::Envelope envelope,
             signed_receipt(ask, in_force, info, *signer, receipt, context));
  PYX_ASSIGN(const std::uint64_t leaf, vault->record_share(envelope));
  Outcome outcome;
  outcome.data["leaf"] = leaf;
  outcome.data["holder"] = person->id;
  outcome.data["version"] = found.set.version;
  outcome.text = std::to_string(leaf) + "\n";
  outcome.words = {person->id + " has acknowledged share set " + ask.backup.text() + " version " +
                       std::to_string(found.set.version),
                   "to take home: pyx share record --backup " + ask.backup.text() + " --out FILE" +
                       place_words(ask.place)};
  return outcome;
}

// Typed once: what cannot be read is a result of the drill as well.
Result<shares::ShareWords> drilled_words(const HolderAsk& ask, const shares::ShareSet& set,
                                         Context& context) {
  if (!ask.sealed.empty()) {
    PYX_ASSIGN(const shares::Share share, open_sealed(ask.sealed.front()));
    return shares::to_words(share);
  }
  PYX_ASSIGN(ShareTerminal* const terminal, terminal_of(context));
  PYX_TRY(terminal->say(ask.holder + ": type the words of your share; an empty row ends them"));
  PYX_ASSIGN(shares::ShareWords words, terminal->ask_words(shares::word_count(set.share_bytes)));
  PYX_TRY(terminal->clear());
  return words;
}

Result<Outcome> run_share_drill(const HolderAsk& ask, Context& context) {
  if (const auto ready = check_sealed(ask.sealed); !ready) return wrong_input(ready.error());
  PYX_TRY(check_signer(ask.signer, context.output));
  auto read = read_file(ask.record, shares::kShareSetMostBytes);
  if (!read) return wrong_input(std::move(read).error());
  auto set = shares::parse_share_set(*read);
  if (!set) return wrong_input(std::move(set).error());
  PYX_ASSIGN(const shares::ShareWords words, drilled_words(ask, *set, context));
  PYX_ASSIGN(const shares::Drill drill,
             shares::drill(*set, ask.holder, words, context.clock.now()));
  context.output.say(drill.message);
  if (context.share_terminal != nullptr && !drill.hint.suggestions.empty()) {
    PYX_TRY(context.share_terminal->say("what may belong there:"));
    PYX_TRY(context.share_terminal->show(drill.hint.suggestions));
  }
  const Bytes bytes = shares::encode_drill(drill.receipt);
  PYX_ASSIGN(const std::string shown, custody::in_plain_words(bytes));
  context.output.show(shown);
  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(const custody::Envelope envelope, signer->sign_statement(bytes));
  PYX_TRY(write_file(ask.out, as_bytes(custody::to_text(envelope)), Overwrite::kNo));
  const bool good = drill.receipt.result == shares::DrillResult::kGood;
  Outcome outcome;
  outcome.data["holder"] = ask.holder;
  outcome.data["result"] = shares::to_text(drill.receipt.result);
  outcome.data["message"] = drill.message;
  outcome.data["receipt"] = ask.out.string();
  outcome.text = std::string(shares::to_text(drill.receipt.result)) + "\n";
  outcome.words = {"next: pyx share submit --receipt " + ask.out.string()};
  outcome.exit = good ? ExitCode::kDone : ExitCode::kFailed;
  return outcome;
}

Result<HolderAsk> holder_ask(const Arguments& given) {
  HolderAsk ask;
  PYX_ASSIGN(ask.signer, signer_place(given));
  PYX_ASSIGN(ask.sealed, sealed_shares(given));
  return ask;
}

Result<Run> prepare_share_acknowledge(const Arguments& given) {
  PYX_ASSIGN(HolderAsk ask, holder_ask(given));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.giver, second_signer(given, "--giver-key"));
  ask.where_kept = given.text("--place");
  if (ask.giver.has_value() != given.has("--place"))
    return bad_argument("--place", "goes with --giver-key, and that with it");
  if (ask.giver && !custody::is_place(ask.where_kept))
    return bad_argument("--place", "is a short name of 1 to 64 printable ASCII characters");
  PYX_ASSIGN(ask.backup, given.uuid("--backup"));
  PYX_ASSIGN(ask.version,
             given.number_if("--version", 1, std::numeric_limits<std::uint32_t>::max()));
  return Run([ask](Context& context) { return run_share_acknowledge(ask, context); });
}

Result<Run> prepare_share_drill(const Arguments& given) {
  PYX_ASSIGN(HolderAsk ask, holder_ask(given));
  ask.record = given.path("--record");
  ask.holder = given.text("--holder");
  ask.out = given.path("--out");
  return Run([ask](Context& context) { return run_share_drill(ask, context); });
}

}  // namespace

Commands share_holder_commands() {
  const std::vector<FlagSpec> own = with(signer_flags(), share_entry_flags(Times::kOnce));
  return {
      {"share",
       "acknowledge",
       "compare your share with the vault's record of it, and sign that you have it; who handed "
       "it to you signs too",
       {},
       with(with(vault_place_flags(), own),
            {backup_flag(),
             version_flag(),
             {"--giver-key", "FILE|URI", "the key of who handed the share over, who signs too"},
             second_passphrase_flag(),
             {"--place", "NAME",
              "where the share will be kept, as 'safe A, envelope 17'; anybody may read it"}}),
       prepare_share_acknowledge},
      {"share",
       "drill",
       "compare your share with the record of its set, at home, and sign how it went; nothing "
       "leaves this machine",
       {},
       with(own, {{"--record", "FILE", "as pyx share record wrote it", Need::kRequired},
                  {"--holder", "NAME", "whose share it is", Need::kRequired},
                  {"--out", "FILE", "the signed receipt, a new file", Need::kRequired}}),
       prepare_share_drill}};
}

}  // namespace pyx::ceremony

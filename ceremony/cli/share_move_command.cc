// pyx share move: two people record that the carrier of a share has changed hands or place.

#include <limits>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/find_backup.h"
#include "ceremony/cli/signing_both.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"

namespace pyx::ceremony {
namespace {

struct ShareMoveAsk {
  VaultPlace place;
  SignerPlace giver;
  std::optional<SignerPlace> taker;    // one of these two
  std::optional<SignerPlace> witness;  // the giver goes on keeping it
  Uuid backup;
  std::optional<unsigned> version;
  std::string holder;
  std::string where_kept;
};

Result<Outcome> run_share_move(const ShareMoveAsk& ask, Context& context) {
  const SignerPlace& second_place = ask.taker ? *ask.taker : *ask.witness;
  PYX_TRY(check_signer(ask.giver, context.output));
  PYX_TRY(check_signer(second_place, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const FoundShareSet found, find_share_set(*vault, ask.backup, ask.version));
  const shares::Member* const member = found.set.held_by(ask.holder);
  if (member == nullptr) {
    return error(Code::kNotFound, ask.holder + " holds no share of set " + ask.backup.text() +
                                      " version " + std::to_string(found.set.version));
  }
  PYX_ASSIGN(const OpenPerson giver, open_person(ask.giver, in_force.policy, info, context));
  PYX_ASSIGN(const OpenPerson second, open_person(second_place, in_force.policy, info, context));
  if (giver.person == second.person)
    return refused("SHARE-SAFE",
                   "two people sign a move; both keys are " + giver.person->id + "'s");

  custody::ShareMove move;
  move.vault = info.id;
  move.backup = ask.backup;
  move.version = found.set.version;
  move.group = member->group;
  move.member = member->number;
  move.commitment = member->commitment;
  move.holder = ask.holder;
  move.given_by = giver.person->id;
  move.taken_by = ask.taker ? second.person->id : giver.person->id;
  move.place = ask.where_kept;
  if (ask.witness) move.witness = second.person->id;
  move.time = context.clock.now();
  PYX_ASSIGN(const custody::Envelope envelope,
             sign_both(*giver.signer, *second.signer, custody::encode_share_move(move), context));
  PYX_ASSIGN(const std::uint64_t leaf, vault->record_share(envelope));
  Outcome outcome;
  outcome.data["leaf"] = leaf;
  outcome.data["keeper"] = move.taken_by;
  outcome.data["place"] = move.place;
  outcome.text = std::to_string(leaf) + "\n";
  outcome.words = {"the share of " + ask.holder + " is in the keeping of " + move.taken_by +
                   " at " + move.place + "; recorded as leaf " + std::to_string(leaf)};
  return outcome;
}

Result<Run> prepare_share_move(const Arguments& given) {
  ShareMoveAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.giver, signer_place(given));
  PYX_ASSIGN(ask.taker, second_signer(given, "--taker-key"));
  PYX_ASSIGN(ask.witness, second_signer(given, "--witness-key"));
  if (ask.taker.has_value() == ask.witness.has_value()) {
    return bad_argument("--taker-key",
                        "two people sign: who takes it, or, if you keep it yourself, somebody by "
                        "--witness-key");
  }
  PYX_ASSIGN(ask.backup, given.uuid("--backup"));
  PYX_ASSIGN(ask.version,
             given.number_if("--version", 1, std::numeric_limits<std::uint32_t>::max()));
  ask.holder = given.text("--holder");
  ask.where_kept = given.text("--place");
  if (!custody::is_place(ask.where_kept))
    return bad_argument("--place", "is a short name of 1 to 64 printable ASCII characters");
  return Run([ask](Context& context) { return run_share_move(ask, context); });
}

}  // namespace

Commands share_move_commands() {
  return {{"share",
           "move",
           "record that the carrier of a share has changed hands or place: who kept it signs by "
           "--key, and a second person too; whose share it is stays",
           {},
           with(with(vault_place_flags(), signer_flags()),
                {backup_flag(),
                 version_flag(),
                 {"--holder", "NAME", "whose share it is", Need::kRequired},
                 {"--place", "NAME",
                  "where it is kept from now on, as 'safe A, envelope 17'; anybody may read it",
                  Need::kRequired},
                 {"--taker-key", "FILE|URI", "the key of who keeps it from now on"},
                 {"--witness-key", "FILE|URI",
                  "the key of who has seen it, if the same person goes on keeping it"},
                 second_passphrase_flag()}),
           prepare_share_move}};
}

}  // namespace pyx::ceremony

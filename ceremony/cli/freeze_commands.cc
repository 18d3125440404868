// pyx freeze: one officer stops a key, a client, minting or everything, at once. No question is
// asked: a freeze that was wrong is thawed, one that came late is not.

#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"
#include "custody/acts/plain_words.h"

namespace pyx::ceremony {
namespace {

// Long enough for a clock that is a little off, too short for a statement that was put by.
constexpr Duration kFreezeLifetime = std::chrono::minutes(15);
constexpr std::size_t kMostReasonBytes = 512;  // custody/acts/freeze_statement.h

struct FreezeAsk {
  VaultPlace place;
  SignerPlace signer;
  custody::FreezeTarget target;
  std::string reason;
};

Result<Outcome> run_freeze(const FreezeAsk& ask, Context& context) {
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const PolicyInForce in_force, policy_in_force(*vault, info));
  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  // Also with a key on the vault's own token: a freeze is never put off.
  PYX_ASSIGN(const policies::Person* const person,
             person_of(in_force.policy, signer->public_key(), ask.signer.person));

  custody::FreezeStatement freeze;
  freeze.vault = info.id;
  freeze.target = ask.target;
  freeze.person = person->id;
  freeze.time = context.clock.now();
  freeze.expires = freeze.time + kFreezeLifetime;
  freeze.nonce = fresh_nonce();
  freeze.reason = ask.reason;
  const Bytes bytes = custody::encode_freeze(freeze);
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  context.output.show(words);
  PYX_ASSIGN(const custody::Envelope envelope, signer->sign_statement(bytes));
  PYX_ASSIGN(const custody::FreezeRecord record, vault->freeze(envelope));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.text = to_hex(record.id) + "\n";
  outcome.words = {"frozen: " + to_text(record.statement.target) + ", by " + person->id,
                   "to thaw, with a quorum: pyx act propose thaw --freeze " + to_hex(record.id) +
                       " --key FILE" + place_words(ask.place)};
  return outcome;
}

Result<Outcome> run_list(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  PYX_ASSIGN(const std::vector<custody::FreezeRecord> freezes, vault->freezes());
  Outcome outcome;
  json::array list;
  for (const custody::FreezeRecord& freeze : freezes) list.push_back(to_json(freeze));
  outcome.data["freezes"] = std::move(list);
  if (freezes.empty()) {
    outcome.words.push_back("nothing is frozen");
  } else {
    outcome.text = freeze_table(freezes);
  }
  return outcome;
}

Result<Run> prepare_freeze(const Arguments& given) {
  FreezeAsk ask;
  auto target = custody::parse_freeze_target(given.text("--target"));
  if (!target) return bad_argument("--target", target.error().message);
  ask.target = std::move(target).value();
  ask.reason = given.text("--reason");
  if (ask.reason.size() > kMostReasonBytes) {
    return bad_argument("--reason", "is longer than 512 bytes");
  }
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  return Run([ask](Context& context) { return run_freeze(ask, context); });
}

Result<Run> prepare_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_list(place, context); });
}

}  // namespace

Commands freeze_commands() {
  return {{"freeze",
           "",
           "stop a key, a client, minting or everything, at once and alone; only a quorum thaws",
           {},
           with(with(vault_place_flags(),
                     {{"--target", "all|minting|key:ID|client:NAME",
                       "what to stop; minting: all that makes value", Need::kRequired},
                      {"--reason", "TEXT", "for the record, at most 512 bytes"}}),
                signer_flags()),
           prepare_freeze},
          {"freeze", "list", "list what is frozen", {}, vault_place_flags(), prepare_list}};
}

}  // namespace pyx::ceremony

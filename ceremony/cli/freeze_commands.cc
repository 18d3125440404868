// pyx freeze: one officer stops a key, a client, minting or everything, at once. No question is
// asked: a freeze that was wrong is thawed, one that came late is not.

#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/reason_flag.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_alone.h"

namespace pyx::ceremony {
namespace {

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
  custody::FreezeStatement freeze;
  freeze.target = ask.target;
  freeze.reason = ask.reason;
  PYX_ASSIGN(const custody::Envelope envelope,
             sign_alone(ask.signer, info, in_force.policy, context, freeze,
                        [&] { return custody::encode_freeze(freeze); }));
  PYX_ASSIGN(const custody::FreezeRecord record, vault->freeze(envelope));

  Outcome outcome;
  outcome.data = to_json(record);
  outcome.text = to_hex(record.id) + "\n";
  outcome.words = {"frozen: " + to_text(record.statement.target) + ", by " + freeze.person,
                   "to thaw, with a quorum: pyx act propose thaw --freeze " + to_hex(record.id) +
                       " --key FILE" + place_words(ask.place)};
  return outcome;
}

Result<Outcome> run_freeze_list(const VaultPlace& place, Context& context) {
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
  PYX_ASSIGN(ask.reason, reason_of(given));
  PYX_ASSIGN(ask.place, vault_place(given));
  PYX_ASSIGN(ask.signer, signer_place(given));
  return Run([ask](Context& context) { return run_freeze(ask, context); });
}

Result<Run> prepare_freeze_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_freeze_list(place, context); });
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
                      reason_flag()}),
                signer_flags()),
           prepare_freeze},
          {"freeze", "list", "list what is frozen", {}, vault_place_flags(), prepare_freeze_list}};
}

}  // namespace pyx::ceremony

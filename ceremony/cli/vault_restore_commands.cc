// pyx vault catch-up, rebuild: a vault whose store is old, or lost, out of an export of its log.

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/token_place.h"
#include "custody/freshness/catch_up.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

struct CatchUpAsk {
  fs::path folder;
  fs::path from;
};

struct RebuildAsk {
  CatchUpAsk what;
  Sha256 root{};
  std::string token_uri;
};

FlagSpec from_flag() {
  return {"--from", "EXPORT", "what pyx log export wrote, kept elsewhere", Need::kRequired};
}

// A commit each: more often than a person wants to read it.
custody::OnProgress progress_of(Context& context) {
  return [&context, told = std::uint64_t{0}](std::uint64_t leaves) mutable {
    constexpr std::uint64_t kTellEvery = 10000;
    if (leaves < told + kTellEvery) return;
    told = leaves;
    context.output.say(std::to_string(leaves) + " leaves are there");
  };
}

Outcome outcome_of(const custody::CaughtUp& done, const fs::path& folder) {
  Outcome outcome;
  outcome.data["vault"] = to_hex(done.vault);
  outcome.data["words"] = to_pgp_words(done.vault);
  outcome.data["from"] = done.from;
  outcome.data["to"] = done.to;
  outcome.text = "vault " + to_hex(done.vault) + ", " + std::to_string(done.to) + " leaves\n";
  outcome.words = {done.from == done.to
                       ? "the export has nothing that is missing here"
                       : "took " + std::to_string(done.to - done.from) + " leaves from the export",
                   "next: pyx vault show --dir " + folder.string() +
                       ": whether the anchor on the token, or a witness, knows of more shows when "
                       "the token is opened"};
  return outcome;
}

Result<Outcome> run_vault_catch_up(const CatchUpAsk& ask, Context& context) {
  context.output.say("checking every leaf, signature and blob of " + ask.from.string());
  PYX_ASSIGN(const custody::CaughtUp done,
             custody::catch_up(ask.folder, ask.from, progress_of(context)));
  return outcome_of(done, ask.folder);
}

Result<Outcome> run_vault_rebuild(const RebuildAsk& ask, Context& context) {
  context.output.say("checking every leaf, signature and blob of " + ask.what.from.string());
  PYX_ASSIGN(const custody::CaughtUp done,
             custody::rebuild_vault(ask.what.folder, ask.what.from, ask.root, ask.token_uri,
                                    progress_of(context)));
  return outcome_of(done, ask.what.folder);
}

Result<Run> prepare_vault_catch_up(const Arguments& given) {
  const CatchUpAsk ask{given.path("--dir"), given.path("--from")};
  return Run([ask](Context& context) { return run_vault_catch_up(ask, context); });
}

Result<Run> prepare_vault_rebuild(const Arguments& given) {
  RebuildAsk ask;
  ask.what = {given.path("--dir"), given.path("--from")};
  PYX_ASSIGN(const auto root, given.digest_if("--root"));
  ask.root = root.value_or(Sha256{});
  const auto token = pkcs11::parse_token_uri(given.text("--token"));
  if (!token) return bad_argument("--token", token.error().message);
  if (token->pin_source) return bad_argument("--token", "needs no PIN here: no pin-source");
  ask.token_uri = pkcs11::to_text(*token);
  return Run([ask](Context& context) { return run_vault_rebuild(ask, context); });
}

}  // namespace

Commands vault_restore_commands() {
  return {{"vault",
           "catch-up",
           "take what a restored vault lacks from an export of its log",
           {},
           {folder_flag(), from_flag()},
           prepare_vault_catch_up},
          {"vault",
           "rebuild",
           "make a new folder for a vault whose disk is lost, out of an export of its log",
           {},
           {folder_flag(),
            from_flag(),
            {"--root", "HEX", "the vault id, as it was published at the founding", Need::kRequired},
            token_flag(Need::kRequired)},
           prepare_vault_rebuild}};
}

}  // namespace pyx::ceremony

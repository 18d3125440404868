// pyx log: the evidence, taken away and checked.

#include <utility>

#include "base/file.h"
#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/table.h"
#include "custody/evidence/export.h"
#include "custody/evidence/verify.h"

namespace pyx::ceremony {
namespace {

struct ExportAsk {
  VaultPlace place;
  std::filesystem::path folder;
};

struct VerifyLogAsk {
  std::filesystem::path folder;
  std::optional<Sha256> root;
  std::optional<std::filesystem::path> since;
};

Result<Outcome> run_log_checkpoint(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  Outcome outcome;
  PYX_ASSIGN(outcome.text, vault->checkpoint());
  outcome.data["checkpoint"] = outcome.text;
  outcome.words.push_back(
      "keep it off this machine: pyx log verify DIR --since FILE shows whether "
      "the log still begins with it");
  return outcome;
}

Result<Outcome> run_log_export(const ExportAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  context.output.say("exporting the log");
  PYX_ASSIGN(const std::uint64_t size, custody::export_log(*vault, ask.folder));
  Outcome outcome;
  outcome.data["size"] = size;
  outcome.data["folder"] = ask.folder.string();
  outcome.data["vault"] = to_hex(info.id);
  outcome.words = {"wrote " + std::to_string(size) + " leaves to " + ask.folder.string(),
                   "next: pyx log verify " + ask.folder.string() +
                       " --root HEX, with the vault id as it was published at the founding"};
  return outcome;
}

Outcome verdict(const custody::VerifyReport& report) {
  Outcome outcome;
  json::array facts;
  json::array unsettled;
  Table table;
  for (const std::string& fact : report.facts) {
    facts.emplace_back(fact);
    table.add({fact});
  }
  for (const std::string& open : report.unsettled) {
    unsettled.emplace_back(open);
    table.add({"unsettled: " + open});
  }
  outcome.data["authenticated"] = report.authenticated;
  outcome.data["vault"] = to_hex(report.vault);
  outcome.data["words"] = to_pgp_words(report.vault);
  outcome.data["size"] = report.size;
  outcome.data["facts"] = std::move(facts);
  outcome.data["unsettled"] = std::move(unsettled);
  outcome.text = "vault " + to_hex(report.vault) + ", " + std::to_string(report.size) +
                 " leaves\n" + table.text();
  if (report.authenticated) {
    outcome.words.push_back("verified: whole, and authenticated by its root");
  } else {
    outcome.exit = ExitCode::kNotAuthenticated;
    outcome.words = {"self-consistent, not authenticated: anybody could have made this log",
                     "next: give the vault id as it was published at the founding with --root"};
  }
  return outcome;
}

Result<Outcome> run_log_verify(const VerifyLogAsk& ask, Context& context) {
  std::optional<std::string> since;
  if (ask.since) {
    PYX_ASSIGN(const Bytes bytes, read_file(*ask.since));
    since = to_text(bytes);
  }
  context.output.say("checking every leaf, signature and blob of " + ask.folder.string());
  PYX_ASSIGN(const custody::VerifyReport report,
             custody::verify_export(ask.folder, ask.root, since));
  return verdict(report);
}

Result<Run> prepare_log_checkpoint(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_log_checkpoint(place, context); });
}

Result<Run> prepare_log_export(const Arguments& given) {
  ExportAsk ask;
  PYX_ASSIGN(ask.place, vault_place(given));
  ask.folder = given.path("DIR");
  return Run([ask](Context& context) { return run_log_export(ask, context); });
}

Result<Run> prepare_log_verify(const Arguments& given) {
  VerifyLogAsk ask;
  ask.folder = given.path("DIR");
  PYX_ASSIGN(ask.root, given.digest_if("--root"));
  if (given.has("--since")) ask.since = given.path("--since");
  return Run([ask](Context& context) { return run_log_verify(ask, context); });
}

}  // namespace

Commands log_commands() {
  return {{"log",
           "checkpoint",
           "print a signed checkpoint over all leaves there are now",
           {},
           vault_place_flags(),
           prepare_log_checkpoint},
          {"log",
           "export",
           "write the whole log to a folder that anybody can check",
           {{"DIR", "a folder that is not there yet, or an earlier export"}},
           vault_place_flags(),
           prepare_log_export},
          {"log",
           "verify",
           "check an exported log, offline; needs no vault and trusts nobody",
           {{"DIR", "what pyx log export wrote"}},
           {{"--root", "HEX", "the vault id; without it the log is not authenticated (exit 4)"},
            {"--since", "FILE", "an earlier checkpoint that the log must begin with"}},
           prepare_log_verify}};
}

}  // namespace pyx::ceremony

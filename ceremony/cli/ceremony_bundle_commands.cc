// pyx ceremony verify, redact: what a ceremony left behind, checked and copied, offline.

#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/report_view.h"
#include "ceremony/transcript/redact.h"
#include "ceremony/transcript/verify.h"

namespace pyx::ceremony {
namespace {

struct VerifyBundleAsk {
  std::filesystem::path bundle;
  std::optional<Sha256> root;
  std::optional<std::filesystem::path> roster;
  transcript::Mode mode = transcript::Mode::kReal;
};
struct RedactAsk {
  std::filesystem::path bundle;
  std::filesystem::path folder;
  transcript::Level level = transcript::Level::kPublic;
};

Result<Outcome> run_ceremony_verify(const VerifyBundleAsk& ask, Context& context) {
  transcript::Trust trust{ask.mode, ask.root, std::nullopt};
  if (ask.roster) {
    PYX_ASSIGN(PolicyFile file, read_policy(*ask.roster));
    trust.roster = std::move(file.policy);
  }
  context.output.say("checking every entry, signature and step of " + ask.bundle.string());
  PYX_ASSIGN(const transcript::CeremonyReport report, transcript::verify_bundle(ask.bundle, trust));
  return show_report(report);
}

Result<Outcome> run_ceremony_redact(const RedactAsk& ask, Context& context) {
  context.output.say("copying what is " + std::string(transcript::to_text(ask.level)));
  PYX_ASSIGN(const transcript::Redaction done,
             transcript::redact(ask.bundle, ask.folder, ask.level));
  Outcome outcome;
  outcome.data["folder"] = ask.folder.string();
  outcome.data["level"] = transcript::to_text(ask.level);
  outcome.data["entries"] = done.entries;
  outcome.data["hidden"] = done.hidden;
  outcome.words = {"wrote " + std::to_string(done.entries) + " entries to " + ask.folder.string() +
                       ", with " + std::to_string(done.hidden) + " fields hidden",
                   "next: pyx ceremony verify " + ask.folder.string()};
  return outcome;
}

Result<Run> prepare_ceremony_verify(const Arguments& given) {
  VerifyBundleAsk ask;
  ask.bundle = given.path("BUNDLE");
  PYX_ASSIGN(ask.root, given.digest_if("--root"));
  if (given.has("--roster")) ask.roster = given.path("--roster");
  if (given.has("--rehearsal")) ask.mode = transcript::Mode::kRehearsal;
  return Run([ask](Context& context) { return run_ceremony_verify(ask, context); });
}

Result<Run> prepare_ceremony_redact(const Arguments& given) {
  RedactAsk ask;
  ask.bundle = given.path("BUNDLE");
  ask.folder = given.path("DIR");
  PYX_ASSIGN(const std::string level, given.one_of("--level", {"public", "restricted"}));
  ask.level = *transcript::level_from(level);
  return Run([ask](Context& context) { return run_ceremony_redact(ask, context); });
}

}  // namespace

Commands ceremony_bundle_commands() {
  return {
      {"ceremony",
       "verify",
       "check what a ceremony left behind, offline; needs no token and no vault, and trusts nobody",
       {{"BUNDLE", "the folder of the ceremony, or a redacted copy"}},
       {{"--root", "HEX", "the vault id as it was published: the people must be those of its log"},
        {"--roster", "FILE", "a policy that is trusted: the people must be those of it"},
        {"--rehearsal", "", "it is a rehearsal, and nothing else is accepted"}},
       prepare_ceremony_verify},
      {"ceremony",
       "redact",
       "copy a bundle without what others shall not see; it verifies under the same signatures",
       {{"BUNDLE", "the folder of the ceremony"}, {"DIR", "a folder that is not there yet"}},
       {{"--level", "public|restricted", "the highest that stays", Need::kRequired}},
       prepare_ceremony_redact}};
}

}  // namespace pyx::ceremony

// pyx token: what a module shows and what a token can really do.

#include <filesystem>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/table.h"
#include "ceremony/cli/token_place.h"
#include "pkcs11/open_token.h"

namespace pyx::ceremony {
namespace {

std::string_view seen_text(pkcs11::Seen seen) {
  switch (seen) {
    case pkcs11::Seen::kWorks:
      return "works";
    case pkcs11::Seen::kFails:
      return "fails";
    case pkcs11::Seen::kAbsent:
      return "absent";
  }
  return "fails";
}

std::string ckr_text(const pkcs11::ProbeLine& line) {
  return line.ckr == 0 ? std::string() : line.call + ": " + ckr_name(line.ckr);
}

Result<Outcome> run_list(const std::filesystem::path& module_path, const std::string& reserved) {
  PYX_ASSIGN(const auto tokens, pkcs11::list_tokens(module_path, reserved));
  Outcome outcome;
  json::array list;
  Table table;
  table.add({"SERIAL", "LABEL", "MODEL", "MANUFACTURER"});
  for (const pkcs11::TokenIdentity& token : tokens) {
    json::object entry;
    entry["serial"] = token.serial;
    entry["label"] = token.label;
    entry["model"] = token.model;
    entry["manufacturer"] = token.manufacturer;
    list.push_back(std::move(entry));
    table.add({token.serial, token.label, token.model, token.manufacturer});
  }
  outcome.data["tokens"] = std::move(list);
  if (tokens.empty()) {
    outcome.words.push_back("the module shows no token");
    return outcome;
  }
  outcome.text = table.text();
  outcome.words.push_back("next: pyx token probe --token 'pkcs11:serial=SERIAL?module-path=" +
                          module_path.string() + "'");
  return outcome;
}

Table lines_of(const pkcs11::ProbeReport& report, json::object& data) {
  json::array lines;
  Table table;
  table.add({"WHAT", "SEEN", "ANSWER", "NOTE"});
  for (const pkcs11::ProbeLine& line : report.lines) {
    json::object entry;
    entry["name"] = line.name;
    entry["seen"] = seen_text(line.seen);
    entry["ckr"] = ckr_name(line.ckr);
    entry["call"] = line.call;
    entry["note"] = line.note;
    lines.push_back(std::move(entry));
    table.add({line.name, std::string(seen_text(line.seen)), ckr_text(line), line.note});
  }
  data["lines"] = std::move(lines);
  return table;
}

Table rules_of(const pkcs11::ProbeReport& report, json::object& data) {
  json::array rules;
  Table table;
  table.add({"RULE", "OUTCOME", "NEEDED", "ANSWER", "TRIED"});
  for (const pkcs11::RuleFinding& finding : report.rules) {
    json::object entry;
    entry["rule"] = to_text(finding.rule);
    entry["outcome"] = to_text(finding.outcome);
    entry["needed"] = every_key_needs(finding.rule);
    entry["ckr"] = finding.ckr;
    entry["call"] = finding.call;
    entry["note"] = finding.note;
    rules.push_back(std::move(entry));
    table.add({std::string(to_text(finding.rule)), std::string(to_text(finding.outcome)),
               every_key_needs(finding.rule) ? "yes" : "", answer_of(finding), finding.note});
  }
  data["rules"] = std::move(rules);
  return table;
}

Outcome report(const pkcs11::ProbeReport& report) {
  Outcome outcome;
  outcome.data["module"] = report.module_description;
  outcome.data["model"] = report.token_model;
  outcome.data["firmware"] = report.firmware_version;
  Table heading;
  heading.add({"module", report.module_description});
  heading.add({"model", report.token_model});
  heading.add({"firmware", report.firmware_version});
  const std::string rules = rules_of(report, outcome.data).text();
  outcome.text = heading.text() + "\n" + rules;
  if (!report.lines.empty()) outcome.text += "\n" + lines_of(report, outcome.data).text();
  std::string missing;
  for (const pkcs11::RuleFinding& finding : report.rules) {
    if (!every_key_needs(finding.rule) || finding.outcome == RuleOutcome::kEnforced) {
      continue;
    }
    missing += (missing.empty() ? "" : ", ") + std::string(to_text(finding.rule));
  }
  if (!missing.empty()) {
    outcome.words.push_back(
        "a key is made on this token only under a profile that names these "
        "exceptions: " +
        missing);
  }
  return outcome;
}

Result<Outcome> run_probe(const TokenPlace& ask, pkcs11::ProbeScope scope, Context& context) {
  PYX_ASSIGN(const auto token, context.open_token(ask.token, ask.pin));
  context.output.say("trying what the token can, with throw-away keys");
  PYX_ASSIGN(const pkcs11::ProbeReport seen, token->probe(scope));
  return report(seen);
}

Result<Run> prepare_list(const Arguments& given) {
  return Run([path = given.path("--module"), reserved = given.text("--init-reserved")](Context&) {
    return run_list(path, reserved);
  });
}

Result<Run> prepare_probe(const Arguments& given) {
  PYX_ASSIGN(const TokenPlace ask, token_place(given));
  const auto scope =
      given.has("--rules-only") ? pkcs11::ProbeScope::kRules : pkcs11::ProbeScope::kAll;
  return Run([ask, scope](Context& context) { return run_probe(ask, scope, context); });
}

}  // namespace

Commands token_commands() {
  return {{"token",
           "list",
           "list the tokens that a PKCS#11 module shows; no login",
           {},
           {{"--module", "PATH", "the PKCS#11 module, a shared library", Need::kRequired},
            {"--init-reserved", "TEXT", "for a module that wants a text at C_Initialize (NSS)"}},
           prepare_list},
          {"token",
           "probe",
           "find out by doing what a token can and which rules it enforces; leaves nothing on it",
           {},
           {token_flag(Need::kRequired),
            pin_source_flag(),
            {"--rules-only", "", "only the rules; quick"}},
           prepare_probe}};
}

}  // namespace pyx::ceremony

// pyx token: what a module shows and what a token can really do.

#include <filesystem>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/probe_view.h"
#include "ceremony/cli/table.h"
#include "ceremony/cli/token_place.h"
#include "pkcs11/open_token.h"

namespace pyx::ceremony {
namespace {

Result<Outcome> run_token_list(const std::filesystem::path& module_path,
                               const std::string& reserved) {
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

Result<Outcome> run_token_probe(const TokenPlace& ask, pkcs11::ProbeScope scope, Context& context) {
  PYX_ASSIGN(const auto token, context.open_token(ask.token, ask.pin));
  context.output.say("trying what the token can, with throw-away keys");
  PYX_ASSIGN(const pkcs11::ProbeReport seen, token->probe(scope));
  return shown_probe(seen);
}

Result<Run> prepare_token_list(const Arguments& given) {
  return Run([path = given.path("--module"), reserved = given.text("--init-reserved")](Context&) {
    return run_token_list(path, reserved);
  });
}

Result<Run> prepare_token_probe(const Arguments& given) {
  PYX_ASSIGN(const TokenPlace ask, token_place(given));
  const auto scope =
      given.has("--rules-only") ? pkcs11::ProbeScope::kRules : pkcs11::ProbeScope::kAll;
  return Run([ask, scope](Context& context) { return run_token_probe(ask, scope, context); });
}

}  // namespace

Commands token_commands() {
  return {{"token",
           "list",
           "list the tokens that a PKCS#11 module shows; no login",
           {},
           {{"--module", "PATH", "the PKCS#11 module, a shared library", Need::kRequired},
            {"--init-reserved", "TEXT", "for a module that wants a text at C_Initialize (NSS)"}},
           prepare_token_list},
          {"token",
           "probe",
           "find out by doing what a token can and which rules it enforces; leaves nothing on it",
           {},
           {token_flag(Need::kRequired),
            pin_source_flag(),
            {"--rules-only", "", "only the rules; quick"}},
           prepare_token_probe}};
}

}  // namespace pyx::ceremony

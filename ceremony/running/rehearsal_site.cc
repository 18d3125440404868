#include "ceremony/running/rehearsal_site.h"

#include <algorithm>

#include "ceremony/running/toml_text.h"

namespace pyx::ceremony::running {
namespace {

constexpr std::size_t kMostLabelBytes = 32;  // CK_TOKEN_INFO, label

// A blank token is called so when it is initialised.
std::string uri_of(const SiteAsk& ask, const std::string& token) {
  const auto serial = ask.serials.find(token);
  const std::string which = serial == ask.serials.end()
                                ? "token=" + ("rehearsal-" + token).substr(0, kMostLabelBytes)
                                : "serial=" + serial->second;
  return "pkcs11:" + which + "?module-path=" + ask.module.string();
}

bool needs_printer(const planning::Plan& plan) {
  return std::ranges::any_of(plan.steps,
                             [](const planning::Step& step) { return step.has("printer"); });
}

void put_ids(std::string_view table, const std::map<std::string, Uuid>& ids, std::string& text) {
  if (ids.empty()) return;
  text += "\n[" + std::string(table) + "]\n";
  for (const auto& [name, id] : ids) text += name + " = " + toml_text(id.text()) + "\n";
}

}  // namespace

std::filesystem::path pin_file_of(const std::string& token) {
  return std::filesystem::path("pins") / (token + ".pin");
}

std::string site_text(const SiteAsk& ask) {
  std::string text =
      "# Of a rehearsal.\nversion = 1\nname = \"rehearsal\"\nvault = \"vault\"\n"
      "output = \"outputs\"\npolicy = \"policy.toml\"\n";
  if (!ask.new_policy.empty()) text += "new_policy = " + toml_text(ask.new_policy) + "\n";
  if (!ask.budgets.empty()) text += "budgets = " + toml_text(ask.budgets) + "\n";
  if (!ask.checkpoint.empty()) text += "checkpoint = " + toml_text(ask.checkpoint) + "\n";
  if (needs_printer(*ask.plan)) text += "printer = \"of the rehearsal\"\n";
  if (!ask.values.empty()) text += "\n[parameters]\n";
  for (const auto& [name, value] : ask.values) text += name + " = " + toml_text(value) + "\n";
  for (const planning::Token& token : ask.plan->tokens) {
    text += "\n[[token]]\nname = " + toml_text(token.id) +
            "\nuri = " + toml_text(uri_of(ask, token.id)) +
            "\npin_source = " + toml_text("file:" + pin_file_of(token.id).string()) + "\n";
  }
  for (const planning::Participant& one : ask.people) {
    text += "\n[[person]]\nid = " + toml_text(one.id) + "\nname = " + toml_text(one.name) +
            "\nroles = " + toml_list(one.roles) +
            "\nkey = " + toml_text("people/" + one.id + ".key") +
            "\npassphrase_source = " + toml_text("file:people/" + one.id + ".passphrase") + "\n";
    if (ask.certificates) text += "certificate = " + toml_text("people/" + one.id + ".cert") + "\n";
  }
  put_ids("keys", ask.keys, text);
  put_ids("backups", ask.backups, text);
  return text;
}

}  // namespace pyx::ceremony::running

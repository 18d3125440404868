// pyx key: the keys of a vault, public parts only.

#include <algorithm>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/record_view.h"

namespace pyx::ceremony {
namespace {

enum class Form { kPem, kJwk };

struct KeyAsk {
  VaultPlace place;
  Uuid id;
  Form form = Form::kPem;
};

Result<custody::KeyRecord> find_key(const KeyAsk& ask, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(ask.place));
  PYX_ASSIGN(std::vector<custody::KeyRecord> keys, vault->keys());
  const auto found = std::ranges::find(keys, ask.id, &custody::KeyRecord::id);
  if (found == keys.end()) {
    return error(Code::kNotFound, "the vault has no key " + ask.id.text() + "; next: pyx key list" +
                                      place_words(ask.place));
  }
  return std::move(*found);
}

Result<Outcome> run_key_list(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault->keys());
  Outcome outcome;
  json::array list;
  for (const custody::KeyRecord& key : keys) list.push_back(to_json(key));
  outcome.data["keys"] = std::move(list);
  if (keys.empty()) {
    outcome.words = {"there are no keys",
                     "next: pyx act propose key.generate" + place_words(place)};
  } else {
    outcome.text = key_table(keys);
  }
  return outcome;
}

Result<Outcome> run_key_show(const KeyAsk& ask, Context& context) {
  PYX_ASSIGN(const custody::KeyRecord key, find_key(ask, context));
  Outcome outcome;
  outcome.data = to_json(key);
  outcome.text = key_text(key);
  return outcome;
}

Result<Outcome> run_key_public(const KeyAsk& ask, Context& context) {
  PYX_ASSIGN(const custody::KeyRecord key, find_key(ask, context));
  if (!key.public_key) {
    return error(Code::kBadInput, "key " + ask.id.text() + " is a " +
                                      std::string(to_text(key.type)) + ": it has no public part");
  }
  Outcome outcome;
  outcome.data["id"] = key.id.text();
  if (ask.form == Form::kPem) {
    outcome.text = key.public_key->pem();
    outcome.data["pem"] = outcome.text;
    return outcome;
  }
  const std::string jwk = key.public_key->jwk(key.id.text());
  PYX_ASSIGN(outcome.data["jwk"], json::parse(jwk));
  outcome.text = jwk + "\n";
  return outcome;
}

Result<KeyAsk> key_ask(const Arguments& given) {
  KeyAsk ask;
  PYX_ASSIGN(ask.id, given.uuid("ID"));
  PYX_ASSIGN(ask.place, vault_place(given));
  if (given.has("--format")) {
    PYX_ASSIGN(const std::string form, given.one_of("--format", {"pem", "jwk"}));
    ask.form = form == "jwk" ? Form::kJwk : Form::kPem;
  }
  return ask;
}

Result<Run> prepare_key_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_key_list(place, context); });
}

Result<Run> prepare_key_show(const Arguments& given) {
  PYX_ASSIGN(const KeyAsk ask, key_ask(given));
  return Run([ask](Context& context) { return run_key_show(ask, context); });
}

Result<Run> prepare_key_public(const Arguments& given) {
  PYX_ASSIGN(const KeyAsk ask, key_ask(given));
  return Run([ask](Context& context) { return run_key_public(ask, context); });
}

}  // namespace

Commands key_commands() {
  const WordSpec id = {"ID", "the key's id, as pyx key list shows it"};
  return {{"key",
           "list",
           "list the keys, oldest first, destroyed ones too",
           {},
           vault_place_flags(),
           prepare_key_list},
          {"key", "show", "show one key's record", {id}, vault_place_flags(), prepare_key_show},
          {"key",
           "public",
           "print a key's public part",
           {id},
           with(vault_place_flags(), {{"--format", "pem|jwk", "pem if left out"}}),
           prepare_key_public}};
}

}  // namespace pyx::ceremony

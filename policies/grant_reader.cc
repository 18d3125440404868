#include "policies/grant_reader.h"

#include <utility>

#include "policies/field.h"

namespace pyx::policies {
namespace {

Result<Backup> read_backup(toml::Table& table) {
  PYX_ASSIGN(const auto text, table.string_if("backup"));
  if (!text) return Backup::kSplit;
  if (const auto backup = backup_from(text->text)) return *backup;
  return table.fail(text->at,
                    "unknown backup " + in_quotes(text->text) + "; known are none, split");
}

// Only what a key needs may be excepted: anything else would be an exception to nothing.
Result<std::vector<TokenRule>> read_exceptions(toml::Table& table) {
  PYX_ASSIGN(const auto texts, table.strings_or_none("exceptions"));
  FirstUses uses;
  std::vector<TokenRule> rules;
  for (const toml::Text& text : texts) {
    const auto rule = token_rule_from(text.text);
    if (!rule || !every_key_needs(*rule)) {
      std::string known;
      for (const TokenRule one : kTokenRules) {
        if (every_key_needs(one)) known += (known.empty() ? "" : ", ") + std::string(to_text(one));
      }
      return table.fail(text.at, "no key needs the rule " + in_quotes(text.text) +
                                     "; exceptions are taken from " + known);
    }
    PYX_TRY(uses.once(table, text, "exception"));
    rules.push_back(*rule);
  }
  return rules;
}

Result<KeyProfile> read_profile(toml::Table& table, FirstUses& names) {
  PYX_ASSIGN(const toml::Text name, read_id(table, "name"));
  PYX_TRY(names.once(table, name, "profile"));
  PYX_ASSIGN(const toml::Text type_text, table.string("type"));
  const auto type = key_type_from(type_text.text);
  if (!type)
    return table.fail(type_text.at, "unknown type " + in_quotes(type_text.text) +
                                        "; known are rsa-2048, rsa-3072, rsa-4096, p-256, p-384, "
                                        "ed25519, generic-secret, aes-256");
  PYX_ASSIGN(const toml::Text purpose_text, table.string("purpose"));
  const auto purpose = purpose_from(purpose_text.text);
  if (!purpose)
    return table.fail(purpose_text.at, "unknown purpose " + in_quotes(purpose_text.text) +
                                           "; known are sign, blind-sign, mac, encrypt");
  if (!fits(*type, *purpose))
    return table.fail(purpose_text.at, "a key of type " + in_quotes(type_text.text) +
                                           " cannot have the purpose " +
                                           in_quotes(purpose_text.text));
  PYX_ASSIGN(const Backup backup, read_backup(table));
  PYX_ASSIGN(auto exceptions, read_exceptions(table));
  return KeyProfile{name.text, *type, *purpose, backup, std::move(exceptions)};
}

Result<void> read_profiles(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto tables, root.tables_or_none("profile"));
  if (tables.size() > kMostProfiles)
    return root.fail(tables[kMostProfiles]->at(),
                     "more than " + std::to_string(kMostProfiles) + " profiles in one policy");
  FirstUses names;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(KeyProfile profile, read_profile(*table, names));
    policy.profiles.push_back(std::move(profile));
  }
  return {};
}

Result<std::vector<Access>> read_access(toml::Table& table) {
  PYX_ASSIGN(const auto texts, table.strings("access"));
  FirstUses uses;
  std::vector<Access> granted;
  for (const toml::Text& text : texts) {
    const auto access = access_from(text.text);
    if (!access)
      return table.fail(text.at,
                        "unknown access " + in_quotes(text.text) + "; known are sign, acts, log");
    PYX_TRY(uses.once(table, text, "access"));
    granted.push_back(*access);
  }
  return granted;
}

Result<std::vector<std::string>> read_use(toml::Table& table, const Policy& policy,
                                          const Client& client) {
  PYX_ASSIGN(const auto texts, table.strings_or_none("use"));
  if (!texts.empty() && !client.has_access(Access::kSign))
    return table.fail(table.position_of("use"), "client " + in_quotes(client.name) +
                                                    " uses profiles, but its access lacks sign");
  FirstUses uses;
  std::vector<std::string> profiles;
  for (const toml::Text& text : texts) {
    if (policy.profile(text.text) == nullptr)
      return table.fail(text.at, "unknown profile " + in_quotes(text.text) + " in use of client " +
                                     in_quotes(client.name));
    PYX_TRY(uses.once(table, text, "in use, profile"));
    profiles.push_back(text.text);
  }
  return profiles;
}

struct Identities {
  FirstUses names;
  FirstUses uris;
  FirstUses keys;
};

// Refuses a value that another client has already.
Result<void> claim(const toml::Table& table, FirstUses& uses, const toml::Text& value,
                   const std::string& client, std::string_view what) {
  const auto* const other = uses.earlier(value.text, client, value.at);
  if (other == nullptr) return {};
  return table.fail(value.at, "client " + in_quotes(client) + " has the same " + std::string(what) +
                                  " as client " + in_quotes(other->owner) + " at line " +
                                  std::to_string(other->at.line));
}

Result<Client> read_client(toml::Table& table, const Policy& policy, Identities& identities) {
  Client client;
  PYX_ASSIGN(const toml::Text name, read_id(table, "name"));
  PYX_TRY(identities.names.once(table, name, "client"));
  client.name = name.text;
  PYX_ASSIGN(const toml::Text uri, read_uri(table, "san_uri"));
  PYX_TRY(claim(table, identities.uris, uri, client.name, "san_uri"));
  client.san_uri = uri.text;
  PYX_ASSIGN(const toml::Text hash, table.string("spki_sha256"));
  const auto digest = sha256_from_hex(hash.text);
  if (!digest)
    return table.fail(hash.at,
                      "spki_sha256 " + in_quotes(hash.text) + " must be 64 lower-case hex digits");
  PYX_TRY(claim(table, identities.keys, hash, client.name, "spki_sha256"));
  client.spki_sha256 = *digest;
  PYX_ASSIGN(client.access, read_access(table));
  PYX_ASSIGN(client.use, read_use(table, policy, client));
  return client;
}

Result<void> read_clients(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto tables, root.tables_or_none("client"));
  if (tables.size() > kMostClients)
    return root.fail(tables[kMostClients]->at(),
                     "more than " + std::to_string(kMostClients) + " clients in one policy");
  Identities identities;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(Client client, read_client(*table, policy, identities));
    policy.clients.push_back(std::move(client));
  }
  return {};
}

}  // namespace

Result<void> read_grants(toml::Table& root, Policy& policy) {
  PYX_TRY(read_profiles(root, policy));
  return read_clients(root, policy);
}

}  // namespace pyx::policies

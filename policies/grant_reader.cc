#include "policies/grant_reader.h"

#include <algorithm>
#include <utility>

#include "policies/field.h"
#include "policies/grant.h"

namespace pyx::policies {
namespace {

constexpr std::int64_t kMostBadCoinsAllowed = 1'000'000;

Result<Backup> read_backup(toml::Table& table, const toml::Text& name, KeyType type) {
  PYX_ASSIGN(const auto text, table.string_if("backup"));
  const auto backup = text ? backup_from(text->text) : Backup::kSplit;
  if (!backup)
    return table.fail(text->at,
                      "unknown backup " + in_quotes(text->text) + "; known are none, split");
  if (*backup == Backup::kNone || is_wrappable(type)) return *backup;
  return table.fail(text ? text->at : name.at,
                    "a key of type " + in_quotes(to_text(type)) +
                        " cannot have the backup \"split\", which is meant where none is said: no "
                        "token wraps it; take p-256 or p-384, or say backup = \"none\"");
}

// Only what a key needs may be excepted: anything else would be an exception to nothing.
Result<std::vector<TokenRule>> read_exceptions(toml::Table& table, Backup backup) {
  const auto needed = [&](TokenRule rule) {
    return backup == Backup::kSplit ? wrapped_key_needs(rule) : every_key_needs(rule);
  };
  PYX_ASSIGN(const auto texts, table.strings_or_none("exceptions"));
  FirstUses uses;
  std::vector<TokenRule> rules;
  for (const toml::Text& text : texts) {
    const auto rule = token_rule_from(text.text);
    if (!rule || !needed(*rule)) {
      std::string known;
      for (const TokenRule one : kTokenRules) {
        if (needed(one)) known += (known.empty() ? "" : ", ") + std::string(to_text(one));
      }
      return table.fail(text.at, "no key of this profile needs the rule " + in_quotes(text.text) +
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
                                           "; known are sign, blind-sign, mac, encrypt, coin, "
                                           "coin-seed, envelope, answer");
  if (!fits(*type, *purpose))
    return table.fail(purpose_text.at, "a key of type " + in_quotes(type_text.text) +
                                           " cannot have the purpose " +
                                           in_quotes(purpose_text.text));
  PYX_ASSIGN(const Backup backup, read_backup(table, name, *type));
  PYX_ASSIGN(auto exceptions, read_exceptions(table, backup));
  PYX_ASSIGN(const bool may_be_exposed, table.boolean_or("may_be_exposed", false));
  return KeyProfile{name.text, *type, *purpose, backup, std::move(exceptions), may_be_exposed};
}

// The names of those that `wanted` holds for: "coins.mint, coins.exchange".
template <class Wanted>
std::string names_of_accesses(Wanted wanted) {
  std::string names;
  for (const Access access : kAccesses) {
    if (wanted(access)) names += (names.empty() ? "" : ", ") + std::string(to_text(access));
  }
  return names;
}

struct Granted {
  Access access = Access::kSign;
  toml::Position at;
};

Result<std::vector<Granted>> read_access(toml::Table& table) {
  PYX_ASSIGN(const auto texts, table.strings("access"));
  FirstUses uses;
  std::vector<Granted> granted;
  for (const toml::Text& text : texts) {
    const auto access = access_from(text.text);
    if (!access)
      return table.fail(text.at, "unknown access " + in_quotes(text.text) + "; known are " +
                                     names_of_accesses([](Access) { return true; }));
    PYX_TRY(uses.once(table, text, "access"));
    granted.push_back({*access, text.at});
  }
  return granted;
}

// Every key has one purpose, and with it the operations that use it: a grant that none of the
// client's operations could make use of is a mistake. (Keys of purpose encrypt have no operation.)
Result<void> check_served(const toml::Table& table, const toml::Text& profile, Purpose purpose,
                          const Client& client) {
  const auto serves_it = [&](Access access) { return serves(access, purpose); };
  if (purpose == Purpose::kEncrypt || std::ranges::any_of(client.access, serves_it)) return {};
  return table.fail(profile.at, "client " + in_quotes(client.name) + " cannot use profile " +
                                    in_quotes(profile.text) + " of purpose " +
                                    std::string(to_text(purpose)) + " without an access of " +
                                    names_of_accesses(serves_it));
}

Result<std::vector<std::string>> read_use(toml::Table& table, const Policy& policy,
                                          const Client& client) {
  PYX_ASSIGN(const auto texts, table.strings_or_none("use"));
  if (!texts.empty() && std::ranges::none_of(client.access, uses_keys))
    return table.fail(
        table.position_of("use"),
        "client " + in_quotes(client.name) +
            " uses profiles, but has no access that uses keys: " + names_of_accesses(uses_keys));
  FirstUses uses;
  std::vector<std::string> profiles;
  for (const toml::Text& text : texts) {
    const KeyProfile* const profile = policy.profile(text.text);
    if (profile == nullptr)
      return table.fail(text.at, "unknown profile " + in_quotes(text.text) + " in use of client " +
                                     in_quotes(client.name));
    PYX_TRY(uses.once(table, text, "in use, profile"));
    PYX_TRY(check_served(table, text, profile->purpose, client));
    profiles.push_back(text.text);
  }
  return profiles;
}

// An access without keys to do it with.
Result<void> check_access(const toml::Table& table, const Granted& granted, const Policy& policy,
                          const Client& client) {
  const auto uses = [&](Purpose purpose) {
    return std::ranges::any_of(client.use, [&](const std::string& profile) {
      return policy.profile(profile)->purpose == purpose;
    });
  };
  const auto lacks = [&](const std::string& purposes) {
    return table.fail(granted.at, "access " + std::string(to_text(granted.access)) + " of client " +
                                      in_quotes(client.name) + " needs a profile of purpose " +
                                      purposes + " in its use");
  };
  for (const Purpose purpose : needed_by(granted.access)) {
    if (!uses(purpose)) return lacks(std::string(to_text(purpose)));
  }
  // A client that may sign with nothing yet has always been taken.
  if (granted.access == Access::kSign && !client.use.empty() && !uses(Purpose::kSign) &&
      !uses(Purpose::kMac)) {
    return lacks("sign or mac");
  }
  return {};
}

Result<std::uint64_t> read_most_bad_coins(toml::Table& table, const Client& client) {
  PYX_ASSIGN(const std::int64_t most,
             table.integer_or("most_bad_coins", 0, kMostBadCoinsAllowed, kMostBadCoins));
  const bool brings_coins = client.has_access(Access::kCoinsCheck) ||
                            client.has_access(Access::kCoinsExchange) ||
                            client.has_access(Access::kCoinsRedeem);
  if (table.has("most_bad_coins") && !brings_coins)
    return table.fail(table.position_of("most_bad_coins"),
                      "client " + in_quotes(client.name) +
                          " brings no coins: most_bad_coins needs an access of coins.check, "
                          "coins.exchange, coins.redeem");
  return static_cast<std::uint64_t>(most);
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
  PYX_ASSIGN(const auto all_granted, read_access(table));
  for (const Granted& granted : all_granted) client.access.push_back(granted.access);
  PYX_ASSIGN(client.use, read_use(table, policy, client));
  for (const Granted& granted : all_granted) PYX_TRY(check_access(table, granted, policy, client));
  PYX_ASSIGN(client.most_bad_coins, read_most_bad_coins(table, client));
  return client;
}

}  // namespace

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

}  // namespace pyx::policies

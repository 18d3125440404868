#include "policies/roster_reader.h"

#include <algorithm>

#include "base/base64.h"
#include "policies/field.h"

namespace pyx::policies {
namespace {

Result<std::vector<toml::Text>> read_role_names(toml::Table& root) {
  PYX_ASSIGN(auto roles, root.strings("roles"));
  if (roles.empty())
    return root.fail(root.position_of("roles"), "a policy needs at least one role");
  if (roles.size() > kMostRoles)
    return root.fail(roles[kMostRoles].at,
                     "more than " + std::to_string(kMostRoles) + " roles in one policy");
  FirstUses uses;
  for (const toml::Text& role : roles) {
    if (!is_id(role.text))
      return root.fail(role.at, "role " + in_quotes(role.text) +
                                    " must be 1 to 32 of the characters a-z, 0-9 and -");
    PYX_TRY(uses.once(root, role, "role"));
  }
  return roles;
}

Result<PublicKey> public_key_from(const std::string& text) {
  if (text.starts_with("-----BEGIN")) return PublicKey::from_pem(text);
  PYX_ASSIGN(const Bytes der, from_base64(text));
  return PublicKey::from_spki(der);
}

Result<PublicKey> read_public_key(toml::Table& table, const std::string& owner) {
  PYX_ASSIGN(const toml::Text text, table.string("public_key"));
  auto key = public_key_from(text.text);
  if (!key)
    return table.fail(text.at, "public_key of " + in_quotes(owner) + ": " + key.error().message);
  if (key->type() != KeyType::kEd25519 && key->type() != KeyType::kP256)
    return table.fail(text.at, "public_key of " + in_quotes(owner) + " is of type " +
                                   std::string(to_text(key->type())) +
                                   "; people sign with ed25519 or p-256");
  return key;
}

struct Identities {
  FirstUses ids;
  FirstUses keys;
};

Result<Person> read_person(toml::Table& table, const Policy& policy, Identities& identities) {
  PYX_ASSIGN(const toml::Text id, read_id(table, "id"));
  PYX_TRY(identities.ids.once(table, id, "person"));
  PYX_ASSIGN(const toml::Text name, read_name(table, "name"));
  PYX_ASSIGN(PublicKey key, read_public_key(table, id.text));
  // By the SPKI, not by the text: the same key may come once as PEM and once as base64.
  const toml::Position at = table.position_of("public_key");
  if (const auto* twin = identities.keys.earlier(to_hex(key.id()), id.text, at))
    return table.fail(at, in_quotes(id.text) + " has the same public_key as " +
                              in_quotes(twin->owner) + " at line " + std::to_string(twin->at.line));
  PYX_ASSIGN(auto roles, read_roles(table, "roles", policy));
  return Person{id.text, name.text, std::move(key), std::move(roles)};
}

Result<void> read_people(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto tables, root.tables("person"));
  if (tables.size() > kMostPeople)
    return root.fail(tables[kMostPeople]->at(),
                     "more than " + std::to_string(kMostPeople) + " people in one policy");
  Identities identities;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(Person person, read_person(*table, policy, identities));
    policy.people.push_back(std::move(person));
  }
  return {};
}

Result<void> require_holder(const toml::Table& root, const toml::Text& role, const Policy& policy) {
  const bool held = std::ranges::any_of(
      policy.people, [&](const Person& person) { return person.has_role(role.text); });
  if (!held) return root.fail(role.at, "nobody has the role " + in_quotes(role.text));
  return {};
}

}  // namespace

Result<std::vector<std::string>> read_roles(toml::Table& table, std::string_view key,
                                            const Policy& policy) {
  PYX_ASSIGN(const auto texts, table.strings(key));
  if (texts.empty())
    return table.fail(table.position_of(key), std::string(key) + " must name at least one role");
  FirstUses uses;
  std::vector<std::string> roles;
  for (const toml::Text& role : texts) {
    if (std::ranges::find(policy.roles, role.text) == policy.roles.end())
      return table.fail(role.at, "unknown role " + in_quotes(role.text));
    PYX_TRY(uses.once(table, role, "role"));
    roles.push_back(role.text);
  }
  return roles;
}

Result<void> read_roster(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto roles, read_role_names(root));
  for (const toml::Text& role : roles) policy.roles.push_back(role.text);
  PYX_TRY(read_people(root, policy));
  for (const toml::Text& role : roles) PYX_TRY(require_holder(root, role, policy));
  PYX_ASSIGN(toml::Table* const freeze, root.table("freeze"));
  PYX_ASSIGN(policy.may_freeze, read_roles(*freeze, "roles", policy));
  return {};
}

}  // namespace pyx::policies

#include "ceremony/planning/site.h"

#include <algorithm>
#include <set>

#include "ceremony/planning/gather.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMostTokens = 8;
constexpr std::size_t kMostPeopleOfSite = 256;

std::string path_text(toml::Table& table, std::string_view key, Gather& gather) {
  return gather.text(table, key);
}

std::optional<std::filesystem::path> path_if(toml::Table& table, std::string_view key,
                                             Gather& gather) {
  if (!table.has(key)) return std::nullopt;
  return std::filesystem::path(path_text(table, key, gather));
}

// SECRET-NEVER: neither a source nor a URI is quoted, since either may be a PIN by mistake.
SecretSource read_source(toml::Table& table, std::string_view key, Gather& gather) {
  const auto text = table.string(key);
  if (!text) {
    gather.add(text.error());
    return {};
  }
  auto source = parse_secret_source(text->text);
  if (source) return std::move(*source);
  gather.add(FindingKind::kMalformed, text->at,
             std::string(key) + " must be file:PATH, fd:N or prompt:");
  return {};
}

void read_token(toml::Table& table, Gather& gather, Site& site) {
  gather.only(table, "[[token]]", {"name", "uri", "pin_source", "so_pin_source"});
  SiteToken token;
  token.at = table.at();
  token.name = gather.id(table, "name");
  token.pin_source = read_source(table, "pin_source", gather);
  if (table.has("so_pin_source")) token.so_pin_source = read_source(table, "so_pin_source", gather);
  const auto text = table.string("uri");
  if (!text) return gather.add(text.error());
  auto uri = pkcs11::parse_token_uri(text->text);
  if (!uri) return gather.add(FindingKind::kMalformed, text->at, uri.error().message);
  if (uri->pin_source)
    gather.add(FindingKind::kMalformed, text->at, "the PIN's source does not stand in the URI",
               "say pin_source beside it");
  if (uri->object_id || uri->object_label)
    gather.add(FindingKind::kMalformed, text->at, "the URI of a token names no object");
  token.uri = std::move(*uri);
  token.uri.pin_source.reset();
  site.tokens.push_back(std::move(token));
}

void read_person(toml::Table& table, Gather& gather, Site& site) {
  gather.only(table, "[[person]]",
              {"id", "name", "roles", "key", "passphrase_source", "certificate"});
  SitePerson person;
  person.at = table.at();
  person.person.id = gather.id(table, "id");
  person.person.name = gather.name(table, "name");
  person.person.roles = gather.list(table, "roles", 1);
  if (table.has("key")) person.key = path_text(table, "key", gather);
  constexpr std::string_view kUri = "pkcs11:";
  if (person.key.starts_with(kUri)) {
    const auto uri = pkcs11::parse_token_uri(person.key);
    if (!uri) gather.add(FindingKind::kMalformed, table.position_of("key"), uri.error().message);
  }
  if (table.has("passphrase_source"))
    person.passphrase_source = read_source(table, "passphrase_source", gather);
  person.certificate = path_if(table, "certificate", gather);
  site.people.push_back(std::move(person));
}

// name = "text", each.
std::vector<std::pair<std::string, std::string>> read_pairs(toml::Table& root, std::string_view key,
                                                            Gather& gather) {
  std::vector<std::pair<std::string, std::string>> pairs;
  toml::Table* const table = gather.take(root.table_if(key), static_cast<toml::Table*>(nullptr));
  if (table == nullptr) return pairs;
  for (const std::string& name : table->keys())
    pairs.emplace_back(name, gather.take(table->string(name)).text);
  return pairs;
}

std::map<std::string, Uuid> read_ids(toml::Table& root, std::string_view key, Gather& gather) {
  std::map<std::string, Uuid> ids;
  for (const auto& [name, text] : read_pairs(root, key, gather)) {
    const auto id = Uuid::parse(text);
    if (id) {
      ids.emplace(name, *id);
    } else {
      gather.add(FindingKind::kMalformed, root.position_of(key),
                 std::string(key) + "." + name + " is no id: " + id.error().message);
    }
  }
  return ids;
}

void check_distinct(const Site& site, Gather& gather) {
  std::set<std::string> names;
  std::set<std::string> serials;
  for (const SiteToken& token : site.tokens) {
    if (!names.insert(token.name).second)
      gather.add(FindingKind::kReference, token.at, "token " + token.name + " stands twice");
    if (token.uri.serial && !serials.insert(*token.uri.serial).second)
      gather.add(FindingKind::kReference, token.at,
                 "token " + token.name + " has the serial of another one");
  }
  std::set<std::string> ids;
  std::set<std::string> keys;
  for (const SitePerson& one : site.people) {
    if (!ids.insert(one.person.id).second)
      gather.add(FindingKind::kReference, one.at, "person " + one.person.id + " stands twice");
    if (!one.key.empty() && !keys.insert(one.key).second)
      gather.add(FindingKind::kReference, one.at,
                 "person " + one.person.id + " has the key of somebody else");
  }
}

void read_top(toml::Table& root, Gather& gather, Site& site) {
  gather.only(root, "the site",
              {"version", "name", "vault", "output", "policy", "new_policy", "budgets",
               "checkpoint", "printer", "parameters", "token", "person", "keys", "backups"});
  site.name = gather.name(root, "name");
  site.vault = path_text(root, "vault", gather);
  site.output = path_text(root, "output", gather);
  site.policy = path_text(root, "policy", gather);
  site.new_policy = path_if(root, "new_policy", gather);
  site.budgets = path_if(root, "budgets", gather);
  site.checkpoint = path_if(root, "checkpoint", gather);
  if (root.has("printer")) site.printer = gather.name(root, "printer");
  site.parameters = read_pairs(root, "parameters", gather);
  site.keys = read_ids(root, "keys", gather);
  site.backups = read_ids(root, "backups", gather);
}

void fits_tokens(const Site& site, const Plan& plan, Gather& gather) {
  for (const Token& token : plan.tokens) {
    const SiteToken* const here = site.token(token.id);
    if (here == nullptr) {
      gather.add(FindingKind::kReference, {1, 1}, "the site has no token " + token.id,
                 "add [[token]] name = \"" + token.id + "\"");
    } else if (token.state != TokenState::kBlank && !here->uri.serial) {
      gather.add(FindingKind::kReference, here->at,
                 "token " + token.id + " is known by nothing but its place",
                 "give its serial in the URI");
    }
  }
  for (const SiteToken& token : site.tokens) {
    if (plan.token(token.name) == nullptr)
      gather.add(FindingKind::kReference, token.at, "the plan has no token " + token.name);
  }
}

template <class T>
void fits_ids(const std::vector<T>& of_plan, bool (*is_there)(const T&),
              const std::map<std::string, Uuid>& of_site, const std::string& what, Gather& gather) {
  for (const T& one : of_plan) {
    if (is_there(one) && !of_site.contains(one.id))
      gather.add(FindingKind::kReference, {1, 1},
                 "the site does not say which " + what + " is " + one.id,
                 "add its id to [" + what + "s]");
  }
  for (const auto& [name, id] : of_site) {
    const auto found = std::ranges::find(of_plan, name, &T::id);
    if (found == of_plan.end() || !is_there(*found))
      gather.add(FindingKind::kReference, {1, 1},
                 "the plan has no " + what + " " + name + " that is there before");
  }
}

void fits_files(const Site& site, const Plan& plan, Gather& gather) {
  for (const Step& step : plan.steps) {
    const bool new_policy = step.action == Action::kCheckPolicy && step.text("which") == "new";
    if (new_policy && !site.new_policy)
      gather.add(FindingKind::kReference, {1, 1}, "step " + step.id + " needs new_policy",
                 "name its file in the site");
    const bool budgets = step.action == Action::kPropose && step.text("act") == "budget.set";
    if (budgets && !site.budgets)
      gather.add(FindingKind::kReference, {1, 1}, "step " + step.id + " needs budgets",
                 "name their file in the site");
    if (step.has("printer") && site.printer.empty())
      gather.add(FindingKind::kReference, {1, 1}, "step " + step.id + " needs a printer",
                 "name it in the site");
    if (step.action == Action::kVerifyLog && !site.checkpoint)
      gather.add(FindingKind::kReference, {1, 1},
                 "step " + step.id + " needs the witness's checkpoint",
                 "name its file in the site");
  }
}

}  // namespace

const SiteToken* Site::token(std::string_view token_name) const {
  const auto found = std::ranges::find(tokens, token_name, &SiteToken::name);
  return found == tokens.end() ? nullptr : &*found;
}

const SitePerson* Site::person(std::string_view id) const {
  const auto found =
      std::ranges::find_if(people, [&](const SitePerson& one) { return one.person.id == id; });
  return found == people.end() ? nullptr : &*found;
}

std::vector<Participant> Site::participants() const {
  std::vector<Participant> all;
  for (const SitePerson& one : people) all.push_back(one.person);
  return all;
}

SiteReading read_site(ByteView bytes, std::string_view source_name) {
  SiteReading reading;
  Gather gather(reading.findings);
  const auto root = toml::parse(as_text(bytes), source_name);
  if (!root) {
    gather.add(root.error());
    return reading;
  }
  if (const auto version = policies::read_version(**root, kVersion, "a site"); !version) {
    gather.add(version.error());
    return reading;
  }
  Site site;
  site.digest = sha256(bytes);
  read_top(**root, gather, site);
  for (toml::Table* const table : gather.tables(**root, "token", 1, kMostTokens))
    read_token(*table, gather, site);
  for (toml::Table* const table : gather.tables(**root, "person", 1, kMostPeopleOfSite))
    read_person(*table, gather, site);
  check_distinct(site, gather);
  sort_by_place(reading.findings);
  if (reading.findings.empty()) reading.site = std::move(site);
  return reading;
}

Findings fits(const Site& site, const Plan& plan) {
  Findings findings;
  Gather gather(findings);
  fits_tokens(site, plan, gather);
  fits_ids<Key>(
      plan.keys, [](const Key& key) { return key.before.has_value(); }, site.keys, "key", gather);
  fits_ids<Backup>(
      plan.backups, [](const Backup& backup) { return backup.before; }, site.backups, "backup",
      gather);
  fits_files(site, plan, gather);
  return findings;
}

}  // namespace pyx::ceremony::planning

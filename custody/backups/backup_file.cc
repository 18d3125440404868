#include "custody/backups/backup_file.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/backups/token_identity.h"
#include "custody/evidence/dsse.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostKeys = 64;
constexpr std::size_t kMostSources = 8;
constexpr std::size_t kMostWrappedInFile = 4096;

json::object to_json(const BackedUpKey& key) {
  json::object to;
  to["id"] = key.id.text();
  to["name"] = key.name;
  to["profile"] = key.profile;
  to["type"] = pyx::to_text(key.type);
  to["purpose"] = pyx::to_text(key.purpose);
  if (key.spki) to["spki"] = to_base64(*key.spki);
  if (key.check_value) to["check_value"] = to_hex(*key.check_value);
  to["wrapped"] = to_base64(key.wrapped);
  return to;
}

Result<BackedUpKey> read_key(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "key of the backup"));
  BackedUpKey key;
  PYX_ASSIGN(key.id, reader.uuid("id"));
  PYX_ASSIGN(key.name, reader.string("name"));
  PYX_ASSIGN(key.profile, reader.string("profile"));
  PYX_ASSIGN(const std::string type, reader.string("type"));
  PYX_ASSIGN(const std::string purpose, reader.string("purpose"));
  const auto known_type = key_type_from(type);
  const auto known_purpose = purpose_from(purpose);
  if (!known_type || !known_purpose || !fits(*known_type, *known_purpose)) {
    return error(Code::kBadInput, "key " + key.id.text() + " of the backup has the type " + type +
                                      " and the purpose " + purpose + ", which is no such pair");
  }
  key.type = *known_type;
  key.purpose = *known_purpose;
  if (reader.has("spki")) {
    PYX_ASSIGN(key.spki, reader.base64("spki"));
  }
  if (reader.has("check_value")) {
    PYX_ASSIGN(key.check_value, reader.digest("check_value"));
  }
  PYX_ASSIGN(key.wrapped, reader.base64("wrapped"));
  PYX_TRY(reader.finish());
  if (key.spki.has_value() != is_asymmetric(key.type) ||
      key.check_value.has_value() == is_asymmetric(key.type)) {
    return error(Code::kBadInput, "key " + key.id.text() +
                                      " of the backup has either a public key or a check value");
  }
  // RFC 5649: the wrapped bytes are 8 longer than what is inside, padded to a multiple of 8.
  if (key.wrapped.size() < 24 || key.wrapped.size() > kMostWrappedInFile ||
      key.wrapped.size() % 8 != 0) {
    return error(Code::kBadInput, "key " + key.id.text() + " of the backup is wrapped in " +
                                      std::to_string(key.wrapped.size()) +
                                      " bytes, which cannot be RFC 5649");
  }
  return key;
}

Result<WrapKeySource> read_source(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "source of the wrap key"));
  WrapKeySource source;
  PYX_ASSIGN(source.name, reader.string("name"));
  PYX_ASSIGN(source.digest, reader.digest("sha256"));
  PYX_TRY(reader.finish());
  return source;
}

Result<RewrappedFrom> read_rewrapped_from(const json::object& from) {
  json::ObjectReader reader(from, "what the backup was rewrapped from");
  RewrappedFrom read;
  PYX_ASSIGN(read.backup, reader.uuid("backup"));
  PYX_ASSIGN(read.file, reader.digest("file"));
  PYX_TRY(reader.finish());
  return read;
}

using Rules = std::vector<std::pair<TokenRule, RuleOutcome>>;

Result<Rules> read_rules(const json::object& from) {
  Rules rules;
  for (const auto& [name, value] : from) {
    const auto rule = token_rule_from(std::string_view(name));
    const auto outcome =
        value.is_string() ? rule_outcome_from(std::string_view(value.get_string())) : std::nullopt;
    if (!rule || !outcome)
      return error(Code::kBadInput, "unknown rule of a token: " + std::string(name));
    rules.emplace_back(*rule, *outcome);
  }
  return rules;
}

Result<WrappedUnder> under_from(std::string_view text) {
  for (const WrappedUnder under : {WrappedUnder::kTrustedKey, WrappedUnder::kUsersKey}) {
    if (to_text(under) == text) return under;
  }
  return error(Code::kBadInput, "keys are wrapped under a \"trusted-key\" or the \"users-key\"");
}

}  // namespace

std::string_view to_text(WrappedUnder under) {
  return under == WrappedUnder::kTrustedKey ? "trusted-key" : "users-key";
}

Result<Bytes> encode_backup(const BackupFile& file) {
  json::object predicate;
  predicate["backup"] = file.backup.text();
  predicate["created"] = to_rfc3339(file.created);
  json::array sources;
  for (const WrapKeySource& source : file.sources) {
    json::object one;
    one["name"] = source.name;
    one["sha256"] = to_hex(source.digest);
    sources.push_back(std::move(one));
  }
  predicate["sources"] = std::move(sources);
  predicate["token"] = to_json(file.token);
  json::object rules;
  for (const auto& [rule, outcome] : file.token_rules)
    rules[pyx::to_text(rule)] = pyx::to_text(outcome);
  predicate["token_rules"] = std::move(rules);
  predicate["wrapped_under"] = to_text(file.under);
  json::array keys;
  for (const BackedUpKey& key : file.keys) keys.push_back(to_json(key));
  predicate["keys"] = std::move(keys);
  if (file.rewrapped_from) {
    json::object from;
    from["backup"] = file.rewrapped_from->backup.text();
    from["file"] = to_hex(file.rewrapped_from->file);
    predicate["rewrapped_from"] = std::move(from);
  }
  Bytes bytes =
      encode_statement({std::string(kBackupPredicate), "vault", file.vault, std::move(predicate)});
  if (bytes.size() > kPayloadMostBytes) {
    return error(Code::kBadInput, "a backup of these keys would have " +
                                      std::to_string(bytes.size()) + " bytes, and may have " +
                                      std::to_string(kPayloadMostBytes) +
                                      ": make two backups with fewer keys each");
  }
  return bytes;
}

Result<BackupFile> parse_backup(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kBackupPredicate || statement.subject_name != "vault") {
    return error(Code::kBadInput, "this is no backup of version 1 but a statement of the type " +
                                      statement.predicate_type);
  }
  BackupFile file;
  file.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "backup");
  PYX_ASSIGN(file.backup, reader.uuid("backup"));
  PYX_ASSIGN(file.created, reader.time("created"));
  PYX_ASSIGN(const json::array* sources, reader.array_member("sources"));
  PYX_ASSIGN(const json::object* token, reader.object_member("token"));
  PYX_ASSIGN(file.token, read_token_identity(*token));
  PYX_ASSIGN(const json::object* rules, reader.object_member("token_rules"));
  PYX_ASSIGN(file.token_rules, read_rules(*rules));
  PYX_ASSIGN(const std::string under, reader.string("wrapped_under"));
  PYX_ASSIGN(file.under, under_from(under));
  PYX_ASSIGN(const json::array* keys, reader.array_member("keys"));
  if (reader.has("rewrapped_from")) {
    PYX_ASSIGN(const json::object* from, reader.object_member("rewrapped_from"));
    PYX_ASSIGN(file.rewrapped_from, read_rewrapped_from(*from));
  }
  PYX_TRY(reader.finish());
  if (sources->empty() || sources->size() > kMostSources)
    return error(Code::kBadInput, "the wrap key has 1 to 8 sources");
  for (const json::value& item : *sources) {
    PYX_ASSIGN(WrapKeySource source, read_source(item));
    file.sources.push_back(std::move(source));
  }
  if (keys->empty() || keys->size() > kMostKeys)
    return error(Code::kBadInput, "a backup has 1 to 64 keys");
  for (const json::value& item : *keys) {
    PYX_ASSIGN(BackedUpKey key, read_key(item));
    for (const BackedUpKey& other : file.keys) {
      if (other.id == key.id)
        return error(Code::kBadInput, "the backup has key " + key.id.text() + " twice");
    }
    file.keys.push_back(std::move(key));
  }
  return file;
}

}  // namespace pyx::custody

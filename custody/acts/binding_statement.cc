#include "custody/acts/binding_statement.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

Result<std::vector<Uuid>> read_keys(const json::array& from) {
  if (from.size() > kMostKeysAlong)
    return error(Code::kBadInput, "a binding has at most 1024 keys that came along");
  std::vector<Uuid> keys;
  std::set<Uuid> once;
  for (const json::value& item : from) {
    if (!item.is_string()) return error(Code::kBadInput, "a key is named by its id");
    PYX_ASSIGN(const Uuid id, Uuid::parse(std::string_view(item.get_string())));
    if (!once.insert(id).second)
      return error(Code::kBadInput, "key " + id.text() + " is named twice");
    keys.push_back(id);
  }
  return keys;
}

}  // namespace

Bytes encode_binding(const BindingStatement& statement) {
  json::array keys;
  for (const Uuid& key : statement.keys) keys.emplace_back(key.text());
  json::object predicate;
  predicate["act"] = statement.act.text();
  predicate["token"] = to_json(statement.findings);
  predicate["log_key"] = to_json(statement.log_key);
  predicate["canary_key"] = to_json(statement.canary_key);
  predicate["keys"] = std::move(keys);
  predicate["time"] = to_rfc3339(statement.time);
  return encode_statement(
      {std::string(kBindingPredicate), "vault", statement.vault, std::move(predicate)});
}

Result<BindingStatement> parse_binding(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kBindingPredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not a token binding");
  json::ObjectReader reader(statement.predicate, "token binding");
  PYX_ASSIGN(const Uuid act, reader.uuid("act"));
  PYX_ASSIGN(const json::object* token, reader.object_member("token"));
  PYX_ASSIGN(TokenFindings findings, read_token_findings(*token));
  PYX_ASSIGN(BoundKey log_key, read_bound_key(reader, "log_key", KeyType::kEd25519));
  PYX_ASSIGN(BoundKey canary_key, read_bound_key(reader, "canary_key", KeyType::kP256));
  PYX_ASSIGN(const json::array* key_list, reader.array_member("keys"));
  PYX_ASSIGN(std::vector<Uuid> keys, read_keys(*key_list));
  PYX_ASSIGN(const Time time, reader.time("time"));
  PYX_TRY(reader.finish());
  return BindingStatement{
      statement.subject_digest, act, std::move(findings), std::move(log_key), std::move(canary_key),
      std::move(keys),          time};
}

}  // namespace pyx::custody

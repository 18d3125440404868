#include "custody/backups/token_proof.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/backups/token_identity.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostKeys = 64;
constexpr std::size_t kMostTextBytes = 256;

Result<std::vector<ProvenKey>> read_keys(const json::array& from) {
  if (from.empty() || from.size() > kMostKeys)
    return error(Code::kBadInput, "a token proof has 1 to 64 keys");
  std::vector<ProvenKey> keys;
  for (const json::value& item : from) {
    PYX_ASSIGN(auto reader, json::ObjectReader::of(item, "key of the token proof"));
    ProvenKey key;
    PYX_ASSIGN(key.key, reader.uuid("key"));
    if (reader.has("signature")) {
      PYX_ASSIGN(key.signature, reader.base64("signature"));
    }
    PYX_TRY(reader.finish());
    for (const ProvenKey& other : keys) {
      if (other.key == key.key)
        return error(Code::kBadInput, "the token proof has key " + key.key.text() + " twice");
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace

Bytes encode_proof(const TokenProof& proof) {
  json::object predicate;
  predicate["backup"] = proof.backup.text();
  predicate["act"] = proof.act.text();
  predicate["token"] = to_json(proof.token);
  predicate["module"] = proof.module;
  predicate["exposed"] = proof.exposure == Exposure::kExposed;
  predicate["manner"] = proof.manner;
  predicate["time"] = to_rfc3339(proof.time);
  json::array keys;
  for (const ProvenKey& key : proof.keys) {
    json::object one;
    one["key"] = key.key.text();
    if (!key.signature.empty()) one["signature"] = to_base64(key.signature);
    keys.push_back(std::move(one));
  }
  predicate["keys"] = std::move(keys);
  if (proof.not_enforced) predicate["not_enforced"] = to_json(*proof.not_enforced);
  return encode_statement(
      {std::string(kProofPredicate), "vault", proof.vault, std::move(predicate)});
}

Result<TokenProof> parse_proof(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kProofPredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not a token proof");
  TokenProof proof;
  proof.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "token proof");
  PYX_ASSIGN(proof.backup, reader.uuid("backup"));
  PYX_ASSIGN(proof.act, reader.uuid("act"));
  PYX_ASSIGN(const json::object* token, reader.object_member("token"));
  PYX_ASSIGN(proof.token, read_token_identity(*token));
  PYX_ASSIGN(proof.module, reader.string("module"));
  PYX_ASSIGN(const bool exposed, reader.boolean("exposed"));
  proof.exposure = exposed ? Exposure::kExposed : Exposure::kNone;
  PYX_ASSIGN(proof.manner, reader.string("manner"));
  PYX_ASSIGN(proof.time, reader.time("time"));
  PYX_ASSIGN(const json::array* keys, reader.array_member("keys"));
  if (reader.has("not_enforced")) {
    PYX_ASSIGN(const json::array* rules, reader.array_member("not_enforced"));
    PYX_ASSIGN(proof.not_enforced, read_token_rules(*rules));
  }
  PYX_TRY(reader.finish());
  if (proof.module.size() > kMostTextBytes || proof.manner.size() > kMostTextBytes)
    return error(Code::kBadInput, "a text of the token proof has at most 256 bytes");
  PYX_ASSIGN(proof.keys, read_keys(*keys));
  return proof;
}

}  // namespace pyx::custody

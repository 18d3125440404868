#include "custody/founding/founding_statement.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/evidence/statement.h"
#include "custody/founding/token_findings.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kFoundingNonceBytes = 32;
constexpr std::size_t kMostFounders = 256;

Result<std::vector<Founder>> read_founders(const json::array& from) {
  if (from.empty() || from.size() > kMostFounders) {
    return error(Code::kBadInput, "a founding has 1 to 256 founders");
  }
  std::vector<Founder> founders;
  for (const json::value& value : from) {
    PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "founder"));
    Founder founder;
    PYX_ASSIGN(founder.person, reader.string("person"));
    PYX_ASSIGN(founder.key_id, reader.digest("key_id"));
    PYX_TRY(reader.finish());
    founders.push_back(std::move(founder));
  }
  return founders;
}

TokenFindings findings_of(const FoundingStatement& statement) {
  return {statement.token, statement.token_firmware, statement.token_rules};
}

}  // namespace

Bytes encode_founding(const FoundingStatement& statement) {
  json::array founders;
  for (const Founder& founder : statement.founders) {
    json::object to;
    to["person"] = founder.person;
    to["key_id"] = to_hex(founder.key_id);
    founders.emplace_back(std::move(to));
  }
  json::object predicate;
  predicate["founders"] = std::move(founders);
  predicate["log_key"] = to_json(BoundKey{statement.log_key, statement.log_public_key});
  predicate["canary_key"] = to_json(BoundKey{statement.canary_key, statement.canary_public_key});
  predicate["token"] = to_json(findings_of(statement));
  predicate["nonce"] = to_base64(statement.nonce);
  predicate["time"] = to_rfc3339(statement.time);
  return encode_statement(
      {std::string(kFoundingPredicate), "policy", statement.policy, std::move(predicate)});
}

Result<FoundingStatement> parse_founding(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kFoundingPredicate || statement.subject_name != "policy") {
    return error(Code::kBadInput, "the statement is not a founding");
  }
  json::ObjectReader reader(statement.predicate, "founding");
  PYX_ASSIGN(const json::array* founder_list, reader.array_member("founders"));
  PYX_ASSIGN(auto founders, read_founders(*founder_list));
  PYX_ASSIGN(auto log_key, read_bound_key(reader, "log_key", KeyType::kEd25519));
  PYX_ASSIGN(auto canary_key, read_bound_key(reader, "canary_key", KeyType::kP256));
  PYX_ASSIGN(const json::object* token_member, reader.object_member("token"));
  PYX_ASSIGN(auto nonce, reader.base64("nonce"));
  PYX_ASSIGN(const Time time, reader.time("time"));
  PYX_TRY(reader.finish());
  if (nonce.size() != kFoundingNonceBytes)
    return error(Code::kBadInput, "the nonce of a founding has 32 bytes");
  PYX_ASSIGN(TokenFindings findings, read_token_findings(*token_member));
  FoundingStatement founding{statement.subject_digest,
                             std::move(founders),
                             log_key.id,
                             std::move(log_key.key),
                             canary_key.id,
                             std::move(canary_key.key),
                             std::move(findings.token),
                             std::move(nonce),
                             time,
                             std::move(findings.firmware),
                             std::move(findings.rules)};
  return founding;
}

Sha256 vault_id(ByteView founding_bytes) { return sha256(founding_bytes); }

}  // namespace pyx::custody

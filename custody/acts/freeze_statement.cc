#include "custody/acts/freeze_statement.h"

#include <boost/json/object.hpp>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {
constexpr std::size_t kClientMostBytes = 64;
constexpr std::string_view kKeyPrefix = "key:";
constexpr std::string_view kClientPrefix = "client:";
}  // namespace

std::string to_text(const FreezeTarget& target) {
  if (const auto* key = std::get_if<FreezeKey>(&target))
    return std::string(kKeyPrefix) + key->key.text();
  if (const auto* client = std::get_if<FreezeClient>(&target))
    return std::string(kClientPrefix) + client->client;
  if (std::holds_alternative<FreezeMinting>(target)) return "minting";
  return "all";
}

Result<FreezeTarget> parse_freeze_target(std::string_view text) {
  if (text == "all") return FreezeTarget(FreezeAll{});
  if (text == "minting") return FreezeTarget(FreezeMinting{});
  if (text.starts_with(kKeyPrefix)) {
    PYX_ASSIGN(const Uuid key, Uuid::parse(text.substr(kKeyPrefix.size())));
    return FreezeTarget(FreezeKey{key});
  }
  if (text.starts_with(kClientPrefix)) {
    const std::string_view client = text.substr(kClientPrefix.size());
    if (!client.empty() && client.size() <= kClientMostBytes)
      return FreezeTarget(FreezeClient{std::string(client)});
  }
  return error(Code::kBadInput, "a freeze is on all, minting, key:<id> or client:<name>");
}

Bytes encode_freeze(const FreezeStatement& freeze) {
  json::object predicate;
  predicate["target"] = to_text(freeze.target);
  write_lone(predicate, freeze);
  return encode_statement(
      {std::string(kFreezePredicate), "vault", freeze.vault, std::move(predicate)});
}

Result<FreezeStatement> parse_freeze(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kFreezePredicate || statement.subject_name != "vault") {
    return error(Code::kBadInput, "the statement is not a freeze");
  }
  FreezeStatement freeze;
  freeze.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "freeze");
  PYX_ASSIGN(const std::string target, reader.string("target"));
  PYX_ASSIGN(freeze.target, parse_freeze_target(target));
  PYX_TRY(read_lone(reader, "freeze", freeze));
  return freeze;
}

}  // namespace pyx::custody

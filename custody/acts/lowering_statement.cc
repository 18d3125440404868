#include "custody/acts/lowering_statement.h"

#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/acts/act.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kReasonMostBytes = 512;

Result<std::uint64_t> read_number(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0) return error(Code::kBadInput, "a limit is not negative");
  return static_cast<std::uint64_t>(number);
}

}  // namespace

Bytes encode_lowering(const LoweringStatement& lowering) {
  json::object predicate;
  predicate["budget"] = lowering.budget;
  predicate["window"] = policies::window_text(lowering.limit.window);
  predicate["count"] = lowering.limit.count;
  predicate["value"] = lowering.limit.value;
  predicate["person"] = lowering.person;
  predicate["time"] = to_rfc3339(lowering.time);
  predicate["expires"] = to_rfc3339(lowering.expires);
  predicate["nonce"] = to_base64(lowering.nonce);
  predicate["reason"] = lowering.reason;
  return encode_statement(
      {std::string(kLoweringPredicate), "vault", lowering.vault, std::move(predicate)});
}

Result<LoweringStatement> parse_lowering(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kLoweringPredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not a lowering");
  LoweringStatement lowering;
  lowering.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "lowering");
  PYX_ASSIGN(lowering.budget, reader.string("budget"));
  PYX_ASSIGN(const std::string window_name, reader.string("window"));
  const auto window = policies::window_from(window_name);
  if (!window) return error(Code::kBadInput, "a window is a duration or \"life\"");
  lowering.limit.window = *window;
  PYX_ASSIGN(lowering.limit.count, read_number(reader, "count"));
  PYX_ASSIGN(lowering.limit.value, read_number(reader, "value"));
  PYX_ASSIGN(lowering.person, reader.string("person"));
  PYX_ASSIGN(lowering.time, reader.time("time"));
  PYX_ASSIGN(lowering.expires, reader.time("expires"));
  PYX_ASSIGN(lowering.nonce, reader.base64("nonce"));
  PYX_ASSIGN(lowering.reason, reader.string("reason"));
  PYX_TRY(reader.finish());
  if (lowering.nonce.size() != kNonceBytes)
    return error(Code::kBadInput, "the nonce of a lowering has 16 bytes");
  if (lowering.reason.size() > kReasonMostBytes)
    return error(Code::kBadInput, "the reason of a lowering has at most 512 bytes");
  return lowering;
}

}  // namespace pyx::custody

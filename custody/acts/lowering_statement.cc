#include "custody/acts/lowering_statement.h"

#include <boost/json/object.hpp>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

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
  write_lone(predicate, lowering);
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
  PYX_TRY(read_lone(reader, "lowering", lowering));
  return lowering;
}

}  // namespace pyx::custody

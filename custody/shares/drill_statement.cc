#include "custody/shares/drill_statement.h"

#include <boost/json/object.hpp>
#include <limits>
#include <string>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"
#include "custody/shares/sharing.h"

namespace pyx::shares {
namespace {

Result<unsigned> read_number(json::ObjectReader& reader, std::string_view name,
                             std::uint32_t most) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0 || number > most) {
    return error(Code::kBadInput, "member \"" + std::string(name) + "\" of the " + reader.what() +
                                      " is 0 to " + std::to_string(most));
  }
  return static_cast<unsigned>(number);
}

}  // namespace

Bytes encode_drill(const DrillReceipt& receipt) {
  json::object predicate;
  predicate["set"] = receipt.set.text();
  predicate["version"] = receipt.version;
  predicate["group"] = receipt.group;
  predicate["member"] = receipt.member;
  predicate["holder"] = receipt.holder;
  predicate["commitment"] = to_hex(receipt.commitment);
  predicate["time"] = to_rfc3339(receipt.time);
  predicate["result"] = to_text(receipt.result);
  return custody::encode_statement(
      {std::string(kDrillPredicate), "vault", receipt.vault, std::move(predicate)});
}

Result<DrillReceipt> parse_drill(ByteView bytes) {
  PYX_ASSIGN(const custody::Statement statement, custody::parse_statement(bytes));
  if (statement.predicate_type != kDrillPredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not of a share drill");
  DrillReceipt receipt;
  receipt.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "share drill");
  PYX_ASSIGN(receipt.set, reader.uuid("set"));
  PYX_ASSIGN(receipt.version,
             read_number(reader, "version", std::numeric_limits<std::uint32_t>::max()));
  PYX_ASSIGN(receipt.group, read_number(reader, "group", kMostShares - 1));
  PYX_ASSIGN(receipt.member, read_number(reader, "member", kMostShares - 1));
  PYX_ASSIGN(receipt.holder, reader.string("holder"));
  PYX_ASSIGN(receipt.commitment, reader.digest("commitment"));
  PYX_ASSIGN(receipt.time, reader.time("time"));
  PYX_ASSIGN(const std::string result_text, reader.string("result"));
  PYX_TRY(reader.finish());
  const auto result = drill_result_from(result_text);
  if (!result) {
    return error(Code::kBadInput,
                 "the result of a share drill is good, unreadable, other member, wrong value or "
                 "other set");
  }
  receipt.result = *result;
  return receipt;
}

Result<void> check_drill(const DrillReceipt& receipt, const ShareSet& set) {
  const auto wrong = [](const char* what) {
    return error(Code::kBadInput, std::string("the receipt of the drill is of another ") + what);
  };
  if (receipt.vault != set.vault) return wrong("vault");
  if (receipt.set != set.id) return wrong("share set");
  if (receipt.version != set.version) return wrong("version of the share set");
  const Member* const member = set.member(receipt.group, receipt.member);
  if (member == nullptr || member->holder != receipt.holder) return wrong("holder");
  if (member->commitment != receipt.commitment) return wrong("share");
  return {};
}

}  // namespace pyx::shares

#include "custody/acts/share_receipt.h"

#include <boost/json/object.hpp>

#include "base/json_reader.h"
#include "custody/acts/share_plan.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::int64_t kMostVersion = 1'000'000;

Result<unsigned> read_number(json::ObjectReader& reader, std::string_view name, std::int64_t least,
                             std::int64_t most) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < least || number > most) {
    return error(Code::kBadInput, std::string(name) + " of the " + reader.what() + " is " +
                                      std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<unsigned>(number);
}

}  // namespace

Bytes encode_share_receipt(const ShareReceipt& receipt) {
  json::object predicate;
  predicate["backup"] = receipt.backup.text();
  predicate["version"] = receipt.version;
  predicate["group"] = receipt.group;
  predicate["member"] = receipt.member;
  predicate["commitment"] = to_hex(receipt.commitment);
  predicate["holder"] = receipt.holder;
  predicate["time"] = to_rfc3339(receipt.time);
  return encode_statement(
      {std::string(kShareReceiptPredicate), "vault", receipt.vault, std::move(predicate)});
}

Result<ShareReceipt> parse_share_receipt(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kShareReceiptPredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not the receipt of a share");
  ShareReceipt receipt;
  receipt.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "receipt of a share");
  PYX_ASSIGN(receipt.backup, reader.uuid("backup"));
  PYX_ASSIGN(receipt.version, read_number(reader, "version", 1, kMostVersion));
  PYX_ASSIGN(receipt.group, read_number(reader, "group", 0, kMostShareGroups - 1));
  PYX_ASSIGN(receipt.member, read_number(reader, "member", 0, kMostGroupShares - 1));
  PYX_ASSIGN(receipt.commitment, reader.digest("commitment"));
  PYX_ASSIGN(receipt.holder, reader.string("holder"));
  PYX_ASSIGN(receipt.time, reader.time("time"));
  PYX_TRY(reader.finish());
  return receipt;
}

}  // namespace pyx::custody

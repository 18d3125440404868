#include "custody/acts/share_receipt.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "custody/acts/share_plan.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kPlaceMostBytes = 64;

}  // namespace

bool is_share_receipt(std::string_view predicate_type) {
  return predicate_type == kShareReceiptPredicate || predicate_type == kShareReceiptOfBothPredicate;
}

bool is_place(std::string_view text) {
  return !text.empty() && text.size() <= kPlaceMostBytes && text.front() != ' ' &&
         text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

Result<std::string> read_place(json::ObjectReader& reader) {
  PYX_ASSIGN(std::string place, reader.string("place"));
  if (is_place(place)) return place;
  return error(Code::kBadInput,
               "a place is named by 1 to 64 printable ASCII characters without blanks around them");
}

Result<unsigned> read_share_number(json::ObjectReader& reader, std::string_view name,
                                   std::int64_t least, std::int64_t most) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < least || number > most) {
    return error(Code::kBadInput, std::string(name) + " of the " + reader.what() + " is " +
                                      std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<unsigned>(number);
}

Bytes encode_share_receipt(const ShareReceipt& receipt) {
  json::object predicate;
  predicate["backup"] = receipt.backup.text();
  predicate["version"] = receipt.version;
  predicate["group"] = receipt.group;
  predicate["member"] = receipt.member;
  predicate["commitment"] = to_hex(receipt.commitment);
  predicate["holder"] = receipt.holder;
  if (receipt.handed) {
    predicate["given_by"] = receipt.handed->given_by;
    predicate["place"] = receipt.handed->place;
  }
  predicate["time"] = to_rfc3339(receipt.time);
  const std::string_view type =
      receipt.handed ? kShareReceiptOfBothPredicate : kShareReceiptPredicate;
  return encode_statement({std::string(type), "vault", receipt.vault, std::move(predicate)});
}

Result<ShareReceipt> parse_share_receipt(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (!is_share_receipt(statement.predicate_type) || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not the receipt of a share");
  ShareReceipt receipt;
  receipt.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "receipt of a share");
  PYX_ASSIGN(receipt.backup, reader.uuid("backup"));
  PYX_ASSIGN(receipt.version, read_share_number(reader, "version", 1, kMostShareVersion));
  PYX_ASSIGN(receipt.group, read_share_number(reader, "group", 0, kMostShareGroups - 1));
  PYX_ASSIGN(receipt.member, read_share_number(reader, "member", 0, kMostGroupShares - 1));
  PYX_ASSIGN(receipt.commitment, reader.digest("commitment"));
  PYX_ASSIGN(receipt.holder, reader.string("holder"));
  if (statement.predicate_type == kShareReceiptOfBothPredicate) {
    HandOver& handed = receipt.handed.emplace();
    PYX_ASSIGN(handed.given_by, reader.string("given_by"));
    PYX_ASSIGN(handed.place, read_place(reader));
    if (handed.given_by == receipt.holder)
      return error(Code::kBadInput, "nobody hands a share to himself: another signs with him");
  }
  PYX_ASSIGN(receipt.time, reader.time("time"));
  PYX_TRY(reader.finish());
  return receipt;
}

}  // namespace pyx::custody

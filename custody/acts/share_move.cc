#include "custody/acts/share_move.h"

#include <boost/json/object.hpp>

#include "custody/acts/share_plan.h"
#include "custody/acts/share_receipt.h"
#include "custody/evidence/statement.h"

namespace pyx::custody {

Bytes encode_share_move(const ShareMove& move) {
  json::object predicate;
  predicate["backup"] = move.backup.text();
  predicate["version"] = move.version;
  predicate["group"] = move.group;
  predicate["member"] = move.member;
  predicate["commitment"] = to_hex(move.commitment);
  predicate["holder"] = move.holder;
  predicate["given_by"] = move.given_by;
  predicate["taken_by"] = move.taken_by;
  predicate["place"] = move.place;
  if (!move.witness.empty()) predicate["witness"] = move.witness;
  predicate["time"] = to_rfc3339(move.time);
  return encode_statement(
      {std::string(kShareMovePredicate), "vault", move.vault, std::move(predicate)});
}

Result<ShareMove> parse_share_move(ByteView bytes) {
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kShareMovePredicate || statement.subject_name != "vault")
    return error(Code::kBadInput, "the statement is not about the move of a share");
  ShareMove move;
  move.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "move of a share");
  PYX_ASSIGN(move.backup, reader.uuid("backup"));
  PYX_ASSIGN(move.version, read_share_number(reader, "version", 1, kMostShareVersion));
  PYX_ASSIGN(move.group, read_share_number(reader, "group", 0, kMostShareGroups - 1));
  PYX_ASSIGN(move.member, read_share_number(reader, "member", 0, kMostGroupShares - 1));
  PYX_ASSIGN(move.commitment, reader.digest("commitment"));
  PYX_ASSIGN(move.holder, reader.string("holder"));
  PYX_ASSIGN(move.given_by, reader.string("given_by"));
  PYX_ASSIGN(move.taken_by, reader.string("taken_by"));
  PYX_ASSIGN(move.place, read_place(reader));
  if (reader.has("witness")) {
    PYX_ASSIGN(move.witness, reader.string("witness"));
  }
  PYX_ASSIGN(move.time, reader.time("time"));
  PYX_TRY(reader.finish());
  const bool by_himself = move.given_by == move.taken_by;
  if (by_himself == move.witness.empty() || (by_himself && move.witness == move.given_by)) {
    return error(Code::kBadInput,
                 "two people sign the move of a share: who gives it and who takes it; if they are "
                 "one, a witness beside him, and only then");
  }
  return move;
}

}  // namespace pyx::custody

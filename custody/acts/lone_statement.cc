#include "custody/acts/lone_statement.h"

#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/acts/act.h"

namespace pyx::custody {

void write_lone(json::object& predicate, const LoneStatement& statement) {
  predicate["person"] = statement.person;
  predicate["time"] = to_rfc3339(statement.time);
  predicate["expires"] = to_rfc3339(statement.expires);
  predicate["nonce"] = to_base64(statement.nonce);
  predicate["reason"] = statement.reason;
}

Result<void> read_lone(json::ObjectReader& predicate, std::string_view kind, LoneStatement& to) {
  PYX_ASSIGN(to.person, predicate.string("person"));
  PYX_ASSIGN(to.time, predicate.time("time"));
  PYX_ASSIGN(to.expires, predicate.time("expires"));
  PYX_ASSIGN(to.nonce, predicate.base64("nonce"));
  PYX_ASSIGN(to.reason, predicate.string("reason"));
  PYX_TRY(predicate.finish());
  if (to.nonce.size() != kNonceBytes)
    return error(Code::kBadInput, "the nonce of a " + std::string(kind) + " has 16 bytes");
  if (to.reason.size() > kReasonMostBytes) {
    return error(Code::kBadInput,
                 "the reason of a " + std::string(kind) + " has at most 512 bytes");
  }
  return {};
}

}  // namespace pyx::custody

// What one person states alone, and what counts at once (a freeze, a lowering): what such a
// statement says beside what it is about. Format: docs/formats/statements.md.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::json {
class ObjectReader;
}

namespace pyx::custody {

struct LoneStatement {
  Sha256 vault{};
  std::string person;
  Time time{};
  Time expires{};      // not accepted from then on
  Bytes nonce;         // kNonceBytes: used once
  std::string reason;  // free text, at most kReasonMostBytes
};

// Its members go behind those of what the statement is about; the vault is the statement's subject.
void write_lone(boost::json::object& predicate, const LoneStatement& statement);
// The same out of a predicate, which has no other members left.
//   kind  "freeze", for errors
// Errors: kBadInput.
Result<void> read_lone(json::ObjectReader& predicate, std::string_view kind, LoneStatement& to);

}  // namespace pyx::custody

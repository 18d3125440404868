#include "ceremony/cli/reason_flag.h"

#include "ceremony/cli/arguments.h"
#include "custody/acts/act.h"

namespace pyx::ceremony {

FlagSpec reason_flag() { return {"--reason", "TEXT", "for the record, at most 512 bytes"}; }

Result<std::string> reason_of(const Arguments& given) {
  const std::string& reason = given.text("--reason");
  if (reason.size() > custody::kReasonMostBytes) {
    return bad_argument("--reason", "is longer than 512 bytes");
  }
  return reason;
}

}  // namespace pyx::ceremony

#include "ceremony/transcript/fault.h"

namespace pyx::ceremony::transcript {

std::string_view to_text(FaultKind kind) {
  static constexpr std::array<std::string_view, kFaultKinds> kNames = {
      "malformed", "missing", "repeated", "reordered", "appended", "truncated", "time",
      "header",    "mode",    "plan",     "site",      "output",   "person",    "presence",
      "altered",   "spliced", "stranger", "signature", "unsigned", "order",     "section",
      "deviation", "crash",   "log",      "act",       "roster",   "anchor",    "model"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace pyx::ceremony::transcript

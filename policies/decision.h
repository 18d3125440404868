// What a control says: approved, denied or failed, with the control's ID and the reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pyx::policies {

enum class Verdict {
  kApproved,
  kDenied,
  kFailed
};                                          // kFailed: the rule itself makes no sense; means no
std::string_view to_text(Verdict verdict);  // "approved" "denied" "failed"
std::optional<Verdict> verdict_from(std::string_view text);

struct Decision {
  Verdict verdict = Verdict::kDenied;
  std::string_view control = "FAIL-CLOSED";  // an ID of docs/controls.md
  std::string reason = "not decided";
  bool approved() const { return verdict == Verdict::kApproved; }
};

}  // namespace pyx::policies

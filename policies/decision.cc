#include "policies/decision.h"

namespace pyx::policies {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kApproved:
      return "approved";
    case Verdict::kDenied:
      return "denied";
    case Verdict::kFailed:
      return "failed";
  }
  return "failed";
}

std::optional<Verdict> verdict_from(std::string_view text) {
  for (const Verdict verdict : {Verdict::kApproved, Verdict::kDenied, Verdict::kFailed}) {
    if (text == to_text(verdict)) return verdict;
  }
  return std::nullopt;
}

}  // namespace pyx::policies

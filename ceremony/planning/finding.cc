#include "ceremony/planning/finding.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace pyx::ceremony::planning {

std::string_view to_text(FindingKind kind) {
  static constexpr std::array<std::pair<FindingKind, std::string_view>, 17> kWords = {{
      {FindingKind::kMalformed, "malformed"},
      {FindingKind::kReference, "reference"},
      {FindingKind::kOrder, "order"},
      {FindingKind::kTime, "time"},
      {FindingKind::kParameter, "parameter"},
      {FindingKind::kPeople, "people"},
      {FindingKind::kQuorum, "quorum"},
      {FindingKind::kAlone, "alone"},
      {FindingKind::kPolicy, "policy"},
      {FindingKind::kPrecondition, "precondition"},
      {FindingKind::kSecretOpen, "secret-open"},
      {FindingKind::kUnbacked, "unbacked"},
      {FindingKind::kUnacknowledged, "unacknowledged"},
      {FindingKind::kLoggedIn, "logged-in"},
      {FindingKind::kActOpen, "act-open"},
      {FindingKind::kNotInPlace, "not-in-place"},
      {FindingKind::kUnsigned, "unsigned"},
  }};
  for (const auto& [known, text] : kWords)
    if (known == kind) return text;
  return "unknown";
}

std::string to_text(const Finding& finding, std::string_view source_name) {
  std::string text(source_name);
  text += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + ": ";
  if (!finding.step.empty()) text += "step " + finding.step + ": ";
  text += finding.what;
  if (!finding.advice.empty()) text += "; " + finding.advice;
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

void sort_by_place(Findings& findings) {
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
    return std::tuple(a.at.line, a.at.column) < std::tuple(b.at.line, b.at.column);
  });
}

}  // namespace pyx::ceremony::planning

#include "pkcs11/probe_rules.h"

#include <algorithm>
#include <iterator>

#include "pkcs11/probe_changes.h"
#include "pkcs11/probe_origin.h"
#include "pkcs11/probe_secrecy.h"
#include "pkcs11/probe_usage.h"

namespace pyx::pkcs11 {

std::vector<RuleFinding> probe_rules(const Bench& bench) {
  std::vector<RuleFinding> found;
  for (const auto part : {probe_secrecy, probe_changes, probe_usage, probe_origin}) {
    std::ranges::move(part(bench), std::back_inserter(found));
  }
  std::vector<RuleFinding> ordered;
  for (const TokenRule rule : kTokenRules) {
    const auto finding = std::ranges::find(found, rule, &RuleFinding::rule);
    ordered.push_back(finding == found.end()
                          ? RuleFinding{rule, RuleOutcome::kUnknown, {}, {}, "not tried"}
                          : std::move(*finding));
  }
  return ordered;
}

}  // namespace pyx::pkcs11

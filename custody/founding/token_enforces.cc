#include "custody/founding/token_enforces.h"

#include <algorithm>

namespace pyx::custody {
namespace {

// "allowed-mechanisms (not enforced)"
std::string in_words(std::span<const pkcs11::RuleFinding> findings, TokenRule rule) {
  const auto finding = std::ranges::find(findings, rule, &pkcs11::RuleFinding::rule);
  const RuleOutcome outcome = finding == findings.end() ? RuleOutcome::kUnknown : finding->outcome;
  return std::string(to_text(rule)) + " (" + std::string(to_text(outcome)) + ")";
}

}  // namespace

Result<void> check_token_enforces(std::span<const pkcs11::RuleFinding> findings,
                                  std::span<const TokenRule> exceptions, policies::Backup backup,
                                  std::string_view whose) {
  const auto needed = [&](TokenRule rule) {
    return backup == policies::Backup::kSplit ? wrapped_key_needs(rule) : every_key_needs(rule);
  };
  std::string missing;
  for (const TokenRule rule : kTokenRules) {
    if (!needed(rule) || pkcs11::enforces(findings, rule)) continue;
    if (std::ranges::find(exceptions, rule) != exceptions.end()) continue;
    missing += (missing.empty() ? "" : ", ") + in_words(findings, rule);
  }
  if (missing.empty()) return {};
  return refused("TOKEN-ENFORCES",
                 std::string(whose) + " needs rules that the token was not seen to enforce: " +
                     missing + "; only a policy whose profile names them as exceptions allows it");
}

}  // namespace pyx::custody

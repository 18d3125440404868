#include "custody/evidence/verify_report.h"

#include <algorithm>
#include <array>
#include <map>

namespace pyx::custody {
namespace {

// TOKEN-ENFORCES, as it was found when the vault was bound to the token.
std::string what_the_token_lacks(const std::vector<pkcs11::RuleFinding>& rules) {
  std::string lacking;
  for (const TokenRule rule : kTokenRules) {
    if (!wrapped_key_needs(rule) || pkcs11::enforces(rules, rule)) continue;
    lacking += (lacking.empty() ? "" : ", ") + std::string(to_text(rule));
  }
  return lacking.empty() ? "which enforces every rule that keys need"
                         : "which was not seen to enforce " + lacking +
                               ": keys rest on the exceptions of their profiles";
}

// Conservation of cash: what each denomination issued and what of it is still out.
std::vector<std::string> cash_lines(const Books& books, const Ledger& ledger) {
  std::map<std::string, std::array<Amount, 3>> totals;  // issued, outstanding, redeemed
  const auto add = [](Amount& to, const Amount& more) { to = sum(to, more).value_or(to); };
  for (const auto& [key, account] : ledger.all()) {
    const KeyRecord* record = books.key(key);
    if (record == nullptr || !record->coins) continue;
    auto& of = totals[record->coins->denomination];
    add(of[0], account.issued());
    add(of[1], account.outstanding());
    add(of[2], account.of(LedgerEntry::kRedeemed));
  }
  std::vector<std::string> lines;
  lines.reserve(totals.size());
  for (const auto& [denomination, of] : totals) {
    lines.push_back(denomination + ": " + std::to_string(of[0].count) + " coins issued worth " +
                    std::to_string(of[0].value) + ", " + std::to_string(of[2].count) +
                    " redeemed worth " + std::to_string(of[2].value) + ", " +
                    std::to_string(of[1].count) + " outstanding worth " +
                    std::to_string(of[1].value));
  }
  return lines;
}

// The tokens that the vault has left, and the keys that stayed there.
std::vector<std::string> move_lines(const Books& books) {
  std::vector<std::string> lines;
  for (const LeftToken& left : books.left_tokens) {
    const auto stayed = std::ranges::count_if(books.keys, [&](const KeyRecord& key) {
      return key.left_behind && key.token_serial == left.serial;
    });
    lines.push_back("moved from token " + left.serial + " (" + left.model + ") at " +
                    to_rfc3339(left.until) + " by act " + left.act.text() +
                    ", on from a checkpoint of " + std::to_string(left.size) + " leaves; " +
                    std::to_string(stayed) + " keys stayed there");
  }
  return lines;
}

std::string act_states(const Books& books) {
  std::map<ActState, int> acts;
  for (const ActRecord& record : books.acts) ++acts[record.state];
  std::string states;
  for (const auto& [state, count] : acts) {
    states +=
        (states.empty() ? ": " : ", ") + std::to_string(count) + " " + std::string(to_text(state));
  }
  return states;
}

}  // namespace

VerifyReport report_on(const Books& books, std::uint64_t size, const RequestTally& requests,
                       const ValueTally& values) {
  VerifyReport report;
  report.vault = books.vault;
  report.size = size;
  report.facts = {
      "founded by " + std::to_string(books.founding.founders.size()) +
          " people, all of whom signed",
      "on token " + books.binding.serial() + " (" + books.binding.token().model + ")",
      what_the_token_lacks(books.binding.findings.rules),
      "policy in force: " + to_hex(books.policy.digest),
      std::to_string(books.acts.size()) + " acts" + act_states(books),
      std::to_string(books.keys.size()) + " keys, " + std::to_string(books.freezes.size()) +
          " freezes in force",
      std::to_string(requests.requests()) + " requests for " +
          std::to_string(requests.signatures()) + " signatures",
  };
  for (std::string& line : move_lines(books)) report.facts.push_back(std::move(line));
  for (const LostHistory& lost : books.lost) report.facts.push_back(in_words(lost));
  if (requests.operations() > 0) {
    report.facts.push_back(std::to_string(requests.operations()) + " operations of the mint, " +
                           std::to_string(values.retired()) + " coins retired");
    for (std::string& line : cash_lines(books, values.ledger()))
      report.facts.push_back(std::move(line));
  }
  report.unsettled = requests.unsettled();
  return report;
}

}  // namespace pyx::custody

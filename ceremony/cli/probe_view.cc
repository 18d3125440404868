#include "ceremony/cli/probe_view.h"

#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

std::string_view seen_text(pkcs11::Seen seen) {
  switch (seen) {
    case pkcs11::Seen::kWorks:
      return "works";
    case pkcs11::Seen::kFails:
      return "fails";
    case pkcs11::Seen::kAbsent:
      return "absent";
  }
  return "fails";
}

std::string ckr_text(const pkcs11::ProbeLine& line) {
  return line.ckr == 0 ? std::string() : line.call + ": " + ckr_name(line.ckr);
}

Table lines_of(const pkcs11::ProbeReport& report, json::object& data) {
  json::array lines;
  Table table;
  table.add({"WHAT", "SEEN", "ANSWER", "NOTE"});
  for (const pkcs11::ProbeLine& line : report.lines) {
    json::object entry;
    entry["name"] = line.name;
    entry["seen"] = seen_text(line.seen);
    entry["ckr"] = ckr_name(line.ckr);
    entry["call"] = line.call;
    entry["note"] = line.note;
    lines.push_back(std::move(entry));
    table.add({line.name, std::string(seen_text(line.seen)), ckr_text(line), line.note});
  }
  data["lines"] = std::move(lines);
  return table;
}

Table rules_of(const pkcs11::ProbeReport& report, json::object& data) {
  json::array rules;
  Table table;
  table.add({"RULE", "OUTCOME", "NEEDED", "ANSWER", "TRIED"});
  for (const pkcs11::RuleFinding& finding : report.rules) {
    json::object entry;
    entry["rule"] = to_text(finding.rule);
    entry["outcome"] = to_text(finding.outcome);
    entry["needed"] = every_key_needs(finding.rule);
    entry["ckr"] = finding.ckr;
    entry["call"] = finding.call;
    entry["note"] = finding.note;
    rules.push_back(std::move(entry));
    table.add({std::string(to_text(finding.rule)), std::string(to_text(finding.outcome)),
               every_key_needs(finding.rule) ? "yes" : "", answer_of(finding), finding.note});
  }
  data["rules"] = std::move(rules);
  return table;
}

}  // namespace

Outcome shown_probe(const pkcs11::ProbeReport& report) {
  Outcome outcome;
  outcome.data["module"] = report.module_description;
  outcome.data["model"] = report.token_model;
  outcome.data["firmware"] = report.firmware_version;
  Table heading;
  heading.add({"module", report.module_description});
  heading.add({"model", report.token_model});
  heading.add({"firmware", report.firmware_version});
  const std::string rules = rules_of(report, outcome.data).text();
  outcome.text = heading.text() + "\n" + rules;
  if (!report.lines.empty()) outcome.text += "\n" + lines_of(report, outcome.data).text();
  std::string missing;
  for (const pkcs11::RuleFinding& finding : report.rules) {
    if (!every_key_needs(finding.rule) || finding.outcome == RuleOutcome::kEnforced) {
      continue;
    }
    missing += (missing.empty() ? "" : ", ") + std::string(to_text(finding.rule));
  }
  if (!missing.empty()) {
    outcome.words.push_back(
        "a key is made on this token only under a profile that names these "
        "exceptions: " +
        missing);
  }
  return outcome;
}

}  // namespace pyx::ceremony

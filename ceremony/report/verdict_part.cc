#include "ceremony/report/verdict_part.h"

#include "ceremony/report/entry_words.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Departure;
using transcript::Entry;
using transcript::Fault;
using transcript::Kind;
using transcript::Verdict;

bool nobody_vouches(const Reading& reading) {
  return reading.acceptable() && !reading.report.authenticated && !reading.rehearsal();
}

Line fault_line(const Fault& fault) {
  Line made = line(std::string(to_text(fault.kind)), Look::kStrong);
  if (fault.entry) made.push_back({", entry " + std::to_string(*fault.entry)});
  made.push_back({": " + fault.text});
  return made;
}

Line departure_line(const Departure& one) {
  Line made = line(one.what + ", " + one.severity, Look::kStrong);
  made.push_back({", entry " + std::to_string(one.entry) + ": "});
  const bool hidden = one.text == "(hidden)";
  made.push_back(hidden ? Run{"hidden", Look::kHidden} : Run{one.text});
  return made;
}

std::string vouching_text(const Reading& reading) {
  if (reading.report.authenticated) {
    return "The people are vouched for by the vault id or the policy that was given when this "
           "report was made.";
  }
  if (reading.rehearsal()) return "It is a rehearsal: of no effect, whoever was there.";
  return "Nobody vouches for the people: neither the vault id, as it was published, nor a policy "
         "was given when this report was made.";
}

Notice not_acceptable(const Reading& reading) {
  Notice notice{Tone::kBad, "Not acceptable", {}};
  for (const Fault& fault : reading.report.faults) notice.lines.push_back(fault_line(fault));
  notice.lines.push_back(
      line("Nothing that stands below is established. It is what the entries claim, as far as "
           "they could be read."));
  return notice;
}

// The header's entry, if it is there.
const Entry* header_entry(const Reading& reading) {
  const auto& entries = reading.transcript.entries;
  return entries.empty() || entries.front().kind != Kind::kHeader ? nullptr : &entries.front();
}

Cell outcome_cell(const Reading& reading) {
  const auto& entries = reading.transcript.entries;
  if (entries.empty() || entries.back().kind != Kind::kEnd)
    return cell("it has no end", Look::kStrong);
  return cell(entries.back().text("outcome"));
}

}  // namespace

std::string verdict_text(const Reading& reading) {
  return std::string(to_text(reading.report.verdict));
}

std::vector<Band> bands_of(const Reading& reading) {
  std::vector<Band> bands;
  if (!reading.acceptable())
    bands.push_back({Tone::kBad, "NOT ACCEPTABLE: this bundle is evidence of nothing"});
  if (reading.rehearsal() && reading.report.size > 0)
    bands.push_back({Tone::kCaution, "REHEARSAL: of no effect, no ceremony"});
  if (nobody_vouches(reading))
    bands.push_back({Tone::kCaution, "NOT AUTHENTICATED: nobody vouches for these people"});
  if (reading.report.hidden > 0) {
    bands.push_back({Tone::kNeutral,
                     "REDACTED COPY: " + std::to_string(reading.report.hidden) +
                         (reading.report.hidden == 1 ? " field is" : " fields are") + " hidden"});
  }
  return bands;
}

Notice verdict_notice(const Reading& reading) {
  if (!reading.acceptable()) return not_acceptable(reading);
  const bool clean = reading.report.verdict == Verdict::kClean;
  Notice notice{
      clean ? Tone::kGood : Tone::kCaution, clean ? "Clean" : "Clean with deviations", {}};
  notice.lines.push_back(
      line(clean ? "Every entry, every signature and the order of all steps were checked, and "
                   "everything went as the plan has it."
                 : "Every entry, every signature and the order of all steps were checked. What did "
                   "not go as the plan has it is on record, and was signed for:"));
  for (const Departure& one : reading.report.departures)
    notice.lines.push_back(departure_line(one));
  notice.lines.push_back(line(vouching_text(reading)));
  return notice;
}

Facts which_ceremony(const Reading& reading) {
  const transcript::CeremonyReport& report = reading.report;
  Facts facts;
  const auto add = [&](std::string label, Cell value) {
    facts.facts.push_back({std::move(label), std::move(value)});
  };
  if (report.size == 0) {
    add("Entries", cell("none could be read", Look::kStrong));
    return facts;
  }
  add("Ceremony", cell(report.header.ceremony.text(), Look::kCode));
  add("Kind", reading.rehearsal() ? cell("REHEARSAL, of no effect", Look::kStrong) : cell("real"));
  add("Begun", cell(moment_text(report.begun) + " UTC"));
  add("Last entry",
      cell(moment_text(report.ended) + " UTC, after " + length_text(report.ended - report.begun)));
  add("Outcome", outcome_cell(reading));
  if (reading.plan) add("Purpose", cell(reading.values.fill(reading.plan->purpose)));
  for (const auto& [name, value] : reading.values.all()) add(name, cell(value.text));
  add("Software", cell(report.header.software));
  const Entry* const header = header_entry(reading);
  if (header != nullptr && header->fields.contains("host"))
    add("Host", {{value_of(*header, "host")}});
  add("Entries", cell(std::to_string(report.size)));
  Cell checked;
  for (const std::string& fact : report.facts) checked.push_back(line(fact, Look::kQuiet));
  if (!checked.empty()) add("Checked", std::move(checked));
  return facts;
}

}  // namespace pyx::ceremony::report

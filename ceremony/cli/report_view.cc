#include "ceremony/cli/report_view.h"

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/table.h"

namespace pyx::ceremony {
namespace {

using transcript::CeremonyReport;
using transcript::Departure;
using transcript::Fault;
using transcript::Mode;
using transcript::Verdict;

bool needs_people(const CeremonyReport& report) {
  return report.verdict != Verdict::kNotAcceptable && !report.authenticated &&
         report.header.mode == Mode::kReal;
}

ExitCode exit_of(const CeremonyReport& report) {
  if (report.verdict == Verdict::kNotAcceptable) return ExitCode::kRefused;
  if (needs_people(report)) return ExitCode::kNotAuthenticated;
  return report.verdict == Verdict::kClean ? ExitCode::kDone : ExitCode::kDeviations;
}

std::string at(const std::optional<std::uint64_t>& entry) {
  return entry ? "entry " + std::to_string(*entry) : std::string();
}

json::object data_of(const CeremonyReport& report) {
  json::array faults;
  for (const Fault& fault : report.faults) {
    json::object one{{"kind", to_text(fault.kind)}, {"text", fault.text}};
    if (fault.entry) one["entry"] = *fault.entry;
    faults.push_back(std::move(one));
  }
  json::array departures;
  for (const Departure& one : report.departures) {
    departures.push_back(json::object{
        {"entry", one.entry}, {"class", one.what}, {"severity", one.severity}, {"text", one.text}});
  }
  json::array facts;
  for (const std::string& fact : report.facts) facts.emplace_back(fact);
  json::object data;
  data["verdict"] = transcript::to_text(report.verdict);
  data["authenticated"] = report.authenticated;
  data["ceremony"] = report.header.ceremony.text();
  data["mode"] = transcript::to_text(report.header.mode);
  data["title"] = report.header.title;
  data["plan"] = to_hex(report.header.plan);
  data["begun"] = to_rfc3339(report.begun);
  data["ended"] = to_rfc3339(report.ended);
  data["entries"] = report.size;
  data["root"] = to_hex(report.root);
  data["hidden"] = report.hidden;
  data["faults"] = std::move(faults);
  data["deviations"] = std::move(departures);
  data["facts"] = std::move(facts);
  return data;
}

std::string text_of(const CeremonyReport& report) {
  Table head;
  head.add({"verdict", std::string(transcript::to_text(report.verdict))});
  if (report.size > 0) {
    const bool real = report.header.mode == Mode::kReal;
    head.add({"mode", real ? "real" : "REHEARSAL, of no effect"});
    head.add({"ceremony", report.header.ceremony.text() + ", " + report.header.title});
    head.add({"plan", to_hex(report.header.plan)});
    head.add({"time", to_rfc3339(report.begun) + " to " + to_rfc3339(report.ended)});
  }
  head.add({"entries", std::to_string(report.size)});
  head.add({"root", to_hex(report.root)});
  head.add({"", to_pgp_words(report.root)});
  Table rest;
  for (const Fault& fault : report.faults)
    rest.add({std::string(to_text(fault.kind)), at(fault.entry), fault.text});
  for (const Departure& one : report.departures)
    rest.add({one.what + ", " + one.severity, at(one.entry), one.text});
  for (const std::string& fact : report.facts) rest.add({"", "", fact});
  return head.text() + rest.text();
}

}  // namespace

Outcome show_report(const CeremonyReport& report) {
  Outcome outcome;
  outcome.data = data_of(report);
  outcome.text = text_of(report);
  outcome.exit = exit_of(report);
  if (report.verdict == Verdict::kNotAcceptable) {
    outcome.words.push_back("not acceptable [RECORD-WHOLE]");
    return outcome;
  }
  outcome.words.push_back(std::string(transcript::to_text(report.verdict)) +
                          (report.authenticated ? ", by people who are vouched for" : ""));
  if (needs_people(report)) {
    outcome.words.push_back(
        "next: nobody vouches for these people; give the vault id as it was "
        "published with --root, or their policy with --roster");
  }
  return outcome;
}

}  // namespace pyx::ceremony

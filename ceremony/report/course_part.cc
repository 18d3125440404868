#include "ceremony/report/course_part.h"

#include "base/pgp_words.h"
#include "ceremony/report/deviation_record.h"
#include "ceremony/report/entry_words.h"
#include "ceremony/report/timeline.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

std::string list_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Cell stays_cell(const PersonRecord& one, Time day) {
  Cell made;
  for (const Stay& stay : one.stays) {
    made.push_back(line(clock_text(stay.from, day) + " to " +
                        (stay.to ? clock_text(*stay.to, day) : std::string("the end"))));
  }
  if (made.empty()) made.push_back(line("was not there", Look::kQuiet));
  return made;
}

Cell key_cell(const PersonRecord& one) {
  Cell made = cell(to_hex(one.key.id()), Look::kCode);
  made.push_back(line(to_pgp_words(one.key.id()), Look::kQuiet));
  return made;
}

bool is_about_same_act(const Entry& one, const Entry& other) {
  return one.kind == Kind::kAct && other.kind == Kind::kAct &&
         one.text("act") == other.text("act") && one.text("event") == other.text("event");
}

// What several people decide about one act is one line; empty for all but the first of them.
Line act_line(const Reading& reading, const StepRecord& step, std::size_t place) {
  const Entry& entry = reading.transcript.entries[place];
  std::vector<std::uint64_t> leaves;
  for (const std::size_t other_place : step.entries) {
    const Entry& other = reading.transcript.entries[other_place];
    if (!is_about_same_act(entry, other)) continue;
    if (other_place < place) return {};
    leaves.push_back(std::stoull(other.text("leaf")));
  }
  Line made =
      line("act " + entry.text("event") + ", " + (leaves.size() == 1 ? "leaf " : "leaves ") +
           in_ranges(leaves) + " of the log, ");
  if (entry.fields.contains("anchored")) {
    made.push_back({"names the first "});
    made.push_back(value_of(entry, "anchored"));
    made.push_back({" entries, "});
  }
  made.push_back({entry.text("act"), Look::kCode});
  return made;
}

Cell deeds_cell(const Reading& reading, const StepRecord& step) {
  Cell made;
  for (const std::size_t place : step.entries) {
    const Entry& entry = reading.transcript.entries[place];
    Line deed = entry.kind == Kind::kAct ? act_line(reading, step, place) : deed_line(entry);
    if (!deed.empty()) made.push_back(std::move(deed));
  }
  if (step.end == StepEnd::kNotBegun) made.push_back(line("not begun", Look::kStrong));
  if (step.end == StepEnd::kBrokenOff && step.attempts.size() == 1 && made.empty())
    made.push_back(line("broken off", Look::kStrong));
  return made;
}

Cell when_cell(const StepRecord& step, Time day) {
  Cell made;
  for (const Attempt& one : step.attempts) {
    made.push_back(line(clock_text(one.from, day) + " to " + clock_text(one.to, day)));
    if (!one.finished) made.back().push_back({" broken off", Look::kStrong});
  }
  return made;
}

Cell entries_cell(const StepRecord& step) {
  return cell(in_ranges({step.entries.begin(), step.entries.end()}));
}

std::vector<Cell> step_row(const Reading& reading, const StepRecord& step) {
  Cell title = cell(step.title, Look::kStrong);
  title.push_back(line(step.id, Look::kQuiet));
  Cell who = cell(list_text(step.people));
  if (!step.initialled_by.empty())
    who.push_back(line("initialled by " + step.initialled_by, Look::kQuiet));
  return {title, who, when_cell(step, reading.report.begun), deeds_cell(reading, step),
          entries_cell(step)};
}

Table deviation_table(const Reading& reading, const std::vector<PersonRecord>& people) {
  Table table{{{"No.", 1}, {"Class, severity", 3}, {"What", 7}, {"Signed by", 4}, {"Entry", 2}},
              {}};
  for (const DeviationRecord& one : deviation_records(reading.transcript, people)) {
    Cell who;
    for (const auto& [name, entry] : one.signed_by)
      who.push_back(line(name + ", entry " + std::to_string(entry)));
    for (const std::string& name : one.missing())
      who.push_back(line(name + " did not sign", Look::kStrong));
    Cell what = {{value_of(*one.entry, "text")}};
    what.push_back(line(moment_text(one.entry->time), Look::kQuiet));
    table.rows.push_back({cell(one.number), cell(one.what + ", " + one.severity, Look::kStrong),
                          std::move(what), std::move(who),
                          cell(std::to_string(one.entry->number))});
  }
  return table;
}

Table objection_table(const Reading& reading) {
  Table table{{{"Who", 3}, {"Does not agree because", 9}, {"When", 3}, {"Entry", 2}}, {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != Kind::kObjection) continue;
    table.rows.push_back({cell(entry.text("person"), Look::kStrong),
                          {{value_of(entry, "text")}},
                          cell(clock_text(entry.time, reading.report.begun)),
                          cell(std::to_string(entry.number))});
  }
  return table;
}

Cell reconciliation_cell(const CrashRecord& crash) {
  if (!crash.step) return cell("no step was open");
  if (crash.reconciliation == nullptr)
    return {line("step " + *crash.step + " was open and is not reconciled", Look::kStrong)};
  Cell made = {line("step " + *crash.step + " was open, entry " +
                    std::to_string(crash.reconciliation->number))};
  made.push_back(deed_line(*crash.reconciliation));
  return made;
}

Table crash_table(const Reading& reading) {
  Table table{{{"When", 3}, {"What was lost", 5}, {"What became of it", 8}, {"Entry", 2}}, {}};
  for (const CrashRecord& one : crash_records(reading.transcript)) {
    const std::string torn = one.entry->text("torn");
    Cell lost = cell(one.entry->text("entries") + " entries stood");
    lost.push_back(
        line(torn == "0" ? "nothing was torn off" : torn + " bytes of a torn line were cut off"));
    table.rows.push_back({cell(clock_text(one.entry->time, reading.report.begun)), std::move(lost),
                          reconciliation_cell(one), cell(std::to_string(one.entry->number))});
  }
  return table;
}

// Of a kind: what was said, when.
Table remarks_table(const Reading& reading, Kind kind, const std::string& title,
                    std::string_view field) {
  Table table{{{title, 10}, {"When", 3}, {"Entry", 2}}, {}};
  for (const Entry& entry : reading.transcript.entries) {
    if (entry.kind != kind) continue;
    Line said;
    if (kind == Kind::kStepBrokenOff) said.push_back({entry.text("step") + ": ", Look::kStrong});
    if (entry.fields.contains(field)) said.push_back(value_of(entry, field));
    if (said.empty()) said = line("no reason given", Look::kQuiet);
    table.rows.push_back({{said},
                          cell(clock_text(entry.time, reading.report.begun)),
                          cell(std::to_string(entry.number))});
  }
  return table;
}

}  // namespace

Section people_section(const Reading& reading, const std::vector<PersonRecord>& people) {
  Section section{"Who was there", {}};
  Table table{{{"Person", 4}, {"Name", 6}, {"Roles", 4}, {"In the room (UTC)", 5}, {"Signed", 3}},
              {}};
  Table keys{{{"Person", 3}, {"Key id, in hex and in words", 13}}, {}};
  for (const PersonRecord& one : people) {
    const Cell name = {one.name ? line(*one.name) : Line{{"hidden", Look::kHidden}}};
    const std::size_t times = one.signed_entries.size();
    table.rows.push_back({cell(one.id, Look::kStrong), name, cell(list_text(one.roles)),
                          stays_cell(one, reading.report.begun),
                          cell(std::to_string(times) + (times == 1 ? " entry" : " entries"))});
    keys.rows.push_back({cell(one.id, Look::kStrong), key_cell(one)});
  }
  if (table.rows.empty()) {
    section.blocks.push_back(Paragraph{line("The transcript names nobody.")});
    return section;
  }
  section.blocks.push_back(std::move(table));
  section.blocks.push_back(Paragraph{line("The keys that they sign with", Look::kStrong)});
  section.blocks.push_back(std::move(keys));
  return section;
}

Section timeline_section(const Reading& reading) {
  Section section{"How the day went", {}};
  section.blocks.push_back(timeline_of(reading.transcript, reading.steps));
  return section;
}

Section steps_section(const Reading& reading) {
  Section section{"What was done", {}};
  const Table empty{
      {{"Step", 5}, {"Who", 4}, {"Time (UTC)", 3}, {"What it left", 8}, {"Entries", 2}}, {}};
  std::string title;
  for (const StepRecord& step : reading.steps) {
    if (section.blocks.empty() || step.section != title) {
      title = step.section;
      section.blocks.push_back(Paragraph{line(title, Look::kStrong)});
      section.blocks.push_back(empty);
    }
    std::get<Table>(section.blocks.back()).rows.push_back(step_row(reading, step));
  }
  if (section.blocks.empty())
    section.blocks.push_back(Paragraph{line("The transcript names no step.")});
  return section;
}

Section departures_section(const Reading& reading, const std::vector<PersonRecord>& people) {
  Section section{"What was not as planned", {}};
  const auto add = [&](const std::string& title, Table table) {
    if (table.rows.empty()) return;
    section.blocks.push_back(Paragraph{line(title, Look::kStrong)});
    section.blocks.push_back(std::move(table));
  };
  add("Deviations", deviation_table(reading, people));
  add("Objections", objection_table(reading));
  add("Crashes, and what was found afterwards", crash_table(reading));
  add("Steps that were broken off",
      remarks_table(reading, Kind::kStepBrokenOff, "Step and reason", "text"));
  if (section.blocks.empty()) {
    section.blocks.push_back(
        Paragraph{line("No deviation, objection or crash is on record, and no step was broken off "
                       "or skipped.")});
  }
  add("Intermissions", remarks_table(reading, Kind::kIntermission, "Why", "reason"));
  add("Notes", remarks_table(reading, Kind::kNote, "Note", "text"));
  return section;
}

}  // namespace pyx::ceremony::report

#include "ceremony/report/entry_words.h"

#include <algorithm>

#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

// A field with words in front, if the entry has it.
void add_field(Line& to, const Entry& entry, std::string_view before, std::string_view field,
               Look look = Look::kPlain) {
  if (!entry.fields.contains(field)) return;
  to.push_back({std::string(before), Look::kPlain});
  to.push_back(value_of(entry, field, look));
}

Line token_line(const Entry& entry) {
  Line made = line("token " + entry.text("token") + ":");
  add_field(made, entry, " serial ", "serial", Look::kCode);
  add_field(made, entry, ", model ", "model");
  add_field(made, entry, " of ", "manufacturer");
  add_field(made, entry, "; found: ", "found");
  return made;
}

Line item_line(const Entry& entry) {
  Line made = line(entry.text("item") + " " + entry.text("what"));
  made.push_back({" by " + names_text(entry.text("people"))});
  add_field(made, entry, ", number ", "bag", Look::kCode);
  add_field(made, entry, ", at ", "place");
  return made;
}

Line reconciled_line(const Entry& entry) {
  Line made = line("after the crash found " + entry.text("finding") + ", decided to " +
                   (entry.text("decision") == "again" ? "do it again" : entry.text("decision")) +
                   " by " + names_text(entry.text("people")));
  add_field(made, entry, ": ", "text");
  return made;
}

}  // namespace

Run value_of(const Entry& entry, std::string_view field, Look look) {
  if (entry.hides(field)) return {"hidden", Look::kHidden};
  return {entry.text(field), look};
}

std::string in_ranges(std::vector<std::uint64_t> numbers, std::size_t most) {
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::string text;
  std::size_t pieces = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    if (pieces++ == most) return text + " and " + std::to_string(numbers.size() - i) + " more";
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    // Two in a row are no range.
    if (end - i == 2) end = i + 1;
    text += (text.empty() ? "" : ", ") + std::to_string(numbers[i]);
    if (end - i > 1) text += " to " + std::to_string(numbers[end - 1]);
    i = end;
  }
  return text;
}

std::string entries_text(const std::vector<std::uint64_t>& numbers) {
  if (numbers.empty()) return "";
  return (numbers.size() == 1 ? "entry " : "entries ") + in_ranges(numbers);
}

std::string moment_text(Time time) {
  std::string text = to_rfc3339(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string clock_text(Time time, Time day) {
  const std::string text = moment_text(time);
  return text.substr(0, 10) == moment_text(day).substr(0, 10) ? text.substr(11) : text;
}

std::string length_text(Duration length) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
  if (seconds < 60) return std::to_string(seconds) + " s";
  const auto minutes = (seconds + 30) / 60;
  if (minutes < 60) return std::to_string(minutes) + " min";
  const std::string rest = minutes % 60 == 0 ? "" : " " + std::to_string(minutes % 60) + " min";
  return std::to_string(minutes / 60) + " h" + rest;
}

std::string names_text(std::string_view names) {
  std::string text;
  for (const std::string& name : transcript::names_in(names))
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

Line deed_line(const Entry& entry) {
  switch (entry.kind) {
    case Kind::kArrived:
      return line(entry.text("person") + " came");
    case Kind::kLeft:
      return line(entry.text("person") + " left");
    case Kind::kToken:
      return token_line(entry);
    case Kind::kLoggedOut:
      return line("nobody is logged in on token " + entry.text("token"));
    case Kind::kFounded:
      return line("the vault was founded, leaf 0 of its log");
    case Kind::kFrozen:
      return line(entry.text("target") + " frozen by " + entry.text("person") + ", leaf " +
                  entry.text("leaf") + " of the log");
    case Kind::kItem:
      return item_line(entry);
    case Kind::kDigestRead:
      return line("digest of " + entry.text("what") + " read aloud and confirmed by " +
                  names_text(entry.text("people")));
    case Kind::kOutput:
      return line("shown on the terminal: " + entry.text("what") + ", " + entry.text("size") +
                  " bytes");
    case Kind::kIdentified:
      return line(names_text(entry.text("people")) +
                  " found who they are: " + names_text(entry.text("who")));
    case Kind::kReconciled:
      return reconciled_line(entry);
    case Kind::kStepBrokenOff: {
      Line made = line("broken off");
      add_field(made, entry, ": ", "text");
      return made;
    }
    case Kind::kStepSkipped:
      return line("skipped, deviation " + entry.text("deviation"));
    case Kind::kNote: {
      Line made = line("note: ", Look::kQuiet);
      made.push_back(value_of(entry, "text"));
      return made;
    }
    default:
      return {};
  }
}

}  // namespace pyx::ceremony::report

#include "ceremony/report/checklist.h"

#include "ceremony/report/entry_words.h"

namespace pyx::ceremony::report {
namespace {

Cell answer_cell(const Answer& answer) {
  Cell made = {line(std::string(to_text(answer.shown)),
                    answer.shown == Shown::kNo ? Look::kQuiet : Look::kStrong)};
  if (!answer.text.empty()) made.push_back(line(answer.text));
  return made;
}

// What no entry shows is shown by the state of the vault at the end of its log.
Cell where_cell(const Answer& answer) {
  const bool by_log = answer.shown != Shown::kNo && answer.entries.empty();
  return by_log ? cell("the vault's log", Look::kQuiet) : cell(in_ranges(answer.entries));
}

Table table_of(const Questions& asked, const Finder& finder) {
  Table table{{{"Where", 3}, {"What is asked", 7}, {"What this bundle shows", 9}, {"Entries", 4}},
              {}};
  for (const Question& one : asked.questions) {
    // A bundle that is not acceptable shows nothing, whatever stands in it.
    const Answer answer = finder.reading().acceptable() ? one.answer(finder) : not_shown();
    table.rows.push_back({cell(std::string(one.place), Look::kStrong), cell(std::string(one.asks)),
                          answer_cell(answer), where_cell(answer)});
  }
  return table;
}

}  // namespace

std::string_view to_text(Shown shown) {
  switch (shown) {
    case Shown::kYes:
      return "shown";
    case Shown::kPartly:
      return "partly shown";
    case Shown::kNo:
      return kNotShown;
  }
  return kNotShown;
}

Section checklist_section(const Finder& finder) {
  Section section{"What an auditor asks", {}};
  if (!finder.reading().acceptable()) {
    section.blocks.push_back(
        Notice{Tone::kBad,
               "Nothing is shown",
               {line("The bundle is not acceptable, and is no answer to any of these.")}});
  } else if (finder.reading().rehearsal()) {
    section.blocks.push_back(
        Notice{Tone::kCaution,
               "A rehearsal",
               {line("What stands here was shown with throw-away keys: that the plan can answer, "
                     "not that anything was done.")}});
  } else {
    section.blocks.push_back(Paragraph{
        line("Each answer is drawn from the entries named beside it, or from the vault's log. An "
             "answer is a way into the record and no opinion on compliance.")});
  }
  for (const Questions& asked :
       {questions_of_dora(), questions_of_sp800_57(), questions_of_authorities()}) {
    section.blocks.push_back(Paragraph{line(std::string(asked.source), Look::kStrong)});
    section.blocks.push_back(table_of(asked, finder));
  }
  return section;
}

}  // namespace pyx::ceremony::report

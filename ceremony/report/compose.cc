#include "ceremony/report/compose.h"

#include <utility>

#include "ceremony/report/act_story.h"
#include "ceremony/report/checklist.h"
#include "ceremony/report/course_part.h"
#include "ceremony/report/custody_part.h"
#include "ceremony/report/evidence_part.h"
#include "ceremony/report/verdict_part.h"

namespace pyx::ceremony::report {

Document compose(const Reading& reading) {
  const auto people = person_records(reading.transcript);
  const auto acts = act_stories(reading.transcript, reading.books.get());
  const Finder finder(reading, acts);

  Document document;
  document.kind = reading.rehearsal() && reading.report.size > 0 ? "Report of a rehearsal"
                                                                 : "Report of a ceremony";
  document.title =
      reading.report.size > 0 ? reading.report.header.title : "A bundle that cannot be read";
  document.verdict = verdict_text(reading);
  document.bands = bands_of(reading);
  document.foot = "root of the transcript, " + std::to_string(reading.report.size) +
                  (reading.report.size == 1 ? " entry" : " entries");
  document.root = reading.report.root;
  document.made = reading.report.ended;

  document.sections.push_back({"Verdict", {verdict_notice(reading), which_ceremony(reading)}});
  const auto add = [&](Section section) {
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  };
  add(people_section(reading, people));
  add(timeline_section(reading));
  add(departures_section(reading, people));
  add(steps_section(reading));
  add(acts_section(reading, acts));
  add(keys_section(reading, acts));
  add(backups_section(reading, acts));
  add(things_section(reading));
  add(looked_at_section(reading));
  add(digests_section(reading));
  add(signatures_section(reading, people));
  add(checklist_section(finder));
  add(checking_section(reading));
  return document;
}

}  // namespace pyx::ceremony::report

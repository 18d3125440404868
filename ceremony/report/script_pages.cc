#include "ceremony/report/script_pages.h"

#include <algorithm>
#include <utility>

#include "ceremony/planning/script.h"
#include "ceremony/report/page_flow.h"
#include "ceremony/report/pdf_digest.h"
#include "ceremony/report/pdf_step.h"
#include "ceremony/report/pdf_table.h"
#include "ceremony/report/things_to_bring.h"

namespace pyx::ceremony::report {
namespace {

constexpr double kPageWide = PageFlow::kRight - PageFlow::kLeft;
constexpr TextStyle kTextStyle{9};

std::string named(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

class ScriptWriter {
 public:
  ScriptWriter(PageFlow& to, const Script& script) : to_(to), script_(script) {}

  void run() {
    draw_title();
    draw_people();
    draw_parameters();
    draw_things();
    draw_steps();
  }

 private:
  // `below` stays together with it.
  void heading(const std::string& title, double below = 50) {
    to_.need(std::min(40 + below, to_.page_room()));
    to_.down(13);
    to_.text(cell(title), PageFlow::kLeft, kPageWide, {13.5, Face::kSerifBold});
    to_.rule(kRuleInk, 0.7);
    to_.down(7);
  }

  void draw_title() {
    const planning::Plan& plan = script_.plan;
    to_.down(6);
    to_.text(cell("Script of a ceremony", Look::kQuiet), PageFlow::kLeft, kPageWide, {10});
    to_.down(2);
    to_.text(cell(plan.title), PageFlow::kLeft, kPageWide, {21, Face::kSerifBold, kTextInk, 1.2});
    to_.down(5);
    to_.text(cell(script_.values.fill(plan.purpose)), PageFlow::kLeft, kPageWide, kTextStyle);
    to_.down(8);
    draw_facts(
        to_,
        {{"Time", cell(planning::in_hours(plan.length()) + " as planned, at most " +
                       planning::in_hours(plan.longest))},
         {"Steps", cell(std::to_string(plan.steps.size()))},
         {"Place", cell(script_.site_name.empty() ? "____________________" : script_.site_name)},
         {"Day", cell("____________________")}},
        PageFlow::kRight);
    to_.down(6);
    draw_digest(to_,
                {"The plan", plan.digest, "read aloud at the beginning; every word is compared"});
    if (script_.site) draw_digest(to_, {"The site", *script_.site, "read aloud likewise"});
  }

  void draw_people() {
    heading("Who is needed");
    Table table{{{"Role", 4}, {"Duty", 8}, {"Least", 2}, {"Who", 5}, {"There, initials", 4}}, {}};
    for (const planning::Role& role : script_.plan.roles) {
      Cell who;
      Cell line_for;
      for (const planning::Participant& one : script_.people) {
        if (!one.has_role(role.id)) continue;
        who.push_back(script_.site ? line(one.name) : line("________________", Look::kQuiet));
        line_for.push_back(line("____________", Look::kQuiet));
      }
      table.rows.push_back({cell(role.title, Look::kStrong), cell(script_.values.fill(role.duty)),
                            cell(std::to_string(planning::least_of(role, script_.values))),
                            std::move(who), std::move(line_for)});
    }
    draw_table(to_, table);
  }

  void draw_parameters() {
    if (script_.plan.parameters.empty()) return;
    heading("What was decided before");
    Table table{{{"Parameter", 4}, {"Value", 4}, {"What it is", 9}}, {}};
    for (const planning::ParameterSpec& spec : script_.plan.parameters) {
      const planning::Value* const value = script_.values.find(spec.name);
      table.rows.push_back(
          {cell(spec.name, Look::kStrong), cell(value ? value->text : ""), cell(spec.meaning)});
    }
    draw_table(to_, table);
  }

  void draw_things() {
    heading("What has to be there");
    Table table{{{"", 1},
                 {"How many", 2},
                 {"What", 5},
                 {"What it is", 7},
                 {"Where from", 6},
                 {"Number", 4}},
                {}};
    for (const ThingToBring& thing :
         things_to_bring(script_.plan, script_.values, script_.people)) {
      Cell what = cell(thing.what, Look::kStrong);
      if (!thing.kind.empty()) what.push_back(line(thing.kind, Look::kQuiet));
      table.rows.push_back({cell("☐"), cell(std::to_string(thing.count)), std::move(what),
                            cell(thing.meaning), cell(thing.where),
                            cell(thing.kind.empty() ? "" : "____________", Look::kQuiet)});
    }
    draw_table(to_, table);
  }

  void draw_steps() {
    Duration begins{};
    std::string section;
    std::size_t number = 0;
    for (const planning::Step& step : script_.plan.steps) {
      const StepToDo to_do{
          ++number,
          begins,
          step,
          script_.values,
          doers_of(step),
          numbers_to_write(step, script_.plan, script_.values, script_.people, names())};
      if (step.section != section) {
        section = step.section;
        const planning::Section* const found = script_.plan.section(section);
        heading(found == nullptr ? section : found->title, step_height(to_, to_do));
      }
      draw_step(to_, to_do);
      begins += std::chrono::minutes(step.minutes);
    }
    to_.need(40);
    to_.down(10);
    to_.text(cell("In all " + planning::in_hours(script_.plan.length()) + ", at most " +
                  planning::in_hours(script_.plan.longest) + "."),
             PageFlow::kLeft, kPageWide, kTextStyle);
  }

  Names names() const { return script_.site ? Names::kOfTheDay : Names::kMadeUp; }

  // Their names; nothing before the day.
  std::string doers_of(const planning::Step& step) const {
    std::vector<std::string> all;
    if (!script_.site) return "";
    const auto ids = planning::people_named(step.who, script_.values, script_.people);
    for (const planning::Participant& one : script_.people) {
      if (std::ranges::find(ids, one.id) != ids.end()) all.push_back(one.name);
    }
    return named(all);
  }

  PageFlow& to_;
  const Script& script_;
};

}  // namespace

Result<void> script_pages(const Script& script, PdfSink sink) {
  Frame frame;
  frame.head = "Script of a ceremony: " + script.plan.title;
  frame.bands = script.bands;
  frame.foot = "the plan";
  frame.digest = script.plan.digest;
  return draw_pages(std::move(frame), std::move(sink),
                    [&](PageFlow& to) { ScriptWriter(to, script).run(); });
}

}  // namespace pyx::ceremony::report

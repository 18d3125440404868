// pyx ceremony run, resume, rehearse: a plan is done, with those who are in the room, or on
// throw-away tokens with nobody.

#include <memory>
#include <optional>
#include <utility>

#include "ceremony/cli/ceremony_guides.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/cli/report_view.h"
#include "ceremony/running/rehearsal.h"
#include "ceremony/running/site_nearby.h"
#include "ceremony/transcript/bundle.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

using running::CeremonyEnd;
using running::Ending;

constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

struct RunAsk {
  PlanAsk plan;
  std::optional<fs::path> bundle;
  GuideAsk guide;
};
struct ResumeAsk {
  fs::path bundle;
  std::optional<fs::path> site;
  GuideAsk guide;
};
struct RehearseAsk {
  running::StageAsk stage;
  GuideAsk guide;
};

// What is shown until there is something to show.
running::Moment first_moment(transcript::Mode mode, const std::string& title, const Clock& clock) {
  running::Moment moment;
  moment.rehearsal = mode == transcript::Mode::kRehearsal;
  moment.title = title;
  moment.now = moment.begun = moment.step_begun = clock.now();
  return moment;
}

running::Moment first_moment(transcript::Mode mode, const PlanFile& file, const Clock& clock) {
  if (file.plan == nullptr) return first_moment(mode, std::string(), clock);
  running::Moment moment = first_moment(mode, file.plan->title, clock);
  moment.planned = file.plan->length();
  if (file.plan->steps.empty()) return moment;
  const planning::Step& step = file.plan->steps.front();
  moment.next = file.values.fill(step.title);
  moment.next_doers = planning::people_named(step.who, file.values, file.people);
  return moment;
}

fs::path without_slash(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

// How it goes on; the site is named where it would not be found.
std::string resume_words(const fs::path& bundle) {
  return "next: pyx ceremony resume " + bundle.string() +
         (running::site_nearby(bundle) ? "" : " --site FILE");
}

Outcome outcome_of(const CeremonyEnd& end) {
  if (end.ending == Ending::kInterrupted) {
    Outcome outcome;
    outcome.data["bundle"] = end.bundle.string();
    outcome.data["ending"] = "interrupted";
    outcome.words = {"an intermission; " + resume_words(end.bundle)};
    return outcome;
  }
  Outcome outcome = show_report(*end.report);
  outcome.data["bundle"] = end.bundle.string();
  outcome.data["ending"] = end.ending == Ending::kCompleted ? "completed" : "abandoned";
  outcome.words.push_back("the bundle is " + end.bundle.string());
  return outcome;
}

// What was written stays, whatever ended the run. The guide's screen has gone before.
Result<Outcome> ended(CeremonyGuides& guides, const Result<CeremonyEnd>& end,
                      const fs::path& bundle, Context& context) {
  guides.end();
  if (end) return outcome_of(*end);
  std::error_code ignored;
  if (fs::exists(bundle / transcript::kTranscriptFile, ignored))
    context.output.say("the ceremony stands; " + resume_words(bundle));
  return end.error();
}

Result<Outcome> run_ceremony(const RunAsk& ask, Context& context) {
  PYX_ASSIGN(const running::PlanAtSite at,
             running::read_plan_at_site(ask.plan, running::Judged::kNo));
  running::CeremonyAsk ceremony;
  ceremony.plan = ask.plan;
  ceremony.screen = context.share_terminal;
  ceremony.bundle = ask.bundle.value_or(at.path(at.file.site->output) / "bundle");
  PYX_ASSIGN(const auto guides,
             CeremonyGuides::choose(ask.guide, context,
                                    first_moment(transcript::Mode::kReal, at.file, context.clock)));
  ceremony.answers = guides->answers();
  return ended(*guides, running::hold_ceremony(ceremony, guides->context(), guides->guide()),
               ceremony.bundle, context);
}

Result<Outcome> resume_ceremony(const ResumeAsk& ask, Context& context) {
  PYX_ASSIGN(const transcript::Header header, running::header_of(ask.bundle));
  fs::path site;
  if (ask.site) {
    site = *ask.site;
  } else {
    PYX_ASSIGN(site, running::site_nearby(ask.bundle));
    context.output.say("the site is " + site.string());
  }
  PYX_ASSIGN(const auto guides,
             CeremonyGuides::choose(ask.guide, context,
                                    first_moment(header.mode, header.title, context.clock)));
  if (header.mode == transcript::Mode::kRehearsal) {
    const running::RehearsalStage stage{site.parent_path(), ask.bundle / transcript::kPlanFile};
    if (without_slash(fs::absolute(stage.bundle())) != without_slash(fs::absolute(ask.bundle)))
      return error(Code::kBadInput, "the bundle of a rehearsal lies beside its site");
    return ended(*guides, running::take_up_rehearsal(stage, guides->context(), guides->guide()),
                 ask.bundle, context);
  }
  running::CeremonyAsk ceremony;
  ceremony.plan = {ask.bundle / transcript::kPlanFile, site, {}};
  ceremony.bundle = ask.bundle;
  ceremony.screen = context.share_terminal;
  ceremony.answers = guides->answers();
  return ended(*guides, running::take_up_ceremony(ceremony, guides->context(), guides->guide()),
               ask.bundle, context);
}

Result<Outcome> rehearse_ceremony(const RehearseAsk& ask, Context& context) {
  PYX_ASSIGN(const PlanFile file, read_plan_file({ask.stage.plan, std::nullopt, ask.stage.values}));
  PYX_ASSIGN(const auto guides, CeremonyGuides::choose(ask.guide, context,
                                                       first_moment(transcript::Mode::kRehearsal,
                                                                    file, context.clock)));
  return ended(*guides, running::rehearse(ask.stage, guides->context(), guides->guide()),
               ask.stage.folder / "bundle", context);
}

Result<Run> prepare_ceremony_run(const Arguments& given) {
  RunAsk ask;
  PYX_ASSIGN(ask.plan, plan_ask(given));
  if (given.has("--bundle")) ask.bundle = given.path("--bundle");
  PYX_ASSIGN(ask.guide, guide_ask(given));
  return Run([ask](Context& context) { return run_ceremony(ask, context); });
}

Result<Run> prepare_ceremony_resume(const Arguments& given) {
  ResumeAsk ask;
  ask.bundle = given.path("BUNDLE");
  if (given.has("--site")) ask.site = given.path("--site");
  PYX_ASSIGN(ask.guide, guide_ask(given));
  return Run([ask](Context& context) { return resume_ceremony(ask, context); });
}

Result<Run> prepare_ceremony_rehearse(const Arguments& given) {
  RehearseAsk ask;
  PYX_ASSIGN(const PlanAsk plan, plan_ask(given));
  ask.stage = {plan.plan, given.path("--dir"),
               given.has("--module") ? given.path("--module") : fs::path(kSoftHsm), plan.values};
  PYX_ASSIGN(ask.guide, guide_ask(given));
  return Run([ask](Context& context) { return rehearse_ceremony(ask, context); });
}

FlagSpec set_flag() {
  return {"--set", "NAME=VALUE", "the value of a parameter of the plan", Need::kOptional,
          Times::kMany};
}
FlagSpec step_flag() {
  return {"--step-by-step", "", "ask at every step, with the answers of a rehearsal at hand"};
}

}  // namespace

Commands ceremony_run_commands() {
  const WordSpec plan = {"PLAN", "the plan of a ceremony, TOML"};
  return {
      {"ceremony",
       "run",
       "hold a ceremony: every step guarded, recorded and signed by those who are in the room",
       {plan},
       with(
           {{"--site", "FILE", "the site: tokens, people and paths of this place, TOML",
             Need::kRequired},
            set_flag(),
            {"--bundle", "DIR", "where the record goes; bundle/ in the site's output if left out"}},
           guide_flags()),
       prepare_ceremony_run},
      {"ceremony",
       "resume",
       "go on with a ceremony after an intermission or a crash; nothing is silently done again",
       {{"BUNDLE", "the folder of the ceremony"}},
       with({{"--site", "FILE",
              "the site at which it began; if left out, looked for beside the bundle and above"},
             step_flag()},
            guide_flags()),
       prepare_ceremony_resume},
      {"ceremony",
       "rehearse",
       "do a whole plan on throw-away SoftHSM2 tokens with generated people; of no effect",
       {plan},
       with({{"--dir", "DIR", "a new folder for tokens, people, and the record", Need::kRequired},
             set_flag(),
             {"--module", "PATH", "the module of SoftHSM2; Debian's if left out"},
             step_flag()},
            guide_flags()),
       prepare_ceremony_rehearse}};
}

}  // namespace pyx::ceremony

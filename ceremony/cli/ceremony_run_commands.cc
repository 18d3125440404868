// pyx ceremony run, resume, rehearse: a plan is done, with those who are in the room, or on
// throw-away tokens with nobody.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/cli/report_view.h"
#include "ceremony/running/brief_guide.h"
#include "ceremony/running/plain_guide.h"
#include "ceremony/running/rehearsal.h"
#include "ceremony/running/scripted_guide.h"
#include "ceremony/running/site_nearby.h"
#include "ceremony/transcript/bundle.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

using running::CeremonyEnd;
using running::Ending;
using running::Guide;
using running::ScriptedGuide;

constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

struct RunAsk {
  PlanAsk plan;
  std::optional<fs::path> bundle;
  std::optional<fs::path> answers;
};
struct ResumeAsk {
  fs::path bundle;
  std::optional<fs::path> site;
  std::optional<fs::path> answers;
  bool step_by_step = false;
};
struct RehearseAsk {
  running::StageAsk stage;
  std::optional<fs::path> answers;
  bool step_by_step = false;
};

Colour colour() {
  const bool wanted = ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return wanted ? Colour::kYes : Colour::kNo;
}

// Who is asked, and how it is shown: guides around guides.
class Guides {
 public:
  explicit Guides(Context& context)
      : plain_(std::cerr, context.keyboard.lines, colour()), brief_(std::cerr), on_(&plain_) {}

  Result<void> answer_from(const fs::path& file, ScriptedGuide::Unknown unknown) {
    PYX_ASSIGN(const Bytes text, read_file(file));
    PYX_ASSIGN(running::Answers answers, running::Answers::parse(as_text(text), file.string()));
    digest_ = to_hex(sha256(text));
    scripted_.emplace(std::move(answers), *on_, unknown);
    on_ = &*scripted_;
    return {};
  }
  void nobody_answers() {
    scripted_.emplace(running::Answers::expected(), brief_, ScriptedGuide::Unknown::kIsMadeUp);
    on_ = &*scripted_;
  }
  void suggest_answers() {
    rehearsed_.emplace(plain_);
    on_ = &*rehearsed_;
  }
  Guide& guide() { return *on_; }
  const std::string& answers() const { return digest_; }  // of the file, hex; empty: people answer

 private:
  running::PlainGuide plain_;
  running::BriefGuide brief_;
  std::optional<running::RehearsedGuide> rehearsed_;
  std::optional<ScriptedGuide> scripted_;
  std::string digest_;
  Guide* on_;
};

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

// What was written stays, whatever ended the run.
Result<Outcome> outcome_of(const Result<CeremonyEnd>& end, const fs::path& bundle,
                           Context& context) {
  if (end) return outcome_of(*end);
  std::error_code ignored;
  if (fs::exists(bundle / transcript::kTranscriptFile, ignored))
    context.output.say("the ceremony stands; " + resume_words(bundle));
  return end.error();
}

Result<Outcome> run_ceremony(const RunAsk& ask, Context& context) {
  Guides guides(context);
  if (ask.answers) PYX_TRY(guides.answer_from(*ask.answers, ScriptedGuide::Unknown::kEndsTheRun));
  running::CeremonyAsk ceremony;
  ceremony.plan = ask.plan;
  ceremony.screen = context.share_terminal;
  ceremony.answers = guides.answers();
  PYX_ASSIGN(const running::PlanAtSite at,
             running::read_plan_at_site(ask.plan, running::Judged::kNo));
  ceremony.bundle = ask.bundle.value_or(at.path(at.file.site->output) / "bundle");
  return outcome_of(running::hold_ceremony(ceremony, context, guides.guide()), ceremony.bundle,
                    context);
}

Result<Outcome> resume_ceremony(const ResumeAsk& ask, Context& context) {
  PYX_ASSIGN(const transcript::Header header, running::header_of(ask.bundle));
  const bool rehearsal = header.mode == transcript::Mode::kRehearsal;
  fs::path site;
  if (ask.site) {
    site = *ask.site;
  } else {
    PYX_ASSIGN(site, running::site_nearby(ask.bundle));
    context.output.say("the site is " + site.string());
  }
  Guides guides(context);
  if (ask.answers) {
    PYX_TRY(guides.answer_from(*ask.answers, rehearsal ? ScriptedGuide::Unknown::kIsMadeUp
                                                       : ScriptedGuide::Unknown::kEndsTheRun));
  } else if (rehearsal && !ask.step_by_step) {
    guides.nobody_answers();
  } else if (rehearsal) {
    guides.suggest_answers();
  }
  if (rehearsal) {
    const running::RehearsalStage stage{site.parent_path(), ask.bundle / transcript::kPlanFile};
    if (without_slash(fs::absolute(stage.bundle())) != without_slash(fs::absolute(ask.bundle)))
      return error(Code::kBadInput, "the bundle of a rehearsal lies beside its site");
    return outcome_of(running::take_up_rehearsal(stage, context, guides.guide()), ask.bundle,
                      context);
  }
  running::CeremonyAsk ceremony;
  ceremony.plan = {ask.bundle / transcript::kPlanFile, site, {}};
  ceremony.bundle = ask.bundle;
  ceremony.screen = context.share_terminal;
  ceremony.answers = guides.answers();
  return outcome_of(running::take_up_ceremony(ceremony, context, guides.guide()), ask.bundle,
                    context);
}

Result<Outcome> rehearse_ceremony(const RehearseAsk& ask, Context& context) {
  Guides guides(context);
  if (ask.answers) {
    PYX_TRY(guides.answer_from(*ask.answers, ScriptedGuide::Unknown::kIsMadeUp));
  } else if (ask.step_by_step) {
    guides.suggest_answers();
  } else {
    guides.nobody_answers();
  }
  return outcome_of(running::rehearse(ask.stage, context, guides.guide()),
                    ask.stage.folder / "bundle", context);
}

Result<Run> prepare_run(const Arguments& given) {
  RunAsk ask;
  PYX_ASSIGN(ask.plan, plan_ask(given));
  if (given.has("--bundle")) ask.bundle = given.path("--bundle");
  if (given.has("--answers")) ask.answers = given.path("--answers");
  return Run([ask](Context& context) { return run_ceremony(ask, context); });
}

Result<Run> prepare_resume(const Arguments& given) {
  ResumeAsk ask;
  ask.bundle = given.path("BUNDLE");
  if (given.has("--site")) ask.site = given.path("--site");
  if (given.has("--answers")) ask.answers = given.path("--answers");
  ask.step_by_step = given.has("--step-by-step");
  return Run([ask](Context& context) { return resume_ceremony(ask, context); });
}

Result<Run> prepare_rehearse(const Arguments& given) {
  RehearseAsk ask;
  PYX_ASSIGN(const PlanAsk plan, plan_ask(given));
  ask.stage = {plan.plan, given.path("--dir"),
               given.has("--module") ? given.path("--module") : fs::path(kSoftHsm), plan.values};
  if (given.has("--answers")) ask.answers = given.path("--answers");
  ask.step_by_step = given.has("--step-by-step");
  return Run([ask](Context& context) { return rehearse_ceremony(ask, context); });
}

FlagSpec set_flag() {
  return {"--set", "NAME=VALUE", "the value of a parameter of the plan", Need::kOptional,
          Times::kMany};
}
FlagSpec answers_flag() {
  return {"--answers", "FILE", "answers, a line each: id = answer; nobody is asked then"};
}
FlagSpec plain_flag() { return {"--plain", "", "lines, on any terminal"}; }
FlagSpec step_flag() {
  return {"--step-by-step", "", "ask at every step, with the answers of a rehearsal at hand"};
}

}  // namespace

Commands ceremony_run_commands() {
  const WordSpec plan = {"PLAN", "the plan of a ceremony, TOML"};
  return {{"ceremony",
           "run",
           "hold a ceremony: every step guarded, recorded and signed by those who are in the room",
           {plan},
           {{"--site", "FILE", "the site: tokens, people and paths of this place, TOML",
             Need::kRequired},
            set_flag(),
            {"--bundle", "DIR", "where the record goes; bundle/ in the site's output if left out"},
            answers_flag(),
            plain_flag()},
           prepare_run},
          {"ceremony",
           "resume",
           "go on with a ceremony after an intermission or a crash; nothing is silently done again",
           {{"BUNDLE", "the folder of the ceremony"}},
           {{"--site", "FILE",
             "the site at which it began; if left out, looked for beside the bundle and above"},
            answers_flag(),
            step_flag(),
            plain_flag()},
           prepare_resume},
          {"ceremony",
           "rehearse",
           "do a whole plan on throw-away SoftHSM2 tokens with generated people; of no effect",
           {plan},
           {{"--dir", "DIR", "a new folder for tokens, people, and the record", Need::kRequired},
            set_flag(),
            {"--module", "PATH", "the module of SoftHSM2; Debian's if left out"},
            answers_flag(),
            step_flag(),
            plain_flag()},
           prepare_rehearse}};
}

}  // namespace pyx::ceremony

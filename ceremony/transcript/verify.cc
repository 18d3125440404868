#include "ceremony/transcript/verify.h"

#include <array>
#include <memory>
#include <set>
#include <utility>

#include "base/file.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/planning/site.h"
#include "ceremony/transcript/held_log.h"
#include "ceremony/transcript/log_check.h"
#include "ceremony/transcript/model_replay.h"
#include "ceremony/transcript/signature_check.h"
#include "ceremony/transcript/site_check.h"

namespace pyx::ceremony::transcript {
namespace {

namespace fs = std::filesystem;

// "1 step", "2 steps"
std::string counted(std::uint64_t number, std::string_view of) {
  return std::to_string(number) + " " + std::string(of) + (number == 1 ? "" : "s");
}

class Verifier {
 public:
  Verifier(const Bundle& bundle, const Trust& trust) : bundle_(bundle), trust_(trust) {}

  // A group is looked at if those before it were without fault: what stands in an altered entry
  // says nothing about a plan.
  CeremonyReport run() {
    check_form();
    if (good()) check_files();
    if (good()) check_signed();
    if (good()) check_order();
    if (good()) read_log();
    if (good()) check_model();
    if (good()) check_evidence();
    if (good()) {
      report_.verdict = report_.departures.empty() ? Verdict::kClean : Verdict::kDeviations;
      tell_facts();
    }
    return std::move(report_);
  }

 private:
  bool good() const { return report_.faults.empty(); }
  void add(std::optional<Fault> fault) {
    if (fault) report_.faults.push_back(*std::move(fault));
  }
  void add(FaultKind kind, std::string text) {
    report_.faults.push_back({kind, std::nullopt, std::move(text)});
  }

  void check_form() {
    ReadTranscript read = read_transcript(bundle_.transcript);
    transcript_ = std::move(read.transcript);
    add(std::move(read.fault));
    report_.header = transcript_.header;
    report_.size = transcript_.entries.size();
    report_.root = transcript_.roots.back();
    report_.hidden = transcript_.hidden;
    if (transcript_.entries.empty()) return;
    report_.begun = transcript_.entries.front().time;
    report_.ended = transcript_.entries.back().time;
  }

  void check_files() {
    const Header& header = transcript_.header;
    if (header.mode != trust_.mode) {
      add(FaultKind::kMode, header.mode == Mode::kRehearsal ? "it is a rehearsal and no ceremony"
                                                            : "it is a ceremony and no rehearsal");
    }
    if (sha256(bundle_.plan) != header.plan)
      add(FaultKind::kPlan, "plan.toml is another plan than the one of the header");
    if (bundle_.site && (!header.site || sha256(*bundle_.site) != *header.site))
      add(FaultKind::kSite, "site.toml is another site than the one of the header");
    for (const Entry& entry : transcript_.entries) {
      if (entry.kind == Kind::kOutput) check_output(entry);
    }
  }

  void check_output(const Entry& entry) {
    const Sha256 digest = sha256_from_hex(entry.text("digest")).value();
    const auto shown = read_file(output_path(bundle_.folder, digest), kOutputMostBytes);
    if (!shown && shown.error().code == Code::kNotFound) return;
    if (shown.ok() && sha256(*shown) == digest &&
        std::to_string(shown->size()) == entry.text("size")) {
      ++outputs_;
      return;
    }
    report_.faults.push_back(
        {FaultKind::kOutput, entry.number, "what the terminal showed is not what was bound"});
  }

  void check_signed() {
    signatures_ = check_signatures(transcript_);
    add(std::move(signatures_.fault));
  }

  void check_order() {
    planning::PlanReading read = planning::read_plan(bundle_.plan, "plan.toml");
    if (!read.plan) {
      add(FaultKind::kPlan,
          "plan.toml is no plan: " + planning::to_text(read.findings.front(), "plan.toml"));
      return;
    }
    plan_ = std::make_shared<const planning::Plan>(*std::move(read.plan));
    std::vector<OutlineStep> outline;
    for (const planning::Step& step : plan_->steps) {
      outline.push_back(
          {step.id, step.section, std::string(planning::to_text(step.action)), step.text("token")});
    }
    story_ = tell(transcript_, outline);
    report_.departures = story_.departures;
    add(std::move(story_.fault));
  }

  void read_log() {
    if (!bundle_.log) {
      if (!story_.acts.empty())
        add(FaultKind::kLog, "the transcript names acts, and the bundle holds no log of the vault");
      if (trust_.root) add(FaultKind::kLog, "the bundle holds no log of the vault");
      return;
    }
    auto log = read_held_log(*bundle_.log, trust_.root);
    if (!log) {
      add(FaultKind::kLog, "the log of the vault: " + describe(log.error()));
      return;
    }
    log_ = std::move(log).value();
  }

  void check_model() {
    std::shared_ptr<const policies::Policy> policy;
    if (log_) {
      policy = std::make_shared<const policies::Policy>(
          *log_->in_force(report_.begun, report_.begun).front());
    }
    Replay played = replay(transcript_, plan_, std::move(policy));
    report_.departures.insert(report_.departures.end(), played.departures.begin(),
                              played.departures.end());
    add(std::move(played.fault));
    if (bundle_.site) check_site_file();
  }

  void check_site_file() {
    const planning::SiteReading read = planning::read_site(*bundle_.site, "site.toml");
    if (!read.site) {
      add(FaultKind::kSite, "site.toml is no site: " + read.findings.front().what);
      return;
    }
    add(check_site(*read.site, *plan_, story_, signatures_.roster));
  }

  void check_evidence() {
    std::set<std::string> outside;
    for (const planning::Role& role : plan_->roles) {
      if (!role.in_policy) outside.insert(role.id);
    }
    if (log_) {
      in_log_ = check_log(transcript_, story_, *log_);
      for (Fault& fault : in_log_.faults) add(std::move(fault));
      add(check_vault_token(*plan_, story_, log_->token_serial));
      add(check_people(signatures_.roster, outside, log_->in_force(report_.begun, report_.ended)));
    }
    if (trust_.roster) add(check_people(signatures_.roster, outside, {&*trust_.roster}));
    report_.authenticated = good() && (trust_.roster || (log_ && trust_.root));
  }

  void fact(std::string text) { report_.facts.push_back(std::move(text)); }

  void tell_facts() {
    const std::size_t people = signatures_.roster.people().size();
    fact((people == 1 ? "1 person" : std::to_string(people) + " people") + ", " +
         counted(signatures_.signatures, "signature"));
    fact(counted(story_.steps_done, "step") + " done, " + std::to_string(story_.steps_skipped) +
         " skipped, " + std::to_string(story_.initials) + " initialled");
    if (story_.intermissions > 0) fact(counted(story_.intermissions, "intermission"));
    if (outputs_ > 0)
      fact(counted(outputs_, "output") + " of terminals " +
           (outputs_ == 1 ? "is as it was" : "are as they were"));
    if (log_) {
      fact("the vault's log holds " + std::to_string(in_log_.acts) +
           (in_log_.acts == 1 ? " leaf that is named here" : " leaves that are named here"));
      fact("vault " + to_hex(log_->vault));
    }
    if (in_log_.anchored > 0) {
      fact("an act in the log names the first " + std::to_string(in_log_.anchored) +
           " entries of the transcript");
    }
    if (transcript_.header.site && !bundle_.site) fact("the site was not looked at: not here");
    if (report_.hidden > 0)
      fact(counted(report_.hidden, "field") + (report_.hidden == 1 ? " is" : " are") +
           " hidden in this copy");
  }

  const Bundle& bundle_;
  const Trust& trust_;
  CeremonyReport report_;
  Transcript transcript_;
  SignatureCheck signatures_;
  std::shared_ptr<const planning::Plan> plan_;
  Story story_;
  std::optional<HeldLog> log_;
  LogCheck in_log_;
  std::uint64_t outputs_ = 0;
};

}  // namespace

std::string_view to_text(Verdict verdict) {
  static constexpr std::array<std::string_view, 3> kNames = {"clean", "clean with deviations",
                                                             "not acceptable"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

Result<CeremonyReport> verify_bundle(const fs::path& folder, const Trust& trust) {
  PYX_ASSIGN(const Bundle bundle, read_bundle(folder));
  return verify_bundle(bundle, trust);
}

CeremonyReport verify_bundle(const Bundle& bundle, const Trust& trust) {
  return Verifier(bundle, trust).run();
}

}  // namespace pyx::ceremony::transcript

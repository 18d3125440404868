// pyx ceremony report, print: a ceremony on paper, afterwards and before.

#include <array>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/report_view.h"
#include "ceremony/planning/plan_check.h"
#include "ceremony/report/blank_cards.h"
#include "ceremony/report/compose.h"
#include "ceremony/report/html_report.h"
#include "ceremony/report/pdf_report.h"
#include "ceremony/report/script_pages.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

struct ReportAsk {
  fs::path bundle;
  std::vector<fs::path> files;  // each .html or .pdf
  std::optional<Sha256> root;
  std::optional<fs::path> roster;
  transcript::Mode mode = transcript::Mode::kReal;
};
struct PrintAsk {
  PlanAsk plan;
  fs::path file;                  // .pdf
  std::optional<fs::path> cards;  // likewise
};

Result<void> check_new(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  return error(Code::kConflict, file.string() + " is there already; name a new file");
}

PdfSink into(Bytes& pdf) {
  return [&pdf](ByteView piece) -> Result<void> {
    append(pdf, piece);
    return {};
  };
}

Result<Bytes> bytes_of(const report::Document& document, const fs::path& file) {
  if (file.extension() == ".html") {
    PYX_ASSIGN(const std::string page, report::html_report(document));
    return to_bytes(page);
  }
  Bytes pdf;
  PYX_TRY(report::pdf_report(document, into(pdf)));
  return pdf;
}

Result<Outcome> run_ceremony_report(const ReportAsk& ask, Context& context) {
  for (const fs::path& file : ask.files) PYX_TRY(check_new(file));
  transcript::Trust trust{ask.mode, ask.root, std::nullopt};
  if (ask.roster) {
    PYX_ASSIGN(PolicyFile policy, read_policy(*ask.roster));
    trust.roster = std::move(policy.policy);
  }
  context.output.say("checking every entry, signature and step of " + ask.bundle.string());
  PYX_ASSIGN(const report::Reading reading, report::read(ask.bundle, trust));
  const report::Document document = report::compose(reading);
  // Its verdict is that of pyx ceremony verify, in words and exit code.
  Outcome outcome = show_report(reading.report);
  json::array files;
  for (const fs::path& file : ask.files) {
    PYX_ASSIGN(const Bytes bytes, bytes_of(document, file));
    PYX_TRY(write_file(file, bytes, Overwrite::kNo));
    files.emplace_back(file.string());
    outcome.words.push_back("wrote " + file.string() +
                            (document.bands.empty() ? "" : "; each page says: ") +
                            (document.bands.empty() ? "" : document.bands.front().text));
  }
  outcome.data["files"] = std::move(files);
  return outcome;
}

// A script of a plan that was refused is printed for those who mend it, and is of no use else.
std::vector<report::Band> bands_of_plan(const PlanFile& file, std::size_t findings) {
  std::vector<report::Band> bands;
  if (findings > 0) {
    bands.push_back({report::Tone::kBad, "REFUSED: " + std::to_string(findings) +
                                             (findings == 1 ? " finding" : " findings") +
                                             " of pyx ceremony check; not for the day"});
  }
  if (!file.site)
    bands.push_back({report::Tone::kNeutral, "WITHOUT A SITE: people and places are not known"});
  return bands;
}

std::size_t findings_in(const PlanFile& file) {
  return file.of_plan.size() + file.of_site.size() +
         planning::check_plan(file.plan, file.values, file.people, file.policy).size();
}

Result<void> write_script(const PlanFile& file, std::size_t findings, const fs::path& to) {
  report::Script script{*file.plan,
                        file.values,
                        file.people,
                        std::nullopt,
                        file.site ? file.site->name : std::string(),
                        bands_of_plan(file, findings)};
  if (file.site) script.site = file.site->digest;
  Bytes pdf;
  PYX_TRY(report::script_pages(script, into(pdf)));
  return write_file(to, pdf, Overwrite::kNo);
}

Result<void> write_cards(const PlanFile& file, const fs::path& to) {
  Bytes pdf;
  PYX_TRY(report::blank_cards(*file.plan, file.values, file.people,
                              file.site ? report::Names::kOfTheDay : report::Names::kMadeUp,
                              into(pdf)));
  return write_file(to, pdf, Overwrite::kNo);
}

Outcome printed(const PrintAsk& ask, const PlanFile& file, std::size_t findings,
                std::size_t cards) {
  Outcome outcome;
  outcome.data["file"] = ask.file.string();
  outcome.data["plan"] = to_hex(file.plan->digest);
  outcome.data["words"] = to_pgp_words(file.plan->digest);
  outcome.data["steps"] = file.plan->steps.size();
  outcome.data["findings"] = findings;
  outcome.data["cards"] = cards;
  outcome.words = {"wrote " + ask.file.string() + ": " + std::to_string(file.plan->steps.size()) +
                   " steps; one copy for each person"};
  if (ask.cards) {
    outcome.words.push_back("wrote " + ask.cards->string() + ": " + std::to_string(cards) +
                            (cards == 1 ? " card" : " cards") + " to write on");
  }
  if (findings > 0) {
    outcome.words.push_back("every page says that the plan is refused [PLAN-CHECKED]");
    outcome.words.push_back("next: pyx ceremony check " + ask.plan.plan.string());
    outcome.exit = ExitCode::kRefused;
  }
  return outcome;
}

Result<Outcome> run_ceremony_print(const PrintAsk& ask) {
  PYX_TRY(check_new(ask.file));
  if (ask.cards) PYX_TRY(check_new(*ask.cards));
  auto read = read_plan_file(ask.plan);
  if (!read && read.error().code == Code::kBadInput) return wrong_input(read.error());
  if (!read) return read.error();
  const PlanFile& file = *read;
  if (file.plan == nullptr) {
    return wrong_input(
        error(Code::kBadInput, to_text(file.of_plan.front(), ask.plan.plan.string()) +
                                   "; pyx ceremony check tells all of it"));
  }
  const std::size_t cards =
      ask.cards ? report::cards_needed(*file.plan, file.values, file.people) : 0;
  if (ask.cards && cards == 0) {
    return wrong_input(bad_argument("--cards", "no new card is written on in this plan"));
  }
  const std::size_t findings = findings_in(file);
  PYX_TRY(write_script(file, findings, ask.file));
  if (ask.cards) PYX_TRY(write_cards(file, *ask.cards));
  return printed(ask, file, findings, cards);
}

Result<void> check_ending(const fs::path& file, std::string_view forms,
                          std::string_view flag = "--out") {
  const std::string ending = file.extension().string();
  if (ending == ".pdf" || (ending == ".html" && forms != ".pdf")) return {};
  return bad_argument(flag, "must end with " + std::string(forms));
}

Result<Run> prepare_ceremony_report(const Arguments& given) {
  ReportAsk ask;
  ask.bundle = given.path("BUNDLE");
  for (const std::string& file : given.texts("--out")) {
    PYX_TRY(check_ending(file, ".html or .pdf"));
    ask.files.emplace_back(file);
  }
  PYX_ASSIGN(ask.root, given.digest_if("--root"));
  if (given.has("--roster")) ask.roster = given.path("--roster");
  if (given.has("--rehearsal")) ask.mode = transcript::Mode::kRehearsal;
  return Run([ask](Context& context) { return run_ceremony_report(ask, context); });
}

Result<Run> prepare_ceremony_print(const Arguments& given) {
  PrintAsk ask;
  PYX_ASSIGN(ask.plan, plan_ask(given));
  ask.file = given.path("--out");
  PYX_TRY(check_ending(ask.file, ".pdf"));
  if (given.has("--cards")) {
    ask.cards = given.path("--cards");
    PYX_TRY(check_ending(*ask.cards, ".pdf", "--cards"));
  }
  return Run([ask](Context&) { return run_ceremony_print(ask); });
}

}  // namespace

Commands ceremony_paper_commands() {
  return {
      {"ceremony",
       "report",
       "write what a ceremony left behind as a report for people, on the terms of verify",
       {{"BUNDLE", "the folder of the ceremony, or a redacted copy"}},
       {{"--out", "FILE", "a new file: .html for a screen and paper, .pdf", Need::kRequired,
         Times::kMany},
        {"--root", "HEX", "the vault id as it was published: the people must be those of its log"},
        {"--roster", "FILE", "a policy that is trusted: the people must be those of it"},
        {"--rehearsal", "", "it is a rehearsal, and nothing else is accepted"}},
       prepare_ceremony_report},
      {"ceremony",
       "print",
       "print the script of a ceremony before the day: words, things to bring, boxes to tick",
       {{"PLAN", "the plan of a ceremony, TOML"}},
       {{"--out", "FILE", "a new file: .pdf", Need::kRequired},
        {"--cards", "FILE", "another new file, .pdf: the cards that people write shares on"},
        {"--site", "FILE", "the site: tokens, people and paths of this place, TOML"},
        {"--set", "NAME=VALUE", "the value of a parameter of the plan", Need::kOptional,
         Times::kMany}},
       prepare_ceremony_print}};
}

}  // namespace pyx::ceremony

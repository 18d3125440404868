#include "ceremony/running/opening.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/planning/plan_check.h"
#include "ceremony/running/course.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

using transcript::Kind;
using transcript::Writer;

constexpr std::string_view kSoftware = "pyx " PYX_VERSION;

Error not_sound(const planning::Finding& first, const fs::path& file) {
  return refused("PLAN-CHECKED",
                 planning::to_text(first, file.string()) + "; pyx ceremony check tells all of it");
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  const std::string text(name.data());
  return transcript::has_form(transcript::Form::kText, text) ? text : std::string();
}

// Of the policy, so that nobody is asked before he is there; whoever is not in it shows his own.
Result<PublicKey> key_of(const PlanAtSite& at, KeyRing& keys, const std::string& person) {
  const policies::Person* const known =
      at.file.policy == nullptr ? nullptr : at.file.policy->person(person);
  if (known != nullptr) return known->key;
  PYX_ASSIGN(const Signer* const signer, keys.of(person));
  return signer->public_key();
}

Result<void> write_people(const PlanAtSite& at, KeyRing& keys, Writer& writer) {
  for (const auto& [name, value] : at.file.values.all()) {
    if (value.text.empty()) continue;
    PYX_TRY(writer.append(Kind::kParameter, {{"name", name}, {"value", value.text}}));
  }
  for (const planning::Participant& one : at.file.people) {
    PYX_ASSIGN(const PublicKey key, key_of(at, keys, one.id));
    PYX_TRY(writer.append(Kind::kPerson, {{"person", one.id},
                                          {"name", one.name},
                                          {"roles", transcript::join_names(one.roles)},
                                          {"key", to_base64(key.spki())}}));
  }
  return {};
}

// Of a vault that is there already. One that somebody else has open now is not known yet; its acts
// will name it.
std::optional<Sha256> vault_of(const PlanAtSite& at, Context& context) {
  if (at.file.plan->vault != planning::VaultBefore::kFounded) return std::nullopt;
  VaultPlace place;
  place.folder = at.path(at.file.site->vault);
  place.without_token = true;
  const auto vault = context.open_vault(place);
  if (!vault) return std::nullopt;
  const auto info = (*vault)->info();
  return info ? std::optional(info->id) : std::nullopt;
}

Result<void> ask_to_begin(const PlanAtSite& at, const std::vector<Check>& checks, Guide& guide) {
  Question question = choose("opening.begin", "begin " + at.file.plan->title,
                             {{"begin", "it begins"}, {"stop", "nothing is begun"}});
  for (const Check& one : checks)
    question.to_read += (one.good ? "good  " : "BAD   ") + one.name + ": " + one.text + "\n";
  PYX_ASSIGN(const std::string answer, guide.ask(question));
  if (answer == "begin") return {};
  return error(Code::kAskPerson, "the ceremony was not begun");
}

}  // namespace

Result<PlanAtSite> read_plan_at_site(const PlanAsk& ask, Judged judged) {
  PlanAtSite at;
  PYX_ASSIGN(at.file, read_plan_file(ask));
  if (!at.file.of_plan.empty()) return not_sound(at.file.of_plan.front(), ask.plan);
  if (!at.file.of_site.empty()) return not_sound(at.file.of_site.front(), *ask.site);
  PYX_ASSIGN(at.plan, read_file(ask.plan));
  PYX_ASSIGN(at.site, read_file(*ask.site));
  at.site_folder = ask.site->parent_path();
  // Somebody may have changed a file between the two readings.
  if (sha256(at.plan) != at.file.plan->digest || sha256(at.site) != at.file.site->digest)
    return error(Code::kRetry, "the plan or the site changed while it was read");
  if (judged == Judged::kNo) return at;
  const auto findings =
      planning::check_plan(at.file.plan, at.file.values, at.file.people, at.file.policy);
  if (!findings.empty()) return not_sound(findings.front(), ask.plan);
  return at;
}

Result<Book> open_book(const PlanAtSite& at, transcript::Mode mode, const fs::path& bundle,
                       KeyRing& keys, Context& context, Guide& guide, std::vector<Check>& checks) {
  PYX_ASSIGN(checks, preflight(*at.file.plan, *at.file.site, bundle, context, guide));
  PYX_TRY(ask_to_begin(at, checks, guide));
  // Before anything is written: a key that is missing is found out now.
  for (const planning::Participant& one : at.file.people) PYX_TRY(key_of(at, keys, one.id));
  transcript::Opening opening;
  opening.mode = mode;
  opening.title = at.file.plan->title;
  opening.software = kSoftware;
  opening.host = host_name();
  opening.plan = at.plan;
  opening.site = at.site;
  opening.vault = vault_of(at, context);
  PYX_ASSIGN(Writer writer, Writer::create(bundle, opening, context.clock));
  PYX_TRY(write_people(at, keys, writer));
  for (const Check& one : checks) {
    PYX_TRY(writer.append(
        Kind::kPreflight,
        {{"check", one.name}, {"result", one.good ? "good" : "bad"}, {"text", one.text}}));
  }
  return Book::open(std::move(writer), bundle, at.file.plan, at.file.policy);
}

Result<Book> reopen_book(const PlanAtSite& at, const fs::path& bundle, Context& context) {
  PYX_ASSIGN(const transcript::Header header, header_of(bundle));
  if (header.plan != at.file.plan->digest)
    return error(Code::kBadInput, "the bundle is one of another plan");
  if (header.site != at.file.site->digest)
    return error(Code::kBadInput, "the bundle is one of another site than the file that was given");
  PYX_ASSIGN(Writer writer, Writer::resume(bundle, kSoftware, context.clock));
  return Book::open(std::move(writer), bundle, at.file.plan, at.file.policy);
}

Result<std::vector<std::pair<std::string, std::string>>> values_in(const fs::path& bundle,
                                                                   const fs::path& site) {
  PYX_ASSIGN(const transcript::Bundle read, transcript::read_bundle(bundle));
  PYX_ASSIGN(const Bytes text, read_file(site));
  const planning::SiteReading at = planning::read_site(text, site.string());
  std::vector<std::pair<std::string, std::string>> values;
  for (const transcript::Entry& entry :
       transcript::read_lines(read.transcript).transcript.entries) {
    if (entry.kind != Kind::kParameter) continue;
    const std::string& name = entry.text("name");
    const auto same = [&](const auto& one) { return one.first == name; };
    if (at.site && std::ranges::any_of(at.site->parameters, same)) continue;
    values.emplace_back(name, entry.text("value"));
  }
  return values;
}

Result<transcript::Header> header_of(const fs::path& bundle) {
  PYX_ASSIGN(const transcript::Bundle read, transcript::read_bundle(bundle));
  const std::string_view text = read.transcript;
  const transcript::ReadTranscript lines =
      transcript::read_lines(text.substr(0, text.find('\n') + 1));
  if (lines.fault || lines.transcript.entries.empty())
    return error(Code::kBadInput, "there is no header of a ceremony in " + bundle.string());
  return lines.transcript.header;
}

}  // namespace pyx::ceremony::running

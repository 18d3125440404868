#include "tests/ceremony/steps/step_room.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/cli/open_vault.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/steps/doing.h"
#include "ceremony/transcript/bundle.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/probed_once.h"

namespace pyx::ceremony::steps::testing {
namespace {

using pyx::testing::must;
using transcript::Kind;

class WrittenRecord final : public Record {
 public:
  WrittenRecord(transcript::Writer& writer, std::filesystem::path bundle)
      : writer_(writer), bundle_(std::move(bundle)) {}
  Result<void> entry(Kind kind, const transcript::Values& values) override {
    PYX_TRY(writer_.append(kind, values));
    return {};
  }
  Result<void> output(std::string_view what, ByteView shown) override {
    PYX_ASSIGN(const Sha256 digest, transcript::keep_output(bundle_, shown));
    return entry(Kind::kOutput, {{"what", std::string(what)},
                                 {"digest", to_hex(digest)},
                                 {"size", std::to_string(shown.size())}});
  }
  const transcript::Transcript& so_far() const override { return writer_.transcript(); }

 private:
  transcript::Writer& writer_;
  std::filesystem::path bundle_;
};

// Making a key takes no time, and a program needs one for each person once.
const OfficerKey& key_of(const std::string& person) {
  static std::map<std::string, OfficerKey> made;
  auto found = made.find(person);
  if (found == made.end())
    found = made.emplace(person, must(OfficerKey::make(KeyType::kEd25519))).first;
  return found->second;
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

std::string rule_text(std::string_view act) {
  return "[[rule]]\nact = \"" + std::string(act) +
         "\"\nquorum = [\"2 of officer\"]\nmay_propose = [\"operator\"]\nlifetime = \"24h\"\n\n";
}

std::string profile_text(const std::string& name, const std::string& type,
                         const std::string& purpose, const std::string& more = {}) {
  return "[[profile]]\nname = \"" + name + "\"\ntype = \"" + type + "\"\npurpose = \"" + purpose +
         "\"\n" + more + "\n";
}

std::string denomination_text(const std::string& name, const std::string& value) {
  return "[[denomination]]\nname = \"" + name + "\"\ncurrency = \"EUR\"\nvalue = " + value +
         "\nprofile = \"mint-coin\"\nfirst = \"2026-01-05T00:00:00Z\"\nissue = \"7d\"\noverlap = "
         "\"1d\"\nahead = \"30d\"\nlife = \"60d\"\ngrace = \"30d\"\n\n";
}

}  // namespace

Result<std::string> ScriptedPeople::ask(const Question& question) {
  asked.push_back(question.id);
  if (const auto told = answers.find(question.id); told != answers.end()) return told->second;
  // A bag has one number, whoever reads it in whichever step.
  const std::size_t number = question.id.find(".number.");
  return number == std::string::npos ? "something" : "no " + question.id.substr(number + 8);
}

Result<void> ScriptedPeople::agree(const Question& question, std::string_view shown_text) {
  asked.push_back(question.id);
  read[question.id] = std::string(shown_text);
  if (!says_no.contains(question.id)) return {};
  return error(Code::kRefused, question.person + " says no: " + question.text);
}

Result<const Signer*> ScriptedPeople::signer(const std::string& person) {
  if (before_signing) before_signing();
  const auto key = keys.find(person);
  if (key == keys.end()) return error(Code::kNotFound, person + " has no key");
  return &key->second;
}

StepRoom::StepRoom(std::string_view name, const std::function<std::string(std::string)>& change) {
  plan_text_ = to_text(must(
      read_file(std::string(PYX_SOURCE_DIR "/ceremony/plans/") + std::string(name) + ".toml")));
  if (change) plan_text_ = change(plan_text_);
  planning::PlanReading reading = planning::read_plan(as_bytes(plan_text_), "plan.toml");
  for (const auto& one : reading.findings) ADD_FAILURE() << to_text(one, "plan.toml");
  plan = std::make_shared<const planning::Plan>(*std::move(reading.plan));
  planning::ValuesReading values = planning::read_values(*plan, {});
  const auto everybody = planning::generated_people(*plan, values.values);
  planning::add_people_values(*plan, everybody, values.values);
  planning::Beginning beginning = planning::Model::begin(plan, values.values, everybody);
  for (const auto& one : beginning.findings) ADD_FAILURE() << to_text(one, "plan.toml");
  model = std::move(beginning.model);
  for (const auto& one : everybody) people.keys.emplace(one.id, key_of(one.id));
  write_policy();
  site_text_ = site_text();
  planning::SiteReading site_reading = planning::read_site(as_bytes(site_text_), "site.toml");
  for (const auto& one : site_reading.findings) ADD_FAILURE() << to_text(one, "site.toml");
  site = std::move(site_reading.site);
  context_.emplace(
      Context{output_,
              {},
              clock,
              [this](const VaultPlace& place) { return ceremony::open_vault(place, clock); },
              open_token});
  context_->second_token_program = PYX_PROGRAM;
  context_->open_token_at_hand = [](const pkcs11::TokenUri& uri,
                                    SharedPin pin) -> Result<std::unique_ptr<pkcs11::Token>> {
    PYX_ASSIGN(auto token, pkcs11::open_token(uri, std::move(pin)));
    return pyx::testing::probed_once(std::move(token));
  };
  open_transcript();
  start();
}

StepRoom::~StepRoom() {
  work_of_steps.reset();
  record.reset();
  writer.reset();
}

Setting StepRoom::setting() { return {*context_, *site, folder_.path(), bundle()}; }

void StepRoom::start() {
  record = std::make_unique<WrittenRecord>(*writer, bundle());
  work_of_steps = std::make_unique<StepWork>(setting());
}

void StepRoom::write_policy() const {
  std::string text =
      "version = 1\nname = \"room\"\nroles = [\"operator\", \"officer\", \"custodian\"]\n\n";
  for (const planning::Participant& one : model->people()) {
    const planning::Role* const role = plan->role(one.roles.front());
    if (role == nullptr || !role->in_policy) continue;
    text += "[[person]]\nid = \"" + one.id + "\"\nname = \"" + one.name + "\"\npublic_key = \"" +
            to_base64(key_of(one.id).public_key().spki()) + "\"\nroles = [" + quoted(one.roles) +
            "]\n\n";
  }
  for (const policies::ActType act : policies::kActTypes) text += rule_text(policies::to_text(act));
  text += "[freeze]\nroles = [\"officer\"]\n\n";
  text += profile_text("mint-seed", "generic-secret", "coin-seed") +
          profile_text("mint-envelope", "p-256", "envelope") +
          profile_text("mint-answer", "ed25519", "answer", "backup = \"none\"\n") +
          profile_text("issuer-lasting", "p-256", "sign") +
          profile_text("mint-coin", "generic-secret", "coin");
  text += denomination_text("eur-5", "500") + denomination_text("eur-1", "100");
  const custody::ClientIdentity issuer = pyx::testing::issuer();
  text += "[[client]]\nname = \"issuer\"\nsan_uri = \"" + issuer.san_uri + "\"\nspki_sha256 = \"" +
          to_hex(issuer.spki_sha256) + "\"\naccess = [\"coins.mint\"]\nuse = [\"mint-coin\"]\n";
  must(write_file(path("policy.toml"), as_bytes(text), Overwrite::kYes));
}

std::string StepRoom::site_text() const {
  std::string text =
      "version = 1\nname = \"a room\"\nvault = \"vault\"\noutput = \"out\"\npolicy = "
      "\"policy.toml\"\n\n";
  for (const planning::Token& token : plan->tokens) {
    text += "[[token]]\nname = \"" + token.id + "\"\nuri = \"pkcs11:token=" + token.id +
            "?module-path=" + pyx::testing::kSoftHsmModule + "\"\npin_source = \"file:pins/" +
            token.id + "\"\n\n";
  }
  for (const planning::Participant& one : model->people()) {
    text += "[[person]]\nid = \"" + one.id + "\"\nname = \"" + one.name + "\"\nroles = [" +
            quoted(one.roles) + "]\n\n";
  }
  return text;
}

void StepRoom::open_transcript() {
  transcript::Opening opening;
  opening.title = plan->title;
  opening.software = "a test";
  opening.plan = to_bytes(plan_text_);
  opening.site = to_bytes(site_text_);
  writer.emplace(must(transcript::Writer::create(bundle(), opening, clock)));
  for (const planning::Participant& one : model->people()) {
    put(Kind::kPerson, {{"person", one.id},
                        {"name", one.name},
                        {"roles", joined_names(one.roles)},
                        {"key", to_base64(key_of(one.id).public_key().spki())}});
  }
}

void StepRoom::put(Kind kind, const transcript::Values& values) {
  const auto written = writer->append(kind, values);
  if (!written) throw std::runtime_error(describe(written.error()));
}

const planning::Step& StepRoom::step(std::string_view id) const {
  const planning::Step* const found = plan->step(id);
  if (found == nullptr) throw std::runtime_error("the plan has no step " + std::string(id));
  return *found;
}

std::vector<std::string> StepRoom::doers(std::string_view id) const {
  return model->expected(step(id));
}

void StepRoom::begin(std::string_view id) {
  const auto who = doers(id);
  if (const auto refusal = model->check(step(id), who))
    throw std::runtime_error(std::string(id) + ": " + refusal->what);
  put(Kind::kStepBegun, {{"step", std::string(id)}, {"people", joined_names(who)}});
}

Result<void> StepRoom::work(std::string_view id) {
  const auto who = doers(id);
  return work_of_steps->run(step(id), *model, who, people, *record);
}

void StepRoom::done(std::string_view id) {
  const auto who = doers(id);
  for (const std::string& one : who) {
    if (step(id).action == planning::Action::kArrive) put(Kind::kArrived, {{"person", one}});
    if (step(id).action == planning::Action::kLeave) put(Kind::kLeft, {{"person", one}});
  }
  put(Kind::kStepDone, {{"step", std::string(id)}});
  model->apply(step(id), who);
  ++next_;
}

Result<void> StepRoom::run(std::string_view id) {
  begin(id);
  PYX_TRY(work(id));
  done(id);
  return {};
}

Result<void> StepRoom::run(std::string_view id, const std::vector<std::string>& who) {
  put(Kind::kStepBegun, {{"step", std::string(id)}, {"people", joined_names(who)}});
  return work_of_steps->run(step(id), *model, who, people, *record);
}

StepRoom& StepRoom::does(std::string_view id) {
  const auto result = run(id);
  if (!result)
    throw std::runtime_error(std::string(id) + ": " + describe(result.error()) + "\n" + said());
  return *this;
}

StepRoom& StepRoom::upto(std::string_view id) {
  step(id);
  while (plan->steps[next_].id != id) does(plan->steps[next_].id);
  return *this;
}

void StepRoom::crash() {
  work_of_steps.reset();
  record.reset();
  writer.reset();
  writer.emplace(must(transcript::Writer::resume(bundle(), "a test", clock)));
  start();
}

Result<Found> StepRoom::look(std::string_view id) {
  const auto who = doers(id);
  return work_of_steps->look(step(id), *model, who, *record);
}

void StepRoom::reconciled(std::string_view id, std::string_view decision) {
  put(Kind::kReconciled, {{"step", std::string(id)},
                          {"finding", "not-done"},
                          {"decision", std::string(decision)},
                          {"people", joined_names(doers(id))},
                          {"text", "a test"}});
}

std::vector<transcript::Entry> StepRoom::entries(Kind kind, std::string_view field,
                                                 std::string_view value) const {
  std::vector<transcript::Entry> found;
  for (const transcript::Entry& entry : writer->transcript().entries) {
    const bool fits = field.empty() || entry.text(field) == value;
    if (entry.kind == kind && fits) found.push_back(entry);
  }
  return found;
}

}  // namespace pyx::ceremony::steps::testing

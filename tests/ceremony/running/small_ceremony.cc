#include "tests/ceremony/running/small_ceremony.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/officer_key.h"
#include "ceremony/running/scripted_guide.h"
#include "ceremony/transcript/bundle.h"
#include "tests/support/custody_fixture.h"

namespace pyx::ceremony::running::testing {
namespace {

using pyx::testing::must;

constexpr std::array kPeople = {"alice", "bob", "carol", "wanda"};
constexpr std::string_view kPassphrase = "a passphrase of the tests";

struct MadeKey {
  Bytes pem;
  std::string spki;
};

// Under the cheapest scrypt that is read: a test opens many of them.
MadeKey made_key() {
  const pyx::testing::TempFolder folder;
  const std::string file = (folder.path() / "key").string();
  const std::string command =
      "openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -scrypt -scrypt_N 16384 "
      "-scrypt_r 8 -scrypt_p 1 -passout 'pass:" +
      std::string(kPassphrase) + "' -out '" + file + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl makes no key");
  Bytes pem = must(read_file(file));
  Bytes passphrase = to_bytes(kPassphrase);
  const SecretBytes secret = must(SecretBytes::take(passphrase));
  const OfficerKey key = must(OfficerKey::from_pem(pem, secret, "a key of the tests"));
  return {std::move(pem), to_base64(key.public_key().spki())};
}

// Made once for all tests of a program.
const MadeKey& key_of(const std::string& person) {
  static std::map<std::string, MadeKey> keys;
  auto found = keys.find(person);
  if (found == keys.end()) found = keys.emplace(person, made_key()).first;
  return found->second;
}

std::string policy_text() {
  std::string text = "version = 1\nname = \"small\"\nroles = [\"officer\"]\n";
  for (const char* person : {"bob", "carol"}) {
    text += "\n[[person]]\nid = \"" + std::string(person) + "\"\nname = \"" + person +
            "\"\npublic_key = \"" + key_of(person).spki + "\"\nroles = [\"officer\"]\n";
  }
  for (const char* act : {"thaw", "policy.change"}) {
    text += "\n[[rule]]\nact = \"" + std::string(act) +
            "\"\nquorum = [\"1 of officer\"]\nmay_propose = [\"officer\"]\n"
            "lifetime = \"1h\"\nno_spare = true\n";
  }
  return text + "\n[freeze]\nroles = [\"officer\"]\n";
}

std::string role_of(std::string_view person) {
  if (person == "alice") return "administrator";
  return person == "wanda" ? "witness" : "officer";
}

std::string site_of_people() {
  std::string text =
      "version = 1\nname = \"small\"\nvault = \"vault\"\noutput = \"outputs\"\n"
      "policy = \"policy.toml\"\n\n[[token]]\nname = \"vault\"\n"
      "uri = \"pkcs11:serial=1234?module-path=/nowhere.so\"\npin_source = \"file:pin\"\n";
  for (const char* person : kPeople) {
    text += "\n[[person]]\nid = \"" + std::string(person) + "\"\nname = \"" + person +
            "\"\nroles = [\"" + role_of(person) + "\"]\nkey = \"" + person +
            ".key\"\npassphrase_source = \"file:passphrase\"\n";
  }
  return text;
}

// For whoever reads why a test failed.
Result<CeremonyEnd> told(Result<CeremonyEnd> end) {
  if (!end) std::cerr << "the ceremony: " << describe(end.error()) << "\n";
  return end;
}

std::string step_text(std::string_view id, std::string_view section, std::string_view who,
                      std::string_view action, std::string_view with = {}) {
  std::string text = "\n[[step]]\nid = \"" + std::string(id) + "\"\nsection = \"" +
                     std::string(section) + "\"\ntitle = \"Step " + std::string(id) +
                     "\"\nwho = [" + std::string(who) + "]\ndo = \"" + std::string(action) + "\"\n";
  if (!with.empty()) text += "with = { " + std::string(with) + " }\n";
  return text + "say = \"Now " + std::string(id) + ".\"\nminutes = 5\n";
}

}  // namespace

std::string small_plan() {
  std::string text =
      "version = 1\ntitle = \"A look into a bag\"\npurpose = \"Four people look into a bag.\"\n"
      "vault = \"founded\"\nlongest = \"2h\"\n";
  for (const char* role : {"administrator", "officer", "witness"}) {
    text += "\n[[role]]\nid = \"" + std::string(role) + "\"\ntitle = \"" + role +
            "\"\nduty = \"is there\"\nleast = 1\nin_policy = " +
            (std::string_view(role) == "officer" ? "true" : "false") + "\n";
  }
  text +=
      "\n[[item]]\nid = \"bag\"\nkind = \"bag\"\ntext = \"a bag\"\nat = \"safe\"\nsealed = true\n"
      "ends = \"destroyed\"\n"
      "\n[[token]]\nid = \"vault\"\ntext = \"the vault's\"\nat = \"host\"\nstate = \"vault\"\n"
      "so_pin = \"elsewhere\"\nuser_pin = \"pin-source\"\n"
      "\n[[rule]]\nacts = [\"thaw\"]\nquorum = [\"2 of officer\"]\n";
  for (const char* section : {"opening", "bag", "closing"})
    text +=
        "\n[[section]]\nid = \"" + std::string(section) + "\"\ntitle = \"The " + section + "\"\n";
  constexpr std::string_view kAll = "\"administrator\", \"officer\", \"witness\"";
  constexpr std::string_view kTwo = "\"administrator\", \"witness\"";
  text += step_text("arrive", "opening", kAll, "arrive");
  text += step_text("identify", "opening", kTwo, "check-identity",
                    "people = [" + std::string(kAll) + "]");
  text += step_text("digests", "opening", kTwo, "read-digests");
  text += step_text("fetch", "bag", kTwo, "fetch", "things = [\"bag\"]");
  text += step_text("inspect", "bag", kTwo, "inspect", "things = [\"bag\"]");
  text += step_text("open", "bag", "\"officer\"", "open", "things = [\"bag\"]");
  text += step_text("destroy", "bag", kTwo, "destroy", "things = [\"bag\"]");
  text += step_text("sign", "closing", kAll, "sign-transcript");
  return text + step_text("leave", "closing", kAll, "leave");
}

Result<std::string> Recorder::ask(const Question& question) {
  asked.push_back(question);
  if (stopped || question.id == stops_at) {
    stopped = true;
    return error(Code::kAskPerson, "nobody answers " + question.id);
  }
  const auto found = script.find(question.id);
  std::string answer;
  if (found != script.end() && !found->second.empty()) {
    answer = found->second.front();
    found->second.pop_front();
  } else {
    answer = rehearsed_answer(question);
  }
  if (const auto good = check_answer(question, answer); !good) {
    stopped = true;
    return error(good.error().code, question.id + ": " + good.error().message);
  }
  return answer;
}

bool Recorder::was_asked(std::string_view id) const {
  return std::ranges::find(asked, id, &Question::id) != asked.end();
}

bool Recorder::has_said(std::string_view part) const {
  return std::ranges::any_of(
      said, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

SmallCeremony::SmallCeremony()
    : output_(data_, words_, Colour::kNo),
      context_{output_,
               {&typed_, false},
               clock,
               [](const VaultPlace&) -> Result<std::unique_ptr<custody::VaultAccess>> {
                 return error(Code::kNotFound, "there is no vault here");
               },
               [](const pkcs11::TokenUri&,
                  const SecretSource&) -> Result<std::unique_ptr<pkcs11::Token>> {
                 return error(Code::kNotFound, "there is no token here");
               }} {
  context_.look_at_token = [this](const pkcs11::TokenUri&) -> Result<pkcs11::SeenToken> {
    return pkcs11::SeenToken{{serial, "model", "maker", "label"}, "1.0"};
  };
  must(write_file(folder() / "passphrase", as_bytes(kPassphrase), Overwrite::kNo));
  for (const char* person : kPeople)
    must(write_file(folder() / (std::string(person) + ".key"), key_of(person).pem, Overwrite::kNo));
  must(write_file(folder() / "policy.toml", as_bytes(policy_text()), Overwrite::kNo));
  must(write_file(folder() / "site.toml", as_bytes(site_of_people()), Overwrite::kNo));
  must(write_file(folder() / "plan.toml", as_bytes(small_plan()), Overwrite::kNo));
}

CeremonyAsk SmallCeremony::ask() const {
  CeremonyAsk ask;
  ask.plan = {folder() / "plan.toml", folder() / "site.toml", {}};
  ask.bundle = bundle();
  ask.mode = transcript::Mode::kRehearsal;
  return ask;
}

Result<CeremonyEnd> SmallCeremony::hold(Guide& guide) {
  return told(hold_ceremony(ask(), context_, guide));
}

Result<CeremonyEnd> SmallCeremony::take_up(Guide& guide) {
  return told(take_up_ceremony(ask(), context_, guide));
}

transcript::Transcript SmallCeremony::transcript() const {
  const Bytes text = must(read_file(bundle() / transcript::kTranscriptFile, 1U << 24U));
  return transcript::read_lines(as_text(text)).transcript;
}

std::vector<std::string> SmallCeremony::entries() const {
  std::vector<std::string> words;
  for (const transcript::Entry& entry : transcript().entries) {
    std::string word(to_text(entry.kind));
    for (const char* field :
         {"step", "section", "person", "what", "outcome", "decision", "class"}) {
      if (!entry.text(field).empty()) word += " " + entry.text(field);
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::string SmallCeremony::verdict() const {
  transcript::Trust trust;
  trust.mode = transcript::Mode::kRehearsal;
  const transcript::CeremonyReport report = must(transcript::verify_bundle(bundle(), trust));
  if (report.faults.empty()) return std::string(to_text(report.verdict));
  const transcript::Fault& fault = report.faults.front();
  return std::string(to_text(fault.kind)) +
         (fault.entry ? "@" + std::to_string(*fault.entry) : "") + ": " + fault.text;
}

}  // namespace pyx::ceremony::running::testing

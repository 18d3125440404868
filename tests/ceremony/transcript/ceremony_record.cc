#include "tests/ceremony/transcript/ceremony_record.h"

#include <algorithm>
#include <fstream>

#include "base/base64.h"
#include "base/file.h"
#include "ceremony/transcript/anchor.h"
#include "ceremony/transcript/value_form.h"
#include "custody/evidence/export.h"
#include "custody/evidence/merkle.h"

namespace pyx::testing {
namespace {

namespace fs = std::filesystem;
using record::Kind;
using record::Values;

const std::string kEverybody = "olga alice bob carol dave";
constexpr std::string_view kSoftware = "pyx 0.0.0";

std::string roles_of(std::string_view person) {
  if (person == "olga") return "operator";
  return person == "dave" ? "witness" : "security-officer";
}

}  // namespace

std::string_view plan_of_the_record() {
  return R"(version = 1
title = "One key"
purpose = "Makes one key at a vault that is there."
vault = "founded"
longest = "2h"

[[role]]
id = "operator"
title = "Operator"
duty = "types"
least = 1

[[role]]
id = "security-officer"
title = "Security officer"
duty = "approves"
least = 3

[[role]]
id = "witness"
title = "Witness"
duty = "watches"
least = 1

[[item]]
id = "so-envelope"
kind = "envelope"
text = "the envelope with the SO PIN"
at = "safe"
sealed = true

[[item]]
id = "so-paper"
kind = "paper"
text = "the SO PIN"
in = "so-envelope"
ends = "safe"

[[item]]
id = "stick"
kind = "media"
text = "takes the log away"

[[token]]
id = "vault"
text = "the vault's token"
at = "host"
state = "vault"
so_pin = "sealed"
so_pin_on = "so-paper"
user_pin = "pin-source"

[[key]]
id = "mint"
profile = "p-256"
type = "p-256"
purpose = "sign"
backup = "none"

[[rule]]
acts = ["key.generate"]
quorum = ["2 of security-officer"]

[[section]]
id = "opening"
title = "Opening"

[[section]]
id = "work"
title = "Work"

[[section]]
id = "closing"
title = "Closing"

[[step]]
id = "come"
section = "opening"
title = "Everybody comes"
who = ["operator", "security-officer", "witness"]
do = "arrive"
minutes = 5

[[step]]
id = "identify"
section = "opening"
title = "Who is who"
who = ["operator", "witness"]
do = "check-identity"
with = { people = ["operator", "security-officer", "witness"] }
minutes = 5

[[step]]
id = "digests"
section = "opening"
title = "Digests are read"
who = ["operator", "witness"]
do = "read-digests"
minutes = 5

[[step]]
id = "look"
section = "work"
title = "The token is looked at"
who = ["operator", "witness"]
do = "inspect-token"
with = { token = "vault" }
minutes = 5

[[step]]
id = "open"
section = "work"
title = "The vault is opened"
who = ["operator"]
do = "open-vault"
with = { token = "vault" }
minutes = 5

[[step]]
id = "propose"
section = "work"
title = "The key is proposed"
who = ["operator"]
do = "propose"
with = { act = "key.generate", name = "make", keys = ["mint"] }
minutes = 5

[[step]]
id = "approve"
section = "work"
title = "The key is approved"
who = ["security-officer"]
do = "approve"
with = { acts = ["make"] }
minutes = 5

[[step]]
id = "make"
section = "work"
title = "The key is made"
who = ["operator"]
do = "execute"
with = { acts = ["make"] }
minutes = 5

[[step]]
id = "take-log"
section = "closing"
title = "The log is taken away"
who = ["operator"]
do = "export-log"
with = { on = "stick" }
minutes = 5

[[step]]
id = "log-out"
section = "closing"
title = "The token is logged out"
who = ["operator"]
do = "log-out"
with = { token = "vault" }
minutes = 5

[[step]]
id = "sign"
section = "closing"
title = "Everybody signs"
who = ["operator", "security-officer", "witness"]
do = "sign-transcript"
minutes = 5
)";
}

std::string site_of_the_record(std::string_view serial) {
  std::string text = R"(version = 1
name = "Test room"
vault = "vault"
output = "out"
policy = "policy.toml"

[[token]]
name = "vault"
uri = "pkcs11:serial=)";
  text += std::string(serial) +
          "?module-path=/usr/lib/softhsm/libsofthsm2.so\"\npin_source = \"file:pin\"\n";
  for (const std::string& person : record::names_in(kEverybody)) {
    text += "\n[[person]]\nid = \"" + person + "\"\nname = \"" + person +
            " example\"\nroles = [\"" + roles_of(person) + "\"]\nkey = \"" + person + ".pem\"\n";
  }
  return text;
}

CeremonyRecord::CeremonyRecord(record::Mode mode) : mode_(mode) {}

void CeremonyRecord::put(Kind kind, const Values& values) {
  vault.clock.advance(std::chrono::seconds(10));
  must(writer->append(kind, values));
}

std::vector<custody::Envelope> CeremonyRecord::envelopes(const std::vector<std::string>& by,
                                                         const Bytes& statement) const {
  std::vector<custody::Envelope> signatures;
  for (const std::string& person : by)
    signatures.push_back(envelope_by({&vault.people.at(person)}, statement));
  return signatures;
}

void CeremonyRecord::sign(Kind kind, const Values& values, const std::vector<std::string>& by) {
  vault.clock.advance(std::chrono::seconds(10));
  const record::Draft draft = must(writer->draft(kind, values));
  must(writer->append_signed(draft, envelopes(by, draft.statement)));
}

void CeremonyRecord::open() {
  record::Opening opening{mode_,
                          "One key",
                          std::string(kSoftware),
                          "table",
                          to_bytes(plan),
                          to_bytes(site_of_the_record()),
                          vault.books().vault};
  writer.emplace(must(record::Writer::create(bundle(), opening, vault.clock)));
  for (const std::string& person : record::names_in(kEverybody)) {
    put(Kind::kPerson, {{"person", person},
                        {"name", person + " " + family},
                        {"roles", roles_of(person)},
                        {"key", to_base64(vault.people.at(person).public_key().spki())}});
  }
  put(Kind::kPreflight, {{"check", "entropy"}, {"result", "good"}});
}

void CeremonyRecord::begin(const std::string& step, const std::string& people) {
  put(Kind::kStepBegun, {{"step", step}, {"people", people}});
}

void CeremonyRecord::finish(const std::string& step) {
  put(Kind::kStepDone, {{"step", step}});
  sign(Kind::kInitialled, {{"step", step}, {"person", "dave"}}, {"dave"});
}

void CeremonyRecord::step(const std::string& step, const std::string& people,
                          const std::function<void()>& happens) {
  begin(step, people);
  if (happens) happens();
  finish(step);
}

void CeremonyRecord::section(const std::string& name) {
  sign(Kind::kSection, {{"section", name}}, present);
}

void CeremonyRecord::opening() {
  step("come", kEverybody, [&] {
    for (const std::string& person : record::names_in(kEverybody)) {
      put(Kind::kArrived, {{"person", person}});
      present.push_back(person);
    }
    put(Kind::kClock, {{"person", "dave"}, {"watch", to_rfc3339(vault.clock.now())}});
  });
  step("identify", "olga dave");
  step("digests", "olga dave", [&] {
    const record::Header& header = writer->transcript().header;
    put(Kind::kDigestRead,
        {{"what", "plan"}, {"digest", to_hex(header.plan)}, {"people", "olga dave"}});
    put(Kind::kDigestRead,
        {{"what", "site"}, {"digest", to_hex(*header.site)}, {"people", "olga dave"}});
  });
  section("opening");
}

void CeremonyRecord::act(const std::string& event, std::uint64_t leaf, bool anchored) {
  Values values{{"act", act_->text()},
                {"event", event},
                {"leaf", std::to_string(leaf)},
                {"leaf_hash", to_hex(custody::leaf_hash(vault.leaves().at(leaf)))},
                {"vault", to_hex(vault.books().vault)}};
  if (anchored) values["anchored"] = std::to_string(writer->size());
  put(Kind::kAct, values);
}

void CeremonyRecord::work() {
  step("look", "olga dave", [&] {
    put(Kind::kToken, {{"token", "vault"},
                       {"serial", "0123456789abcdef"},
                       {"model", "Test v1"},
                       {"manufacturer", "Test"},
                       {"found", "nothing foreign on it"}});
  });
  step("open", "olga");
  step("propose", "olga", [&] {
    custody::Act wanted =
        vault.act(custody::KeyGenerate{Uuid::v7(vault.clock.now()), "p-256", "mint"});
    wanted.nonce = record::act_nonce(writer->transcript().header.ceremony, writer->size(),
                                     writer->root(), wanted.id);
    act_ = wanted.id;
    act("proposed", must(vault.propose(wanted)), true);
  });
  step("approve", "alice bob", [&] {
    act("decided", must(vault.decide(*act_, "alice")));
    act("decided", must(vault.decide(*act_, "bob")));
  });
  if (before_making) before_making();
  step("make", "olga", [&] {
    vault.execute(*act_);
    act("executed", vault.leaves().size() - 1);
    const Bytes shown = to_bytes("made the key\n");
    put(Kind::kOutput, {{"what", "pyx act execute"},
                        {"digest", to_hex(must(record::keep_output(bundle(), shown)))},
                        {"size", std::to_string(shown.size())}});
  });
  section("work");
}

void CeremonyRecord::closing() {
  step("take-log", "olga", [&] {
    MemoryAccess access(vault);
    must(custody::export_log(access, bundle() / record::kLogFolder));
    put(Kind::kItem, {{"item", "stick"},
                      {"what", "sealed"},
                      {"people", "olga dave"},
                      {"bag", "A-00417"},
                      {"place", "safe 2, upper shelf"}});
  });
  step("log-out", "olga");
  step("sign", "olga alice bob carol dave");
}

void CeremonyRecord::end(std::string_view outcome) {
  sign(Kind::kEnd, {{"outcome", std::string(outcome)}}, present);
}

void CeremonyRecord::whole() {
  open();
  opening();
  work();
  closing();
  end();
}

void CeremonyRecord::crash(std::string_view torn) {
  writer.reset();
  std::ofstream(bundle() / record::kTranscriptFile, std::ios::app | std::ios::binary) << torn;
  writer.emplace(must(record::Writer::resume(bundle(), kSoftware, vault.clock)));
}

std::string CeremonyRecord::text() const {
  return to_text(must(read_file(bundle() / record::kTranscriptFile, record::kTranscriptMostBytes)));
}

void CeremonyRecord::set_text(std::string_view text) {
  must(write_file(bundle() / record::kTranscriptFile, as_bytes(text), Overwrite::kYes));
}

}  // namespace pyx::testing

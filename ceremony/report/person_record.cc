#include "ceremony/report/person_record.h"

#include <algorithm>

#include "base/base64.h"
#include "ceremony/transcript/value_form.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

constexpr std::size_t kShownOfKeyId = 16;  // hex digits

const PersonRecord* with_key(const std::vector<PersonRecord>& people, const Sha256& key_id) {
  const auto found =
      std::ranges::find_if(people, [&](const PersonRecord& one) { return one.key.id() == key_id; });
  return found == people.end() ? nullptr : &*found;
}

std::vector<custody::EnvelopeSignature> signatures_of(const Entry& entry) {
  const std::string& text = entry.text(transcript::kSignatures);
  if (text.empty()) return {};
  auto envelope = custody::parse_envelope(text);
  if (!envelope) return {};
  return std::move(envelope->signatures);
}

class PeopleReader {
 public:
  void take(const Entry& entry) {
    switch (entry.kind) {
      case Kind::kPerson:
        return add(entry);
      case Kind::kArrived:
        return come(entry.text("person"), entry.time);
      case Kind::kLeft:
        return leave(entry.text("person"), entry.time);
      case Kind::kIntermission:
        for (const PersonRecord& one : people_) leave(one.id, entry.time);
        return;
      case Kind::kReturned:
        for (const std::string& id : transcript::names_in(entry.text("people")))
          come(id, entry.time);
        return;
      default:
        for (const custody::EnvelopeSignature& one : signatures_of(entry)) count(one, entry);
    }
  }
  std::vector<PersonRecord> finish() { return std::move(people_); }

 private:
  PersonRecord* find(const std::string& id) {
    const auto found = std::ranges::find(people_, id, &PersonRecord::id);
    return found == people_.end() ? nullptr : &*found;
  }
  void add(const Entry& entry) {
    const auto spki = from_base64(entry.text("key"));
    if (!spki) return;
    auto key = PublicKey::from_spki(*spki);
    if (!key) return;
    std::optional<std::string> name;
    if (!entry.hides("name")) name = entry.text("name");
    people_.push_back({entry.text("person"),
                       std::move(name),
                       transcript::names_in(entry.text("roles")),
                       *std::move(key),
                       {},
                       {}});
  }
  void come(const std::string& id, Time time) {
    PersonRecord* const who = find(id);
    if (who != nullptr) who->stays.push_back({time, std::nullopt});
  }
  void leave(const std::string& id, Time time) {
    PersonRecord* const who = find(id);
    if (who != nullptr && !who->stays.empty() && !who->stays.back().to) who->stays.back().to = time;
  }
  void count(const custody::EnvelopeSignature& signature, const Entry& entry) {
    for (PersonRecord& one : people_) {
      if (one.key.id() == signature.key_id) one.signed_entries.push_back(entry.number);
    }
  }

  std::vector<PersonRecord> people_;
};

}  // namespace

std::vector<PersonRecord> person_records(const transcript::Transcript& transcript) {
  PeopleReader reader;
  for (const Entry& entry : transcript.entries) reader.take(entry);
  return reader.finish();
}

std::vector<std::string> signers_in(const Entry& entry, const std::vector<PersonRecord>& people) {
  std::vector<std::string> names;
  for (const custody::EnvelopeSignature& one : signatures_of(entry)) {
    const PersonRecord* const who = with_key(people, one.key_id);
    names.push_back(who != nullptr ? who->id
                                   : "unknown key " + to_hex(one.key_id).substr(0, kShownOfKeyId));
  }
  return names;
}

}  // namespace pyx::ceremony::report

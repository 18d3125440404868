#include "ceremony/transcript/signature_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ceremony/transcript/value_form.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::transcript {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// Whether what was signed is what stands there.
std::optional<Fault> check_statement(const Transcript& of, const Entry& entry, ByteView payload) {
  const auto read = parse_entry_statement(payload);
  if (!read) return fault_at(FaultKind::kSignature, entry, read.error().message);
  if (read->ceremony != of.header.ceremony) {
    return fault_at(FaultKind::kSpliced, entry,
                    "it was signed in another ceremony, " + read->ceremony.text());
  }
  if (read->mode != of.header.mode) {
    return fault_at(FaultKind::kMode, entry,
                    "the header says " + std::string(to_text(of.header.mode)) +
                        ", but what was signed is " + std::string(to_text(read->mode)));
  }
  if (read->size != entry.number) {
    return fault_at(FaultKind::kAltered, entry,
                    "it was signed as entry " + std::to_string(read->size) +
                        ": entries were taken out or put in before it");
  }
  if (read->root != of.roots.at(entry.number)) {
    return fault_at(FaultKind::kAltered, entry,
                    "the entries before it are not those that were signed");
  }
  if (read->kind != entry.kind || read->entry != signed_part(entry))
    return fault_at(FaultKind::kAltered, entry, "it is not the entry that was signed");
  return std::nullopt;
}

std::optional<Fault> check_signers(const custody::Envelope& envelope, const Entry& entry,
                                   const Roster& roster, const Signers& signers) {
  const Bytes message = custody::dsse_pae(envelope.payload_type, envelope.payload);
  std::vector<std::string> signed_by;
  for (const custody::EnvelopeSignature& one : envelope.signatures) {
    const RosterPerson* person = roster.person_with_key(one.key_id);
    if (person == nullptr || !holds(signers.may, person->id)) {
      return fault_at(FaultKind::kStranger, entry,
                      person == nullptr
                          ? "signed by the key " + to_hex(one.key_id) + ", which nobody here has"
                          : "signed by " + person->id + ", who does not sign this");
    }
    const Scheme scheme =
        person->key.type() == KeyType::kEd25519 ? Scheme::kEd25519 : Scheme::kEcdsaSha256;
    if (!person->key.verify(scheme, message, one.signature))
      return fault_at(FaultKind::kSignature, entry, person->id + "'s signature does not verify");
    signed_by.push_back(person->id);
  }
  for (const std::string& id : signers.must) {
    if (!holds(signed_by, id))
      return fault_at(FaultKind::kUnsigned, entry, id + " had to sign it and did not");
  }
  return std::nullopt;
}

class Walk {
 public:
  explicit Walk(const Transcript& of) : of_(of) {}

  SignatureCheck run() {
    for (const Entry& entry : of_.entries) {
      check_.fault = take(entry);
      if (check_.fault) break;
    }
    return std::move(check_);
  }

 private:
  std::optional<Fault> take(const Entry& entry) {
    if (auto fault = check_.roster.follow(entry)) return fault;
    if (entry.kind == Kind::kDeviation)
      signers_[entry.text("deviation")] = names_in(entry.text("signers"));
    if (!spec_of(entry.kind).is_signed()) return std::nullopt;
    // parse_entry() judged the form.
    const auto envelope = custody::parse_envelope(entry.text(kSignatures)).value();
    if (auto fault = check_statement(of_, entry, envelope.payload)) return fault;
    const Signers signers = signers_of(entry, check_.roster, signers_[entry.text("deviation")]);
    if (auto fault = check_signers(envelope, entry, check_.roster, signers)) return fault;
    check_.signatures += envelope.signatures.size();
    return std::nullopt;
  }

  const Transcript& of_;
  std::map<std::string, std::vector<std::string>> signers_;  // by the deviation's number
  SignatureCheck check_;
};

}  // namespace

Signers signers_of(const Entry& entry, const Roster& roster,
                   const std::vector<std::string>& of_deviation) {
  if (entry.kind == Kind::kDeviationSigned) return {of_deviation, {}};
  if (entry.kind == Kind::kSection || entry.kind == Kind::kEnd) {
    const std::vector<std::string> all = roster.present();
    return {all, all};
  }
  const std::vector<std::string> one = {entry.text("person")};
  return {one, one};
}

SignatureCheck check_signatures(const Transcript& transcript) { return Walk(transcript).run(); }

}  // namespace pyx::ceremony::transcript

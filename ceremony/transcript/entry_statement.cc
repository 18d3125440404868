#include "ceremony/transcript/entry_statement.h"

#include <map>
#include <utility>

#include "base/json_reader.h"
#include "custody/evidence/statement.h"

namespace pyx::ceremony::transcript {
namespace {

constexpr std::string_view kSubject = "transcript";

Result<Mode> mode_from(std::string_view text) {
  for (const Mode mode : {Mode::kReal, Mode::kRehearsal}) {
    if (to_text(mode) == text) return mode;
  }
  return error(Code::kBadInput, "the mode of a ceremony is \"real\" or \"rehearsal\"");
}

}  // namespace

std::string_view to_text(Mode mode) { return mode == Mode::kReal ? "real" : "rehearsal"; }

Bytes encode_entry_statement(const EntryStatement& statement) {
  json::object predicate;
  predicate["ceremony"] = statement.ceremony.text();
  predicate["mode"] = to_text(statement.mode);
  predicate["kind"] = to_text(statement.kind);
  predicate["size"] = statement.size;
  predicate["entry"] = to_hex(statement.entry);
  return custody::encode_statement(
      {std::string(kEntryPredicate), std::string(kSubject), statement.root, std::move(predicate)});
}

Result<EntryStatement> parse_entry_statement(ByteView bytes) {
  PYX_ASSIGN(const custody::Statement frame, custody::parse_statement(bytes));
  if (frame.predicate_type != kEntryPredicate || frame.subject_name != kSubject)
    return error(Code::kBadInput, "the statement is not one about an entry of a transcript");
  EntryStatement statement;
  statement.root = frame.subject_digest;
  json::ObjectReader reader(frame.predicate, "statement about an entry");
  PYX_ASSIGN(statement.ceremony, reader.uuid("ceremony"));
  PYX_ASSIGN(const std::string mode, reader.string("mode"));
  PYX_ASSIGN(statement.mode, mode_from(mode));
  PYX_ASSIGN(const std::string kind, reader.string("kind"));
  const KindSpec* spec = find_kind(kind);
  if (spec == nullptr || !spec->is_signed())
    return error(Code::kBadInput, "the statement is about a kind of entry that nobody signs");
  statement.kind = spec->kind;
  PYX_ASSIGN(const std::int64_t size, reader.integer("size"));
  if (size < 0) return error(Code::kBadInput, "the statement is about less than no entries");
  statement.size = static_cast<std::uint64_t>(size);
  PYX_ASSIGN(statement.entry, reader.digest("entry"));
  PYX_TRY(reader.finish());
  return statement;
}

Result<custody::Envelope> joined(const std::vector<custody::Envelope>& envelopes) {
  if (envelopes.empty()) return error(Code::kBadInput, "nobody signed the entry");
  std::map<Sha256, custody::EnvelopeSignature> signatures;
  for (const custody::Envelope& envelope : envelopes) {
    if (envelope.payload != envelopes.front().payload ||
        envelope.payload_type != envelopes.front().payload_type)
      return error(Code::kBadInput, "two people signed different statements for one entry");
    for (const custody::EnvelopeSignature& one : envelope.signatures)
      signatures.emplace(one.key_id, one);
  }
  custody::Envelope all{envelopes.front().payload_type, envelopes.front().payload, {}};
  for (auto& [key_id, signature] : signatures) all.signatures.push_back(std::move(signature));
  return all;
}

}  // namespace pyx::ceremony::transcript

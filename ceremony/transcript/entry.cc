#include "ceremony/transcript/entry.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "base/json_reader.h"
#include "base/random.h"

namespace pyx::ceremony::transcript {
namespace {

constexpr std::string_view kFieldDomain = "pyx/ceremony-field/v1\n";
constexpr std::string_view kEntryDomain = "pyx/ceremony-entry/v1\n";
constexpr std::size_t kEntryMostDepth = 4;

Error bad(std::string message) { return error(Code::kBadInput, std::move(message)); }

std::string what_of(const KindSpec& spec) { return "entry \"" + std::string(spec.name) + "\""; }

Error of_kind(const KindSpec& spec, const Error& why) {
  return error(why.code, what_of(spec) + ": " + why.message);
}

std::string leaf_text(const Entry& entry, bool with_signatures) {
  std::string text(kEntryDomain);
  text += std::to_string(entry.number) + "\n" + to_rfc3339(entry.time) + "\n";
  text.append(to_text(entry.kind)).append("\n");
  for (const auto& [name, field] : entry.fields) {
    if (!with_signatures && name == kSignatures) continue;
    text += name + " " + to_hex(field_hash(name, field)) + "\n";
  }
  return text;
}

json::value to_json(const Field& field) {
  if (const auto* open = std::get_if<OpenField>(&field))
    return json::object{{"salt", to_hex(open->salt)}, {"value", open->value}};
  return json::object{{"hash", to_hex(std::get<Sha256>(field))}};
}

Result<Field> read_open(json::ObjectReader& reader) {
  OpenField open;
  PYX_ASSIGN(const std::string salt, reader.string("salt"));
  PYX_ASSIGN(const Bytes bytes, from_hex(salt));
  if (bytes.size() != kSaltBytes) return bad("the salt of a field has 16 bytes");
  std::ranges::copy(bytes, open.salt.begin());
  PYX_ASSIGN(open.value, reader.string("value"));
  PYX_TRY(reader.finish());
  return Field(std::move(open));
}

Result<Field> read_field(const json::value& value, const FieldSpec& spec) {
  PYX_ASSIGN(auto reader,
             json::ObjectReader::of(value, "field \"" + std::string(spec.name) + "\""));
  if (reader.has("hash")) {
    PYX_ASSIGN(const Sha256 hash, reader.digest("hash"));
    PYX_TRY(reader.finish());
    if (spec.level == Level::kPublic)
      return bad("the public field \"" + std::string(spec.name) + "\" is hidden");
    return Field(hash);
  }
  PYX_ASSIGN(Field field, read_open(reader));
  PYX_TRY(check_value(spec, std::get<OpenField>(field).value));
  return field;
}

Result<void> check_complete(const Entry& entry, const KindSpec& spec, bool with_signatures) {
  for (const FieldSpec& field : spec.fields) {
    if (field.presence == Presence::kOptional || entry.fields.contains(field.name)) continue;
    if (!with_signatures && field.name == kSignatures) continue;
    return bad(what_of(spec) + " needs the field \"" + std::string(field.name) + "\"");
  }
  return {};
}

Result<void> read_fields(const json::object& from, const KindSpec& spec, Entry& to) {
  for (const auto& member : from) {
    const FieldSpec* field = spec.field(member.key());
    if (field == nullptr) return bad(what_of(spec) + " has a field that is not known");
    auto read = read_field(member.value(), *field);
    if (!read) return of_kind(spec, read.error());
    to.fields.emplace(member.key(), std::move(read).value());
  }
  return check_complete(to, spec, true);
}

}  // namespace

Sha256 field_hash(std::string_view name, const Field& field) {
  const auto* open = std::get_if<OpenField>(&field);
  if (open == nullptr) return std::get<Sha256>(field);
  return sha256_of(
      {as_bytes(kFieldDomain), open->salt, as_bytes(name), as_bytes("\n"), as_bytes(open->value)});
}

const std::string& Entry::text(std::string_view name) const {
  static const std::string kNone;
  const auto found = fields.find(name);
  if (found == fields.end()) return kNone;
  const auto* open = std::get_if<OpenField>(&found->second);
  return open == nullptr ? kNone : open->value;
}

bool Entry::hides(std::string_view name) const {
  const auto found = fields.find(name);
  return found != fields.end() && std::holds_alternative<Sha256>(found->second);
}

std::size_t Entry::hidden() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [](const auto& one) { return std::holds_alternative<Sha256>(one.second); }));
}

Result<Entry> make_entry(std::uint64_t number, Time time, Kind kind, const Values& values) {
  const KindSpec& spec = spec_of(kind);
  Entry entry{number, time, kind, {}};
  for (const auto& [name, value] : values) {
    const FieldSpec* field = spec.field(name);
    if (field == nullptr) return bad(what_of(spec) + " has no field \"" + name + "\"");
    if (const auto checked = check_value(*field, value); !checked)
      return of_kind(spec, checked.error());
    OpenField open;
    fill_random(open.salt);
    open.value = value;
    entry.fields.emplace(name, std::move(open));
  }
  PYX_TRY(check_complete(entry, spec, false));
  return entry;
}

Bytes entry_leaf(const Entry& entry) { return to_bytes(leaf_text(entry, true)); }

Sha256 signed_part(const Entry& entry) { return sha256(leaf_text(entry, false)); }

std::string encode_entry(const Entry& entry) {
  json::object fields;
  for (const auto& [name, field] : entry.fields) fields[name] = to_json(field);
  return json::serialize(json::object{{"n", entry.number},
                                      {"time", to_rfc3339(entry.time)},
                                      {"kind", to_text(entry.kind)},
                                      {"fields", std::move(fields)}});
}

Result<Entry> parse_entry(std::string_view line) {
  PYX_ASSIGN(const json::value value,
             json::parse(line, {.most_bytes = kLineMostBytes, .most_depth = kEntryMostDepth}));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "entry"));
  Entry entry;
  PYX_ASSIGN(const std::int64_t number, reader.integer("n"));
  if (number < 0) return bad("the number of an entry is 0 or more");
  entry.number = static_cast<std::uint64_t>(number);
  PYX_ASSIGN(entry.time, reader.time("time"));
  PYX_ASSIGN(const std::string kind, reader.string("kind"));
  PYX_ASSIGN(const json::object* const fields, reader.object_member("fields"));
  PYX_TRY(reader.finish());
  const KindSpec* spec = find_kind(kind);
  if (spec == nullptr) return bad("an entry of a kind that is not known");
  entry.kind = spec->kind;
  PYX_TRY(read_fields(*fields, *spec, entry));
  if (encode_entry(entry) != line) return bad("the entry is not in its one spelling");
  return entry;
}

}  // namespace pyx::ceremony::transcript

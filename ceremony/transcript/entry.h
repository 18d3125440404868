// One entry of a transcript: one line of its file, one leaf of its Merkle tree. Each field is
// hashed with a salt of its own, so that a copy may lack values and still have the same root.
// Format: docs/formats/ceremony-transcript.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "ceremony/transcript/entry_kind.h"

namespace pyx::ceremony::transcript {

inline constexpr std::size_t kSaltBytes = 16;
using Salt = std::array<std::uint8_t, kSaltBytes>;

struct OpenField {
  Salt salt{};
  std::string value;
};
// Of a redacted field only its hash is left.
using Field = std::variant<OpenField, Sha256>;
Sha256 field_hash(std::string_view name, const Field& field);

// Values of fields by their names.
using Values = std::map<std::string, std::string, std::less<>>;

struct Entry {
  std::uint64_t number = 0;  // from 0
  Time time{};
  Kind kind = Kind::kNote;
  std::map<std::string, Field, std::less<>> fields;

  // The value; empty if the field is absent or hidden.
  const std::string& text(std::string_view name) const;
  bool hides(std::string_view name) const;
  std::size_t hidden() const;  // fields
};

// With a fresh salt for each value. Errors: kBadInput, naming the kind and the field: unknown,
// missing, or of another form. `signatures` may be missing: they come last.
Result<Entry> make_entry(std::uint64_t number, Time time, Kind kind, const Values& values);

// The leaf: "pyx/ceremony-entry/v1", number, time, kind and each field's name and hash, a line
// each.
Bytes entry_leaf(const Entry& entry);
// What people sign of an entry that holds their signatures: SHA-256 of the leaf without the line of
// the signatures.
Sha256 signed_part(const Entry& entry);

inline constexpr std::size_t kLineMostBytes = 1U << 17U;
std::string encode_entry(const Entry& entry);  // without a line end
// Strict: one spelling for one entry; the fields that its kind has, open ones of their form, public
// ones open. Errors: kBadInput.
Result<Entry> parse_entry(std::string_view line);

}  // namespace pyx::ceremony::transcript

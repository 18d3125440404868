// The kinds of entries that a transcript has, and the fields of each: how confidential a field is
// and what its value looks like. The table of docs/formats/ceremony-transcript.md as data.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace pyx::ceremony::transcript {

enum class Kind {
  kHeader,
  kParameter,
  kPerson,
  kClock,
  kPreflight,
  kArrived,
  kLeft,
  kStepBegun,
  kDigestRead,
  kToken,
  kLoggedOut,
  kAct,
  kFounded,
  kFrozen,
  kItem,
  kOutput,
  kStepDone,
  kStepBrokenOff,
  kStepSkipped,
  kInitialled,
  kSection,
  kIntermission,
  kReturned,
  kIdentified,
  kDeviation,
  kDeviationSigned,
  kObjection,
  kCrash,
  kReconciled,
  kNote,
  kEnd,
};

// Who may see a field. A redacted copy keeps the fields up to one level.
enum class Level { kPublic, kRestricted, kSecret };
std::string_view to_text(Level level);  // "public" "restricted" "secret"
std::optional<Level> level_from(std::string_view text);

enum class Form {
  kText,      // UTF-8 of 1 to 4096 bytes without control characters
  kName,      // [a-z0-9] and, behind the first, [a-z0-9._-]; 1 to 64 characters
  kNames,     // 1 to 64 of these, one blank between, each once
  kId,        // UUID version 7
  kDigest,    // SHA-256 as 64 lower-case hex digits
  kNumber,    // decimal without leading zeros, at most 18 digits
  kTime,      // RFC 3339 with milliseconds, UTC
  kKey,       // base64 of the SubjectPublicKeyInfo of an Ed25519 or P-256 key
  kEnvelope,  // a DSSE envelope as JSON without white space (custody/evidence/dsse.h, to_text)
};
enum class Presence { kRequired, kOptional };

struct FieldSpec {
  std::string_view name;
  Level level = Level::kPublic;
  Form form = Form::kText;
  Presence presence = Presence::kRequired;
  std::string_view choices = "";  // "done|failed": it is one of these
};
struct KindSpec {
  Kind kind;
  std::string_view name;
  std::span<const FieldSpec> fields;  // in the order of the alphabet
  // The field that people sign with; a kind has it or not.
  bool is_signed() const;
  const FieldSpec* field(std::string_view field_name) const;  // nullptr: it has none
};
inline constexpr std::string_view kSignatures = "signatures";

std::span<const KindSpec> all_kinds();
const KindSpec& spec_of(Kind kind);
std::string_view to_text(Kind kind);  // "step-begun"
const KindSpec* find_kind(std::string_view name);

// Errors: kBadInput, naming the field and the form that it should have; never with the value, which
// may be secret of the site.
Result<void> check_value(const FieldSpec& spec, std::string_view value);

}  // namespace pyx::ceremony::transcript

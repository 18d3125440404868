// In-toto-style statements: the JSON bytes that people sign. This file knows the frame; what a
// predicate means is known where it is used (custody/acts/). Bytes are kept as they came and never
// re-serialised. Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

inline constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";

struct Statement {
  std::string predicate_type;  // "urn:pyx:act:v1"
  std::string subject_name;    // "vault", or "policy" in a founding statement
  Sha256 subject_digest{};     // the vault id, or the policy's digest
  json::object predicate;
};

// {"_type":…,"subject":[{"name":…,"digest":{"sha256":…}}],"predicateType":…,"predicate":{…}}
Bytes encode_statement(const Statement& statement);
// Strict: exactly these members, exactly one subject with one digest. Errors: kBadInput.
Result<Statement> parse_statement(ByteView bytes);

}  // namespace pyx::custody

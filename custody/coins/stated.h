// The statements that answer keys sign: custody writes them, field by field, so that nothing else
// can be signed through them (DSSE, and a predicate type of their own). Format:
// docs/formats/coins.md.
#pragma once

#include <map>

#include "custody/acts/books.h"
#include "custody/coins/ledger.h"
#include "custody/coins/value_request.h"
#include "pkcs11/token.h"

namespace pyx::custody {

inline constexpr std::string_view kAnswerPredicate = "urn:pyx:answer:v1";
inline constexpr std::string_view kLedgerPredicate = "urn:pyx:ledger:v1";

// `client` and `request`: who asked for it, by which request id.
struct StatedBy {
  std::string client;
  Uuid request;
  Time time{};
};

// Errors: kBadInput naming the field.
Result<void> check_answer(const Answer& answer);
Bytes encode_answer(const Sha256& vault, const StatedBy& by, const Answer& answer);

// What was issued, redeemed and is outstanding, by denomination and by key; of one denomination if
// it is named. Errors: kNotFound (no such denomination), kBadInput (too many keys for one
// statement: name a denomination).
Result<Bytes> encode_ledger(const Books& books, const Ledger& ledger, const StatedBy& by,
                            const LedgerAttest& attest);
// The claims that differ from custody's own numbers, in words; nothing if none does. Errors:
// kNotFound.
Result<std::optional<std::string>> compare_claims(const Books& books, const Ledger& ledger,
                                                  const std::vector<LedgerClaim>& claims);

// Has the key sign the statement: one DSSE signature. Errors: the token's.
Result<Envelope> sign_statement(pkcs11::Token& token, const KeyRecord& key, const Bytes& payload);

}  // namespace pyx::custody

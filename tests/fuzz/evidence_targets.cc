// What people sign and what the log says. The bytes that came are kept and never written anew, so
// that several texts may mean the same; but what was understood, written out, must be understood
// the same.

#include "custody/acts/act.h"
#include "custody/acts/binding_statement.h"
#include "custody/acts/decision_statement.h"
#include "custody/acts/freeze_statement.h"
#include "custody/evidence/dsse.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/statement.h"
#include "custody/founding/founding_statement.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

template <class T>
Outcome written_is_read_again(ByteView input, Result<T> (*parse)(ByteView),
                              Bytes (*encode)(const T&)) {
  const auto first = parse(input);
  if (!first) {
    must_hold(first.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  const Bytes written = encode(*first);
  const auto again = parse(written);
  must_hold(again.ok(), "what was understood can be written and read");
  must_hold(encode(*again) == written, "what is read again is the same");
  return Outcome::kAccepted;
}

}  // namespace

Outcome envelope(ByteView input) {
  const auto first = custody::parse_envelope(as_text(input));
  if (!first) return Outcome::kRefused;
  must_hold(first->payload.size() <= custody::kPayloadMostBytes, "a payload has its bound");
  must_hold(!first->signatures.empty() && first->signatures.size() <= custody::kSignaturesMost,
            "an envelope has 1 to 256 signatures");
  const std::string written = to_text(*first);
  const auto again = custody::parse_envelope(written);
  must_hold(again.ok(), "an envelope that was read can be written and read");
  must_hold(again->payload == first->payload && to_text(*again) == written,
            "an envelope keeps its payload byte for byte");
  return Outcome::kAccepted;
}

Outcome statement(ByteView input) {
  return written_is_read_again(input, custody::parse_statement, custody::encode_statement);
}

Outcome act(ByteView input) {
  if (const auto read = custody::parse_act(input)) {
    must_hold(input.size() <= custody::kActMostBytes, "an act fits into the leaf of a decision");
    must_hold(read->nonce.size() == custody::kNonceBytes, "a nonce is as long as it must be");
    must_hold(read->not_before < read->expires, "an act can be executed at some time");
  }
  return written_is_read_again(input, custody::parse_act, custody::encode_act);
}

Outcome decision(ByteView input) {
  if (const auto read = custody::parse_decision(input)) {
    must_hold(read->reason.size() <= 512, "a reason has its bound");
  }
  return written_is_read_again(input, custody::parse_decision, custody::encode_decision);
}

Outcome freeze(ByteView input) {
  if (const auto read = custody::parse_freeze(input)) {
    const auto target = custody::parse_freeze_target(custody::to_text(read->target));
    must_hold(target.ok() && *target == read->target, "a target is written as it is read");
  }
  return written_is_read_again(input, custody::parse_freeze, custody::encode_freeze);
}

Outcome founding(ByteView input) {
  if (const auto read = custody::parse_founding(input)) {
    must_hold(!read->founders.empty(), "somebody founds a vault");
    must_hold(custody::vault_id(input) == sha256(input), "the vault id is the statement's hash");
  }
  return written_is_read_again(input, custody::parse_founding, custody::encode_founding);
}

Outcome token_binding(ByteView input) {
  if (const auto read = custody::parse_binding(input)) {
    must_hold(read->keys.size() <= custody::kMostKeysAlong, "a binding has its bound");
  }
  return written_is_read_again(input, custody::parse_binding, custody::encode_binding);
}

Outcome leaf(ByteView input) {
  const auto first = custody::parse_leaf(input);
  if (!first) return Outcome::kRefused;
  must_hold(input.size() <= 16384, "a leaf has at most 16 KiB");
  const auto written = custody::encode_leaf(*first);
  // A time without milliseconds grows by four bytes.
  if (!written) return Outcome::kAccepted;
  const auto again = custody::parse_leaf(*written);
  must_hold(again.ok(), "a leaf that was read can be written and read");
  must_hold(custody::encode_leaf(*again).value() == *written, "a leaf read again is the same");
  must_hold(custody::leaf_kind(*again) == custody::leaf_kind(*first), "a leaf keeps its kind");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz

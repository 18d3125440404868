// Shares of a secret: words as holders type them, the record of their set, receipts of drills, and
// envelopes to holders.

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>

#include "base/reveal.h"
#include "custody/acts/share_move.h"
#include "custody/acts/share_receipt.h"
#include "custody/shares/drill_statement.h"
#include "custody/shares/envelope_key_file.h"
#include "custody/shares/envelope_parts.h"
#include "custody/shares/holder_certificate.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_envelope.h"
#include "custody/shares/share_set_json.h"
#include "custody/shares/share_text.h"
#include "custody/shares/sharing.h"
#include "custody/shares/word_hint.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

constexpr std::size_t kHeapBytes = 1U << 20U;
constexpr std::size_t kMostInputBytes = 8192;

// A fuzzer's main() does not harden the process: its sanitizer must be able to look into it.
SecretBytes secret_of(ByteView input) {
  if (CRYPTO_secure_malloc_initialized() != 1) CRYPTO_secure_malloc_init(kHeapBytes, 32);
  Bytes bytes(input.begin(), input.end());
  return SecretBytes::take(bytes).value();
}
shares::ShareWords words_of(ByteView input) { return shares::ShareWords(secret_of(input)); }

// The holder's key of the example in docs/formats/shares.md.
constexpr std::string_view kHoldersKey = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAg3/PpTR4yC4AICCAAw
DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQImNXHde0MO98EgZDOHFPyMEKd7gBB
gn+fHDvA1yeQ1d1c9bjLXs/467OkDrDSrLbkFBw+2WUmskgYhypkNmaR+1p/bx3f
WqW2eT0ADeIX/8/7VtesSEikXCq0wTFtfAypsIIL3qLdS8iJjl/UM2fBDR4+u479
dagcxvu0E/7Hu5kNVYbGQ1fXYuWNAwT2SGvRikq6PhTeEb7QHnE=
-----END ENCRYPTED PRIVATE KEY-----
)";
shares::EnvelopeKeyFile& holders_key() {
  static shares::EnvelopeKeyFile key = [] {
    const SecretBytes passphrase = secret_of(as_bytes("example"));
    return shares::EnvelopeKeyFile::from_pem(as_bytes(kHoldersKey), passphrase, "the key").value();
  }();
  return key;
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char one) { return one >= ' ' && one <= '~'; });
}

void is_in_bounds(const shares::Share& share) {
  must_hold(share.identifier <= shares::kMostIdentifier && share.iteration_exponent <= 15,
            "an identifier has 15 bits and an exponent 4");
  must_hold(share.group < 16 && share.member < 16 && share.member_threshold - 1 < 16 &&
                share.group_threshold - 1 < 16 && share.group_threshold <= share.group_count,
            "numbers and thresholds are within their bounds");
  must_hold(shares::check_secret_size(share.value.size_bytes()).ok(), "a value has a right length");
}

}  // namespace

// SECRET-NEVER: any part of what is typed is a part of a secret.
Outcome share_words(ByteView input) {
  if (input.size() > kMostInputBytes) return Outcome::kRefused;
  const shares::ShareWords words = words_of(input);
  const auto share = shares::from_words(words);
  if (!share) {
    must_hold(quotes_nothing(share.error().message), "an error does not quote the words");
    const auto hint = shares::explain(words);
    must_hold(hint.ok(), "whatever is wrong can be explained, or not");
    must_hold(quotes_nothing(shares::to_text(*hint)), "nor does a hint");
    must_hold((hint->kind == shares::WordHint::Kind::kNone) == (hint->word == 0),
              "a hint points at a word");
    return Outcome::kRefused;
  }
  is_in_bounds(*share);
  const auto written = shares::to_words(*share);
  must_hold(written.ok(), "a share that was read can be written");
  const auto again = shares::to_words(shares::from_words(*written).value());
  must_hold(again.ok() && equal_ct(again->text(), written->text()), "and is the same again");
  return Outcome::kAccepted;
}

// SHARE-SAFE: no record that is accepted lets fewer people open the secret than it says.
Outcome share_set(ByteView input) {
  const auto set = shares::parse_share_set(input);
  if (!set) {
    must_hold(set.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  must_hold(shares::check_scheme(set->scheme).ok(), "its scheme can be met");
  std::size_t members = 0;
  for (const shares::GroupScheme& group : set->scheme.groups) members += group.members;
  must_hold(set->members.size() == members && members <= 256, "it has the members of its scheme");
  for (const shares::Member& member : set->members) {
    must_hold(set->held_by(member.holder) == &member, "nobody holds two shares");
    must_hold(set->member(member.group, member.number) == &member, "each place is there once");
  }
  must_hold(set->version >= 1 && set->previous.has_value() == (set->version > 1),
            "each version but the first names the one before it");
  const Bytes written = shares::encode_share_set(*set);
  const auto again = shares::parse_share_set(written);
  must_hold(again.ok() && shares::encode_share_set(*again) == written,
            "a record that was read can be written and read");
  return Outcome::kAccepted;
}

// Accepted is what has the right shape; few of it the key opens.
Outcome share_envelope(ByteView input) {
  const auto parts = shares::parse_envelope_parts(input);
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  if (!parts) {
    must_hold(parts.error().message.starts_with("the envelope "), "an error says what is wrong");
    return Outcome::kRefused;
  }
  must_hold(is_printable(parts->recipient) && parts->recipient.size() < 400,
            "the recipient's name is printable and bounded");
  must_hold(parts->nonce.size() == 12 && parts->tag.size() == 16 &&
                parts->content.size() <= shares::kShareTextMostBytes,
            "nonce, tag and content have their lengths");
  const auto share = shares::open_share(input, holders_key());
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  must_hold(share.ok() || share.error().code == Code::kBadInput, "what is malformed is bad input");
  must_hold(!share.ok() || shares::encode_share_text(*share).ok(), "what came out is a share");
  return Outcome::kAccepted;
}

// SECRET-NEVER: words may stand anywhere in it.
Outcome share_text(ByteView input) {
  if (input.size() > kMostInputBytes) return Outcome::kRefused;
  const SecretBytes text = secret_of(input);
  const auto share = shares::parse_share_text(text);
  if (!share) {
    must_hold(quotes_nothing(share.error().message), "an error does not quote the text");
    return Outcome::kRefused;
  }
  must_hold(share->label.version >= 1 && shares::is_holder(share->label.holder),
            "it names a version and a person");
  const auto again = shares::encode_share_text(*share);
  must_hold(again.ok() && equal_ct(*again, text), "a share's text is canonical");
  return Outcome::kAccepted;
}

Outcome holder_certificate(ByteView input) {
  const Time day = from_rfc3339("2026-12-01T00:00:00Z").value();
  const auto certificate = shares::HolderCertificate::read(input, day);
  must_hold(ERR_peek_error() == 0, "OpenSSL's queue is left empty");
  if (!certificate) {
    must_hold(certificate.error().message.starts_with("the certificate "),
              "an error says what is wrong");
    return Outcome::kRefused;
  }
  must_hold(certificate->public_key().type() != KeyType::kEd25519, "its key opens envelopes");
  must_hold(is_printable(certificate->subject()), "its name is printable");
  return Outcome::kAccepted;
}

// A receipt of either version, or a move.
Outcome share_keeping(ByteView input) {
  const auto receipt = custody::parse_share_receipt(input);
  if (receipt) {
    must_hold(receipt->group < 16 && receipt->member < 16, "its place is one of a share");
    must_hold(!receipt->handed || (custody::is_place(receipt->handed->place) &&
                                   receipt->handed->given_by != receipt->holder),
              "another handed it over, at a place");
    const Bytes written = custody::encode_share_receipt(*receipt);
    const auto again = custody::parse_share_receipt(written);
    must_hold(again.ok() && custody::encode_share_receipt(*again) == written,
              "a receipt that was read can be written and read");
    return Outcome::kAccepted;
  }
  const auto move = custody::parse_share_move(input);
  if (!move) return Outcome::kRefused;
  must_hold(move->given_by != move->taken_by || move->given_by != move->witness, "two people sign");
  must_hold(custody::is_place(move->place), "it is kept at a place");
  const Bytes written = custody::encode_share_move(*move);
  const auto again = custody::parse_share_move(written);
  must_hold(again.ok() && custody::encode_share_move(*again) == written,
            "a move that was read can be written and read");
  return Outcome::kAccepted;
}

Outcome share_drill(ByteView input) {
  const auto receipt = shares::parse_drill(input);
  if (!receipt) return Outcome::kRefused;
  must_hold(receipt->group < 16 && receipt->member < 16, "its place is one of a share");
  const Bytes written = shares::encode_drill(*receipt);
  const auto again = shares::parse_drill(written);
  must_hold(again.ok() && shares::encode_drill(*again) == written,
            "a receipt that was read can be written and read");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz

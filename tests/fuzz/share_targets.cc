// Shares of a secret: words as holders type them, the record of their set, receipts of drills.

#include <openssl/crypto.h>

#include "base/reveal.h"
#include "custody/shares/drill_statement.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_set_json.h"
#include "custody/shares/sharing.h"
#include "custody/shares/word_hint.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

constexpr std::size_t kHeapBytes = 1U << 20U;
constexpr std::size_t kMostInputBytes = 8192;

// A fuzzer's main() does not harden the process: its sanitizer must be able to look into it.
shares::ShareWords words_of(ByteView input) {
  if (CRYPTO_secure_malloc_initialized() != 1) CRYPTO_secure_malloc_init(kHeapBytes, 32);
  Bytes bytes(input.begin(), input.end());
  return shares::ShareWords(SecretBytes::take(bytes).value());
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

// What tests of shares have in common: secrets and words out of texts that are public, and a set of
// shares with its record.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/reveal.h"
#include "custody/shares/every_combination.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_set.h"
#include "custody/shares/share_set_json.h"
#include "custody/shares/sharing.h"
#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx::shares::testing {

inline SecretBytes secret_of(Bytes bytes) { return SecretBytes::take(bytes).value(); }
inline SecretBytes secret_hex(std::string_view hex) {
  return secret_of(pyx::testing::hex_bytes(hex));
}
inline SecretBytes copy_of(const SecretBytes& secret) {
  const ByteView bytes = secret.reveal(reveal());
  return secret_of(Bytes(bytes.begin(), bytes.end()));
}
inline ShareWords words_of(std::string_view text) { return ShareWords(secret_of(to_bytes(text))); }
inline std::string text_of(const ShareWords& words) {
  return pyx::to_text(words.text().reveal(reveal()));
}
inline std::string text_of(const SecretBytes& text) { return pyx::to_text(text.reveal(reveal())); }
inline Share copy_of(const Share& share) {
  return {share.identifier, share.extendable,       share.iteration_exponent,
          share.group,      share.group_threshold,  share.group_count,
          share.member,     share.member_threshold, copy_of(share.value)};
}

// The official vectors: shares in words, and the secret in hex or nothing if they give none.
struct Vector {
  std::string name;
  std::vector<std::string> words;
  std::string secret;
};
inline std::vector<Vector> official_vectors() {
  std::vector<Vector> vectors;
  for (const json::value& value : pyx::testing::read_vectors("slip39.json")) {
    const json::array& one = value.as_array();
    Vector made{std::string(one.at(0).as_string()), {}, std::string(one.at(2).as_string())};
    for (const json::value& words : one.at(1).as_array())
      made.words.emplace_back(words.as_string());
    vectors.push_back(std::move(made));
  }
  return vectors;
}

// The blocks of one kind in docs/formats/shares.md.
inline std::vector<std::string> page_blocks(const std::string& kind) {
  const std::string page =
      pyx::to_text(read_file(PYX_SOURCE_DIR "/docs/formats/shares.md").value());
  const std::string open = "```" + kind + "\n";
  std::vector<std::string> found;
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
    at += open.size();
    found.push_back(page.substr(at, page.find("```", at) - at));
  }
  return found;
}
inline Uuid set_id() { return Uuid::parse("01938c2e-7000-7000-8000-0000000000a1").value(); }
inline Time set_time() { return from_rfc3339("2026-11-23T09:00:00.000Z").value(); }

// A secret, its shares and their record; later versions of the same secret.
struct Splitting {
  ShareTable shares;
  ShareSet set;
};
struct Backup {
  SecretBytes secret = SecretBytes::random(kMostSecretBytes).value();
  std::vector<std::uint16_t> used;

  Splitting split(const Scheme& scheme, const Holders& holders, std::uint32_t version = 1) {
    Splitting made;
    made.shares = shares::split(secret, scheme, {0, used, nullptr}).value();
    used.push_back(made.shares.front().front().identifier);
    SetTerms terms{sha256("vault"), set_id(), version, std::nullopt, set_time()};
    if (version > 1) terms.previous = sha256("the record before");
    made.set = make_share_set(terms, made.shares, holders, secret).value();
    return made;
  }
  Splitting two_of_three(std::uint32_t version = 1) {
    return split({1, {{2, 3}}}, {{"alice", "bob", "carol"}}, version);
  }
  // "2 of 3 security officers and 2 of 3 auditors, or one of these and the notary"
  Splitting two_of_three_groups() {
    return split({2, {{2, 3}, {2, 3}, {1, 1}}},
                 {{"alice", "bob", "carol"}, {"dora", "emil", "frida"}, {"notary"}});
  }
};
inline ShareWords words_of(const Share& share) { return to_words(share).value(); }

}  // namespace pyx::shares::testing

// Policies to test with: as plain values, and as TOML text with real keys in which one place is
// changed and the place of the error is marked.
#pragma once

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/public_key.h"
#include "policies/policy.h"

namespace pyx::policies::testing {

// The value, or the end of the test program saying why.
template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << describe(result.error());
    std::abort();
  }
  return std::move(result).value();
}

inline Bytes new_spki(KeyType type) {
  EVP_PKEY* key = nullptr;
  if (type == KeyType::kEd25519) key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (type == KeyType::kP256) key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  if (type == KeyType::kP384) key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
  if (type == KeyType::kRsa2048)
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
  unsigned char* der = nullptr;
  const int size_bytes = i2d_PUBKEY(key, &der);
  if (size_bytes <= 0) std::abort();
  Bytes spki(der, der + size_bytes);
  OPENSSL_free(der);
  EVP_PKEY_free(key);
  return spki;
}

// The same key each time for the same name.
inline const Bytes& spki_of(const std::string& name) {
  static std::map<std::string, Bytes> keys;
  const auto found = keys.find(name);
  if (found != keys.end()) return found->second;
  return keys.emplace(name, new_spki(KeyType::kEd25519)).first->second;
}

inline Person person(const std::string& id, std::vector<std::string> roles) {
  return {id, "Test " + id, must(PublicKey::from_spki(spki_of(id))), std::move(roles)};
}

// olga proposes; alice, bob and carol are officers; dave is auditor; erin is both.
inline Policy policy_with(QuorumRule rule) {
  Policy policy;
  policy.name = "test";
  policy.roles = {"operator", "officer", "auditor"};
  policy.people = {person("olga", {"operator"}), person("alice", {"officer"}),
                   person("bob", {"officer"}),   person("carol", {"officer"}),
                   person("dave", {"auditor"}),  person("erin", {"officer", "auditor"})};
  policy.rules.emplace(ActType::kKeyGenerate, std::move(rule));
  policy.may_freeze = {"officer", "auditor"};
  return policy;
}

inline QuorumRule rule_of(std::vector<Seats> seats, std::vector<std::string> may_propose) {
  return {std::move(seats), std::move(may_propose), std::chrono::hours(24), false};
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "the text does not hold: " << from;
    return text;
  }
  return text.replace(at, from.size(), to);
}

// The template with every mark filled in: keys for people, hashes for clients.
inline std::string filled(std::string text) {
  for (std::size_t from = text.find('@'); from != std::string::npos; from = text.find('@')) {
    const std::size_t to = text.find('@', from + 1);
    const std::string mark = text.substr(from + 1, to - from - 1);
    const std::string value =
        mark.ends_with("_PUBLIC_KEY") ? to_base64(spki_of(mark)) : to_hex(sha256(mark));
    text.replace(from, to - from + 1, value);
  }
  return text;
}

inline constexpr std::string_view kPolicyText = R"(version = 1
name = "test"
roles = ["operator", "officer", "auditor"]

[[person]]
id = "olga"
name = "Olga"
public_key = "@OLGA_PUBLIC_KEY@"
roles = ["operator"]

[[person]]
id = "alice"
name = "Alice"
public_key = "@ALICE_PUBLIC_KEY@"
roles = ["officer"]

[[person]]
id = "bob"
name = "Bob"
public_key = "@BOB_PUBLIC_KEY@"
roles = ["officer"]

[[person]]
id = "carol"
name = "Carol"
public_key = "@CAROL_PUBLIC_KEY@"
roles = ["officer", "auditor"]

[[person]]
id = "dave"
name = "Dave"
public_key = "@DAVE_PUBLIC_KEY@"
roles = ["officer", "auditor"]

[freeze]
roles = ["officer", "auditor"]

[[rule]]
act = "key.generate"
quorum = ["2 of officer", "1 of auditor"]
may_propose = ["operator"]
lifetime = "24h"

[[rule]]
act = "policy.change"
quorum = ["3 of officer"]
may_propose = ["operator", "auditor"]
lifetime = "7d"
no_spare = true

[[profile]]
name = "coins"
type = "generic-secret"
purpose = "mac"

[[profile]]
name = "receipts"
type = "p-256"
purpose = "sign"
backup = "none"

[[client]]
name = "issuer"
san_uri = "urn:test:issuer"
spki_sha256 = "@ISSUER_HASH@"
access = ["sign"]
use = ["coins", "receipts"]

[[client]]
name = "desk"
san_uri = "urn:test:desk"
spki_sha256 = "@DESK_HASH@"
access = ["acts", "log"]
)";

inline std::string policy_text() { return filled(std::string(kPolicyText)); }

// Text with one '^' in it, taken out, and "line:column" of what stood behind it.
struct Marked {
  explicit Marked(std::string with_mark) : text(std::move(with_mark)) {
    const std::size_t at = text.find('^');
    if (at == std::string::npos) {
      ADD_FAILURE() << "the text has no mark";
      return;
    }
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char c : text.substr(0, at)) {
      ++column;
      if (c != '\n') continue;
      ++line;
      column = 1;
    }
    place = std::to_string(line) + ":" + std::to_string(column);
    text.erase(at, 1);
  }
  std::string text;
  std::string place;
};

// Reads the text, whose '^' marks where the error must point, and expects words in the message.
inline void expect_refused_text(std::string text, std::string_view words) {
  const Marked marked(std::move(text));
  const auto policy = parse_policy(marked.text, "policy.toml");
  ASSERT_FALSE(policy.ok()) << "was read without an error, wanted: " << words;
  EXPECT_EQ(policy.error().code, Code::kBadInput);
  EXPECT_THAT(policy.error().message, ::testing::StartsWith("policy.toml:" + marked.place + ": "));
  EXPECT_THAT(policy.error().message, ::testing::HasSubstr(std::string(words)));
}

// The same on policy_text() with `from` replaced by `to`.
inline void expect_refused(std::string_view from, std::string_view to, std::string_view words) {
  SCOPED_TRACE(to);
  expect_refused_text(replaced(policy_text(), from, to), words);
}

// policy_text() with `from` replaced by `to` is read.
inline Policy read_with(std::string_view from, std::string_view to) {
  SCOPED_TRACE(to);
  return must(parse_policy(replaced(policy_text(), from, to), "policy.toml"));
}

}  // namespace pyx::policies::testing

// A policy as plain values: who the people are, which quorum each act needs, what keys may look
// like, what clients may do. Read from TOML; the digest is over the raw bytes as they came. The
// format: docs/formats/policy.md.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/key_type.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/token_rule.h"
#include "policies/act_type.h"
#include "policies/denomination.h"
#include "policies/second_token.h"

namespace pyx::policies {

struct Person {
  std::string id;                  // "alice": [a-z0-9-], 1 to 32 characters, unique
  std::string name;                // "Alice Example"
  PublicKey key;                   // Ed25519 or P-256; no two people have the same
  std::vector<std::string> roles;  // each one of Policy::roles; at least one
  bool has_role(std::string_view role) const;
};

// "2 of security-officer"
struct Seats {
  unsigned needed = 0;  // at least 1
  std::string role;
};

struct QuorumRule {
  std::vector<Seats>
      seats;  // at least one; roles distinct; all must be filled, each by a different person
  std::vector<std::string> may_propose;  // roles; at least one
  Duration lifetime{};                   // from proposal to the last moment of execution
  bool no_spare = false;                 // accepts a rule that one absent person can block
};

enum class Backup {
  kNone,
  kSplit
};  // "none" must be said in so many words; kSplit is the default (KEY-PROVEN)
std::string_view to_text(Backup backup);  // "none" "split"
std::optional<Backup> backup_from(std::string_view text);

struct KeyProfile {
  std::string name;  // "issuer-p256"
  KeyType type = KeyType::kP256;
  Purpose purpose = Purpose::kSign;
  Backup backup = Backup::kSplit;
  // Rules that every key needs and that the token need not enforce for keys of this profile.
  std::vector<TokenRule> exceptions = {};
  // Whether a key that was in the clear on a host, or on a token that gives keys out, may go live.
  bool may_be_exposed = false;
};

// "sign" "acts" "log", and one for each operation of a mint: "coins.mint" "coins.check"
// "coins.exchange" "coins.redeem" "blind.sign" "answer.sign" "ledger.attest". Every pinned client
// may read health, keys and the vault's name.
enum class Access {
  kSign,  // raw signatures, with keys of purpose sign and mac only
  kActs,
  kLog,
  kCoinsMint,
  kCoinsCheck,
  kCoinsExchange,
  kCoinsRedeem,
  kBlindSign,
  kAnswerSign,
  kLedgerAttest,
};
inline constexpr std::array kAccesses = {
    Access::kSign,       Access::kActs,          Access::kLog,         Access::kCoinsMint,
    Access::kCoinsCheck, Access::kCoinsExchange, Access::kCoinsRedeem, Access::kBlindSign,
    Access::kAnswerSign, Access::kLedgerAttest};
std::string_view to_text(Access access);
std::optional<Access> access_from(std::string_view text);

inline constexpr std::uint64_t kMostBadCoins = 16;

struct Client {
  std::string name;
  std::string san_uri;   // URI of the certificate's subjectAltName, compared byte by byte; unique
  Sha256 spki_sha256{};  // SHA-256 of the certificate's SubjectPublicKeyInfo; unique
  std::vector<Access> access;
  // Names of profiles whose keys it may use, by the operations that `access` names.
  std::vector<std::string> use;
  // Coins whose tag is wrong that it may bring in a day; with one more it is stopped (COIN-ORACLE).
  std::uint64_t most_bad_coins = kMostBadCoins;
  bool has_access(Access wanted) const;
  bool may_use(std::string_view profile) const;
};

inline constexpr Duration kLongestOutage = std::chrono::hours(24 * 30);

struct Policy {
  // In the source: what copies all of this is made once, not wherever a policy is passed on.
  Policy();
  Policy(const Policy& from);
  Policy(Policy&& from) noexcept;
  Policy& operator=(const Policy& from);
  Policy& operator=(Policy&& from) noexcept;
  ~Policy();

  Sha256 digest{};  // of the raw TOML bytes
  std::string name;
  std::vector<Person> people;
  std::vector<std::string> roles;
  std::map<ActType, QuorumRule> rules;  // an act type without a rule cannot be done
  std::vector<std::string> may_freeze;  // roles
  std::vector<KeyProfile> profiles;
  std::vector<Denomination> denominations;
  // How far the clock may have moved on between two commits of different runs (CLOCK-SANE); more
  // must be accepted by an act.
  Duration longest_outage = kLongestOutage;
  std::vector<Client> clients;
  // What tokens need not enforce to which backups bring keys.
  std::vector<SecondTokenTerms> second_tokens;
  // How old the token matrix of a proof or a restore may be, which then must name one; of a policy
  // that says nothing none is asked for.
  std::optional<Duration> matrix_within;

  // nullptr when there is none.
  const Person* person(std::string_view id) const;
  const Person* person_with_key(const Sha256& key_id) const;
  const QuorumRule* rule(ActType type) const;
  const KeyProfile* profile(std::string_view profile_name) const;
  const Denomination* denomination(std::string_view denomination_name) const;
  const Client* client(std::string_view san_uri,
                       const Sha256& spki_sha256) const;  // both must match
  const Client* client_named(std::string_view client_name) const;
};

// Strict: unknown keys, unknown roles, duplicate people, the same key for two people, thresholds of
// zero or above the role's size, rules without a spare person (policies/quorum.h) are errors.
// Errors: kBadInput "NAME:line:column: what is wrong".
Result<Policy> parse_policy(std::string_view text, std::string_view source_name);

}  // namespace pyx::policies

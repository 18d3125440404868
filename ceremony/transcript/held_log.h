// What a bundle's copy of the vault's log says, as far as a transcript can be held against it. The
// whole log is verified first (custody/evidence/verify.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "policies/policy.h"

namespace pyx::ceremony::transcript {

// A leaf about an act.
struct ActLeaf {
  std::string act;    // id
  std::string event;  // "proposed" "decided" "executed" "failed"
  Sha256 hash{};      // of the leaf in the tree
  Bytes nonce = {};   // of a proposal: the act's
};
struct HeldFreeze {
  std::string freeze;  // id, in hex
  std::string person;
  std::string target;  // "all" "minting" "key:…" "client:…"
  Sha256 hash{};       // of the leaf in the tree
};
struct PolicySince {
  Time since{};
  policies::Policy policy;
};

struct HeldLog {
  Sha256 vault{};
  std::uint64_t size = 0;
  std::string token_serial;               // of the founding
  Sha256 founding_leaf{};                 // hash of leaf 0
  std::map<std::uint64_t, ActLeaf> acts;  // by index
  std::map<std::uint64_t, HeldFreeze> freezes;
  std::vector<PolicySince> policies;  // in the order in which they were in force; the first
                                      // counts for everything before the founding too
  // Those that were in force at some time in [from, until].
  std::vector<const policies::Policy*> in_force(Time from, Time until) const;
};
// Errors: those of verify_export().
Result<HeldLog> read_held_log(const std::filesystem::path& folder,
                              const std::optional<Sha256>& root);

}  // namespace pyx::ceremony::transcript

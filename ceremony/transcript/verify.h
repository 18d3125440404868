// Control RECORD-WHOLE: what a bundle is worth, found offline from nothing but the bundle and
// what the caller trusts. Neither a token nor a vault is asked. Rules, by groups:
// docs/formats/ceremony-transcript.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/story.h"
#include "ceremony/transcript/transcript.h"
#include "policies/policy.h"

namespace pyx::ceremony::transcript {

enum class Verdict { kClean, kDeviations, kNotAcceptable };
std::string_view to_text(Verdict verdict);  // "clean" "clean with deviations" "not acceptable"

struct Trust {
  Mode mode = Mode::kReal;                      // what the caller takes it for
  std::optional<Sha256> root = {};              // the vault id, as it was published
  std::optional<policies::Policy> roster = {};  // people whom the caller knows
};

struct CeremonyReport {
  Verdict verdict = Verdict::kNotAcceptable;
  // Whether the people are those of a vault or a roster that the caller named.
  bool authenticated = false;
  Header header;
  std::uint64_t size = 0;  // entries
  Sha256 root{};           // of all
  Time begun{};
  Time ended{};
  std::size_t hidden = 0;          // fields of a redacted copy
  std::vector<std::string> facts;  // one line each, for people
  std::vector<Departure> departures;
  std::vector<Fault> faults;  // why it is not acceptable
};

// Errors: kNotFound, kBadInput: there is no bundle that could be read. Whatever is wrong inside of
// one is a fault.
Result<CeremonyReport> verify_bundle(const std::filesystem::path& folder, const Trust& trust);
// Of one that was read. Its outputs and its log are read now.
CeremonyReport verify_bundle(const Bundle& bundle, const Trust& trust);

}  // namespace pyx::ceremony::transcript

// What a transcript tells, held against the order of its plan: steps in their turn, each done and
// initialled, sections signed, deviations signed by whom they need, crashes reconciled. Knows of a
// plan only its steps; what they do to room, tokens and custody is the model's (model_replay.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {

struct OutlineStep {
  std::string id;
  std::string section;
  std::string action;      // "arrive", as the plan has it
  std::string token = {};  // of inspect-token
};

// What was not as planned, and does not make the record worthless.
struct Departure {
  std::uint64_t entry = 0;
  std::string what;      // a deviation's class; "crash", "objection", "abandoned"
  std::string severity;  // "minor" "major"
  std::string text;      // one sentence; of a deviation its text, unless that is hidden
};

struct NamedAct {
  std::uint64_t entry = 0;
  std::string act;    // id; of a freeze its id, in hex; empty: the founding
  std::string event;  // "proposed" …; "founded"; "frozen"
  std::uint64_t leaf = 0;
  std::string leaf_hash;
  std::string vault;
  std::optional<std::uint64_t> anchored = {};  // the size of the transcript that its nonce names
  std::string person = {};                     // of a freeze, who made it
  std::string target = {};                     // of it
};
struct NamedToken {
  std::uint64_t entry = 0;
  std::string token;   // of the plan
  std::string serial;  // empty: hidden
};

struct Story {
  std::vector<Departure> departures;
  std::vector<NamedAct> acts;
  std::vector<NamedToken> tokens;
  std::uint64_t steps_done = 0;
  std::uint64_t steps_skipped = 0;
  std::uint64_t initials = 0;
  std::uint64_t intermissions = 0;
  bool completed = false;      // false: abandoned
  std::optional<Fault> fault;  // the first
};

// Precondition: the transcript has its end, and its signatures were checked.
Story tell(const Transcript& transcript, std::span<const OutlineStep> plan);

}  // namespace pyx::ceremony::transcript

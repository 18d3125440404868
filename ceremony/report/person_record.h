// The people of a transcript: who they are, when they were there and what they signed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/public_key.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::report {

struct Stay {
  Time from{};
  std::optional<Time> to;  // nothing: to the end
};
struct PersonRecord {
  std::string id;
  std::optional<std::string> name;  // nothing: hidden
  std::vector<std::string> roles;
  PublicKey key;
  std::vector<Stay> stays;
  std::vector<std::uint64_t> signed_entries;
};

// In the order of the roster. Also of a transcript that is not in order: nothing is judged here.
std::vector<PersonRecord> person_records(const transcript::Transcript& transcript);

// The ids of those who signed the entry, in the order of its signatures; of a key that nobody on
// the roster has "unknown key" and the beginning of its id.
std::vector<std::string> signers_in(const transcript::Entry& entry,
                                    const std::vector<PersonRecord>& people);

}  // namespace pyx::ceremony::report

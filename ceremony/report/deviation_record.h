// What was not as planned, as the entries of a transcript tell it: deviations with those who had to
// sign that they know, and those who did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/report/person_record.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::report {

struct DeviationRecord {
  std::string number;
  std::string what;      // its class
  std::string severity;  // "minor" "major" "critical"
  const transcript::Entry* entry = nullptr;
  std::vector<std::string> signers;                              // who have to sign
  std::vector<std::pair<std::string, std::uint64_t>> signed_by;  // and in which entry
  std::vector<std::string> missing() const;                      // of `signers`
};
// In their order. Lifetime: the transcript outlives them.
std::vector<DeviationRecord> deviation_records(const transcript::Transcript& transcript,
                                               const std::vector<PersonRecord>& people);

struct CrashRecord {
  const transcript::Entry* entry = nullptr;
  std::optional<std::string> step;                    // that was open
  const transcript::Entry* reconciliation = nullptr;  // nullptr: there was none
};
std::vector<CrashRecord> crash_records(const transcript::Transcript& transcript);

}  // namespace pyx::ceremony::report

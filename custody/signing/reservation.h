// Controls SIGN-DURABLE and SIGN-RETRY: a group of requests becomes leaves and rows in one commit,
// before anything is signed.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "custody/evidence_log.h"
#include "custody/signing/job.h"

namespace pyx::custody {

struct Reserved {
  std::vector<JobPointer> jobs;                       // durable: to be worked on
  std::vector<std::pair<JobPointer, Error>> refused;  // to be answered with the error
  std::vector<JobPointer> later;  // an id that stands twice in the group: the second time
  bool committed = false;         // what was answered is settled
};

// Admits each request, looks up its id, and commits all new ones together with the settling of
// `answered` jobs. If the commit fails, every new job is among the refused. A retry is pinned to
// its first leaf and needs no new one.
Reserved reserve_group(EvidenceLog& log, Store& store, std::vector<JobPointer> group,
                       const std::vector<JobPointer>& answered, Time low_water);

// How far ahead of our clock a request id may be.
inline constexpr Duration kRequestAheadMost = std::chrono::minutes(1);

}  // namespace pyx::custody

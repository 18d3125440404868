// A head of this vault's log as somebody else has kept it, held against the log in the store.
#pragma once

#include <string>
#include <vector>

#include "custody/acts/lost_history.h"
#include "custody/store/store.h"

namespace pyx::custody {

struct KnownHead {
  std::string where;  // "the anchor on the token", "witness /mnt/other/checkpoint"
  std::uint64_t size = 0;
  Sha256 root{};
};

enum class Standing {
  kOurs,            // the log begins with it
  kGivenUp,         // of leaves that a quorum gave up
  kAhead,           // it has more leaves than the log
  kAnotherHistory,  // of so many leaves the log has another root
};
//   log_size  of the log in `store`
// Errors: kStore.
Result<Standing> standing_of(const KnownHead& head, Store& store, std::uint64_t log_size,
                             const std::vector<LostHistory>& lost);
// What is wrong with a log for which this head is kAhead or kAnotherHistory, for people.
std::string complaint(const KnownHead& head, Standing standing, std::uint64_t log_size);

}  // namespace pyx::custody

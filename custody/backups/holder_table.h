// The people at the table, when shares are handed out and when they come back.
#pragma once

#include "base/result.h"
#include "custody/shares/share_entry.h"
#include "custody/shares/share_set.h"

namespace pyx::custody {

class HolderTable {
 public:
  virtual ~HolderTable() = default;

  // Gives one share to its holder, on whatever it is carried, and has it read back by another path
  // before the next one comes (trap 8). Errors: any; then the whole set is void and is made again.
  virtual Result<void> hand_over(const shares::ShareSet& set, const shares::Member& member,
                                 const shares::Share& share) = 0;
  // Has holders enter shares, in any order, until `entry` is complete. Errors: any; nothing is lost
  // but what was entered.
  virtual Result<void> collect(shares::ShareEntry& entry) = 0;
};

}  // namespace pyx::custody

// A drill: one holder, alone and at home, compares his share with the record of its set. What that
// proves and what not: docs/formats/shares.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "custody/shares/share_set.h"
#include "custody/shares/word_hint.h"

namespace pyx::shares {

enum class DrillResult {
  kGood,         // it is the share that he was handed
  kUnreadable,   // his words are no share
  kOtherMember,  // it is another member's share of the same set
  kWrongValue,   // it says that it is his, and its value is not the one handed out
  kOtherSet,     // it is of another set, or of another version of this one
};
std::string_view to_text(DrillResult result);  // "good" "unreadable" "other member" ...
std::optional<DrillResult> drill_result_from(std::string_view text);

// What the holder signs, of a failed drill too. Says nothing of the share but that.
struct DrillReceipt {
  Sha256 vault{};
  Uuid set;
  std::uint32_t version = 0;
  unsigned group = 0;   // from 0
  unsigned member = 0;  // from 0
  std::string holder;
  Sha256 commitment{};  // to the share that the record says is his
  Time time{};
  DrillResult result = DrillResult::kUnreadable;
};

struct Drill {
  DrillReceipt receipt;
  std::string message;  // for the holder; no word of a share
  WordHint hint;        // of kUnreadable
};
// Errors: kNotFound if nobody of that name holds a share of the set; kBug if the secure heap is
// full. Whatever is wrong with the share is a result.
Result<Drill> drill(const ShareSet& set, std::string_view holder, const ShareWords& words,
                    Time now);

}  // namespace pyx::shares

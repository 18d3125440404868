#include "custody/shares/drill.h"

#include <array>

#include "custody/shares/mnemonic.h"

namespace pyx::shares {
namespace {

constexpr std::array kResults = {DrillResult::kGood, DrillResult::kUnreadable,
                                 DrillResult::kOtherMember, DrillResult::kWrongValue,
                                 DrillResult::kOtherSet};

DrillResult judge(const ShareSet& set, const Member& holder, const Share& share) {
  switch (match(set, share)) {
    case Match::kMember:
      return share.group == holder.group && share.member == holder.number
                 ? DrillResult::kGood
                 : DrillResult::kOtherMember;
    case Match::kWrongValue:
      return DrillResult::kWrongValue;
    case Match::kOtherSet:
      break;
  }
  return DrillResult::kOtherSet;
}

std::string said(DrillResult result, const ShareSet& set, const Member& holder,
                 const Share& share) {
  const std::string version = "version " + std::to_string(set.version);
  switch (result) {
    case DrillResult::kGood:
      return "this is the share of " + holder.holder + ", as it was handed out with " + version;
    case DrillResult::kOtherMember:
      return "this is not the share of " + holder.holder + ", but that of " +
             set.member(share.group, share.member)->holder;
    case DrillResult::kWrongValue:
      return "this says that it is a share of the set, but it is not one that was handed out";
    case DrillResult::kOtherSet:
      return "this share is of another set, or of another version than " + version;
    case DrillResult::kUnreadable:
      break;
  }
  return "these words are no share";
}

}  // namespace

std::string_view to_text(DrillResult result) {
  switch (result) {
    case DrillResult::kGood:
      return "good";
    case DrillResult::kUnreadable:
      return "unreadable";
    case DrillResult::kOtherMember:
      return "other member";
    case DrillResult::kWrongValue:
      return "wrong value";
    case DrillResult::kOtherSet:
      return "other set";
  }
  return "unreadable";
}

std::optional<DrillResult> drill_result_from(std::string_view text) {
  for (const DrillResult result : kResults) {
    if (to_text(result) == text) return result;
  }
  return std::nullopt;
}

Result<Drill> drill(const ShareSet& set, std::string_view holder, const ShareWords& words,
                    Time now) {
  PYX_TRY(check_share_set(set));
  const Member* const member = set.held_by(holder);
  if (member == nullptr) {
    return error(Code::kNotFound, "no share of this set is held by a person of that name");
  }
  Drill made;
  made.receipt = {set.vault,
                  set.id,
                  set.version,
                  member->group,
                  member->number,
                  member->holder,
                  member->commitment,
                  now,
                  DrillResult::kUnreadable};
  auto share = from_words(words);
  if (share) {
    made.receipt.result = judge(set, *member, *share);
    made.message = said(made.receipt.result, set, *member, *share);
    return made;
  }
  if (share.error().code == Code::kBug) return std::move(share).error();
  PYX_ASSIGN(made.hint, explain(words));
  made.message = to_text(made.hint);
  if (made.message.empty()) made.message = share.error().message;
  return made;
}

}  // namespace pyx::shares

#include "ceremony/cli/new_pin_flags.h"

#include <utility>

#include "ceremony/cli/share_group_text.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kGroup = "--share-group";
constexpr std::string_view kNeeded = "--groups-needed";
constexpr std::string_view kRecord = "--share-record";
constexpr std::string_view kSoPinOut = "--so-pin-out";
constexpr std::string_view kPinOut = "--pin-out";

// Shares that one person could put together alone are no shares.
Result<void> check_plan(const custody::SharePlan& plan) {
  const auto sound = custody::check_share_plan(plan);
  if (!sound && sound.error().code == Code::kBadInput)
    return bad_argument(kGroup, sound.error().message);
  if (sound) return {};
  Error alone = sound.error();
  alone.message = std::string(kGroup) + ": one person alone would have the SO PIN";
  return alone;
}

Result<custody::SharePlan> share_plan(const Arguments& given) {
  custody::SharePlan plan;
  for (const std::string& text : given.texts(kGroup)) {
    auto group = share_group_from(text);
    if (!group) return bad_argument(kGroup, group.error().message);
    plan.groups.push_back(std::move(*group));
  }
  if (plan.groups.empty()) {
    if (given.has(kNeeded)) return bad_argument(kNeeded, "goes with --share-group");
    return plan;
  }
  PYX_ASSIGN(const auto needed, given.whole_number_if(kNeeded, custody::kMostShareGroups));
  plan.groups_needed = static_cast<unsigned>(needed.value_or(plan.groups.size()));
  PYX_TRY(check_plan(plan));
  return plan;
}

}  // namespace

std::vector<FlagSpec> new_pin_flags() {
  return {{kGroup, "M:HOLDERS",
           "splits a new SO PIN: any M of these holders put it together, as 2:alice,bob,carol; "
           "give it once for each group",
           Need::kOptional, Times::kMany},
          {kNeeded, "N", "so many groups are needed; all if left out"},
          {kRecord, "FILE",
           "a new file for the record of the shares, by which a share is known when it is typed; "
           "nothing in it is secret"},
          {kSoPinOut, "FILE",
           "a new file for a new SO PIN that is not split; only its owner can read it"},
          {kPinOut, "FILE",
           "a new file for a new user PIN, a PIN source that only its owner can read"}};
}

Result<PinPlaces> new_pin_places(const Arguments& given) {
  PinPlaces places;
  PYX_ASSIGN(places.shares, share_plan(given));
  places.share_record = given.path(kRecord);
  places.so_pin_file = given.path(kSoPinOut);
  places.user_pin_file = given.path(kPinOut);
  const bool split = !places.shares.groups.empty();
  if (split != given.has(kRecord))
    return bad_argument(kRecord, "goes with --share-group: where the record of the shares is put");
  if (split && given.has(kSoPinOut))
    return bad_argument(kSoPinOut,
                        "does not go with --share-group: an SO PIN is split or in a file");
  if (given.has(kSoPinOut) && places.so_pin_file == places.user_pin_file)
    return bad_argument(kSoPinOut, "is the file of --pin-out: each PIN has its own");
  return places;
}

HandOverPin hand_over_at_terminal(Context& context) {
  return [&context](const SplitPin& split) -> Result<void> {
    if (context.share_terminal == nullptr) {
      return error(Code::kAskPerson,
                   "there is no terminal at which holders could take and read back their shares");
    }
    return hand_over_to_all(
        split, *context.share_terminal,
        [&output = context.output](std::string_view sentence) { output.say(sentence); },
        context.clock);
  };
}

}  // namespace pyx::ceremony

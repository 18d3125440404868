// New PINs of a token, and where they are kept: put there before they are set on the token, since a
// call whose answer is lost may have set one; thrown away again if it is certain that none was.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ceremony/pin_shares.h"
#include "custody/acts/share_plan.h"
#include "pkcs11/new_pin.h"

namespace pyx::ceremony {

// Files are new ones.
struct PinPlaces {
  custody::SharePlan shares;                     // of the SO PIN; without groups it is not split
  pkcs11::PinOf shares_of = pkcs11::PinOf::kSo;  // whose PIN they are said to be of
  std::filesystem::path share_record;            // public; goes with `shares`
  std::filesystem::path so_pin_file;             // of an SO PIN that is not split
  std::filesystem::path user_pin_file;

  bool new_so_pin() const { return !shares.groups.empty() || !so_pin_file.empty(); }
  bool new_user_pin() const { return !user_pin_file.empty(); }
};
// Before anything is done: none of the files is there. Errors: kConflict, naming it.
Result<void> check_pin_places(const PinPlaces& places);

struct NewPin {
  pkcs11::Pin pin;
  std::filesystem::path file;    // the PIN's own, or the record of its shares
  std::optional<Sha256> record;  // digest of that record
};

// Gives all shares to their holders.
using HandOverPin = std::function<Result<void>(const SplitPin& split)>;
//   token   its label
//   before  the record of the shares of the SO PIN before; nullptr: it was not split, or not known
// Errors: those of split_new_pin, `hand_over` and write_pin_file.
Result<NewPin> keep_new_so_pin(const PinPlaces& places, std::string_view token,
                               const pkcs11::PinLimits& limits, Time now,
                               const PinShareRecord* before, const HandOverPin& hand_over);
Result<NewPin> keep_new_user_pin(const PinPlaces& places, const pkcs11::PinLimits& limits);

// Of a PIN that is in force nowhere: deletes its file. A sentence on what was deleted, and on what
// its holders have now.
std::string throw_away(const NewPin& pin);

}  // namespace pyx::ceremony

// The PIN of a token, most often the SO's, in the hands of several people: split among them, each
// share written down and typed back, and put together again. What is split is 16 random bytes, of
// which the PIN is the text (pkcs11/new_pin.h): 20 words a share, where a backup's has 33.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ceremony/pin_share_record.h"
#include "ceremony/share_terminal.h"
#include "custody/acts/share_plan.h"
#include "custody/shares/share_entry.h"
#include "custody/shares/slip39.h"
#include "pkcs11/new_pin.h"
#include "pkcs11/pin.h"

namespace pyx::ceremony {

struct SplitPin {
  pkcs11::Pin pin;
  PinShareRecord record;
  Bytes record_bytes;         // as it is kept; its SHA-256 stands on every holder's screen
  shares::ShareTable shares;  // by group, then by member
};

// A new random PIN, split; every combination that is enough was tried.
//   token   the label that the token has, or is to get
//   limits  of its PINs
//   plan    by shares::check_scheme alone: that nobody is to have it alone is for the caller
//   before  the record of the PIN that it replaces; nullptr: there is none
// Errors: kBadInput (the plan, a holder, the label); those of pin_characters; kBug.
Result<SplitPin> split_new_pin(std::string_view token, const pkcs11::PinLimits& limits,
                               const custody::SharePlan& plan, Time now,
                               const PinShareRecord* before = nullptr,
                               pkcs11::PinOf whose = pkcs11::PinOf::kSo);

using SayOfPin = std::function<void(std::string_view sentence)>;  // nothing secret
// One holder, alone at the screen: sees his share, writes it down, types it back. Errors:
// kAskPerson if he gives up: then all shares of this PIN are void, and it must not be set.
Result<void> hand_over(const SplitPin& split, const shares::Member& member, ShareTerminal& terminal,
                       const SayOfPin& say, const Clock& clock);
// All of them, one after the other, at one screen.
Result<void> hand_over_to_all(const SplitPin& split, ShareTerminal& terminal, const SayOfPin& say,
                              const Clock& clock);

// Shares that come back, in any order, each named at once for what it is (SHARE-SAFE): accepted,
// unreadable, twice, of the PIN before, changed, of a backup or of something else.
class PinEntry {
 public:
  static Result<PinEntry> begin(PinShareRecord record);

  // Errors: kBug if the secure heap is full; whatever a person does wrong is a verdict.
  Result<shares::Entered> enter(const shares::ShareWords& words);
  bool is_complete() const { return entry_.is_complete(); }
  std::string missing() const { return entry_.missing(); }  // as ShareEntry says it
  // Errors: kRefused by SHARE-SAFE while shares are missing, or if they do not give the secret that
  // the record commits to.
  Result<pkcs11::Pin> pin() const;

 private:
  PinEntry(PinShareRecord record, shares::ShareEntry entry)
      : record_(std::move(record)), entry_(std::move(entry)) {}
  std::optional<shares::Entered> of_something_else(const shares::Share& share) const;

  PinShareRecord record_;
  shares::ShareEntry entry_;
};

// One person types his share at this screen. Errors: kAskPerson if nothing was typed.
Result<shares::Entered> enter_at(PinEntry& entry, ShareTerminal& terminal);
// Holders type at one screen until there are enough. Errors: kAskPerson if they give up; kRefused
// with SHARE-SAFE.
Result<pkcs11::Pin> typed_pin(PinShareRecord record, ShareTerminal& terminal, const SayOfPin& say);

}  // namespace pyx::ceremony

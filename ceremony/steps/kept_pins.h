// New PINs, put where a plan says that they are kept before any token has them, and PINs fetched
// again from there.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "ceremony/new_pins.h"
#include "ceremony/steps/doing.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_setup.h"
#include "pkcs11/token_to_set_up.h"

namespace pyx::ceremony::steps {

// The public record of the shares of a token's SO PIN, or of a PIN that is sealed: in the site's
// folder for outputs, for this ceremony and for those that come after it.
std::filesystem::path pin_record_file(const Host& host, const std::string& token,
                                      pkcs11::PinOf whose);

// A PIN that is kept where `keeping` says; not in force on the token yet.
struct PlacedPin {
  NewPin kept;  // its file waits, as long as `name` is not empty
  planning::PinKeeping keeping;
  Names holders;               // who have a part of it, or all of it
  std::filesystem::path name;  // that its file gets once it is in force; empty: it has it
};
// Made at random, as long as the token takes it; parts are handed to their holders and read back.
// Errors: kAskPerson if a holder gives up: then the PIN must not be set; kBadInput if the site's
// PIN source is no file; kConflict if that is there already and `replaces` is not said; kStore;
// those of keep_new_so_pin.
enum class Replaces { kNo, kYes };
Result<PlacedPin> make_new_pin(const Doing& doing, const std::string& token,
                               const std::string& label, const pkcs11::PinLimits& limits,
                               pkcs11::PinOf whose, const planning::PinKeeping& keeping,
                               Replaces replaces);
// If it is certain that the token does not have it: deletes its file, and says so.
void give_up(const Doing& doing, const PlacedPin& made);
// Once the token has it: gives the record, or the PIN source, its name, keeps a PIN of the session,
// and writes down which things have it. Errors: kStore; those of Record.
Result<void> settle(const Doing& doing, const std::string& token, pkcs11::PinOf whose,
                    PlacedPin made);
// Whether that was done already, before a crash: nothing of it waits any more. A PIN of a session
// and one in a PIN source never are, as far as this can be seen.
bool is_settled(const Doing& doing, const std::string& token, pkcs11::PinOf whose,
                const planning::PinKeeping& keeping);
// Only what is written down of a PIN that is in force. Errors: those of Record.
Result<void> note_kept(const Doing& doing, const std::string& token,
                       const planning::PinKeeping& keeping);

// What make_new_pin() left in this step before, with the PIN as it is typed, or read from its
// source; nothing if it left nothing, or a PIN of a session. Errors: as of so_pin().
Result<std::optional<PlacedPin>> left_behind(const Doing& doing, const std::string& token,
                                             pkcs11::PinOf whose,
                                             const planning::PinKeeping& keeping);

// Of shares, by the record in `file`.
Result<SharedPin> pin_of_shares(const std::filesystem::path& file, People& people);
// From where the model says that it is. Errors: kAskPerson (nobody types, or it was of a session
// that has ended); kRefused with SHARE-SAFE; those of read_secret.
Result<SharedPin> so_pin(const Doing& doing, const std::string& token);

}  // namespace pyx::ceremony::steps

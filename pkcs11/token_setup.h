// A token's beginning and end, and its PINs: initialising, changing PINs, wiping. Every PIN that is
// set is tried by a login before anybody is told that it is in force; none is shown twice when it
// was refused (trap 17). Whoever calls has put a new PIN where it is kept *before*: a call whose
// answer is lost may have set it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/setup_slot.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

// Which PIN opens the token after a call that was to set it.
enum class InForce {
  kOld,
  kNew,
  kEither,  // nobody knows: keep both
  kNone,    // there is none: of a user before the SO has given him one
};

// Whose.
enum class PinOf { kSo, kUser };

// What became of a PIN.
struct PinOutcome {
  InForce in_force = InForce::kOld;
  std::optional<Error> failure;  // why it is not kNew; with kEither its message says what to keep
};

// What became of a token. Its objects are gone, unless `so_pin` and `user_pin` are both kOld.
struct SetupOutcome {
  TokenIdentity token;  // as it is named now: SoftHSM2 gives a serial when it initialises
  InForce so_pin = InForce::kOld;
  InForce user_pin = InForce::kNone;
  std::optional<Error> failure;  // what stopped it half-way, saying what is in force
};

// What may be on a token that is initialised anew. A vault's marker is never destroyed so.
enum class Contents { kMustBeEmpty, kDestroy };

// The PINs that the token has. `so`: of one that is initialised, and of a blank one that its maker
// gave one (openCryptoki: 87654321). `user`: of one that has a user PIN, to see what is private.
struct PinsBefore {
  const Pin* so = nullptr;
  const Pin* user = nullptr;
};

// What is on the token, seen with the user's PIN if it has one. Errors: kAskPerson (a PIN; also if
// the user's is needed and not given: what cannot be seen counts as a vault's); kRefused with
// TOKEN-BOUND if there is a vault's marker; kConflict naming what else is there, if it must be
// empty; what the token says.
Result<void> check_contents(const TokenUri& uri, const PinsBefore& before, Contents contents);

// C_InitToken under `so_pin` (or, where the token has an SO PIN, under that, which is then changed),
// then the user PIN by C_InitPIN.
//   label  at most 32 bytes
// Errors, after which the token is as before: kBadInput; those of find_setup_slot and
// check_contents; kConflict if this process has a session on it; kAskPerson.
// Source: PKCS#11 v3.1, C_InitToken, C_InitPIN, C_SetPIN.
Result<SetupOutcome> initialise_token(const TokenUri& uri, const std::string& label,
                                      const Pin& so_pin, const Pin& user_pin,
                                      const PinsBefore& before, Contents contents);

// C_InitToken, then an SO PIN that nobody keeps, and no user PIN: what was on it is gone, and
// nobody can use it again unless its maker's tools reset it. It is called "wiped" then. Errors: as
// initialise_token.
Result<SetupOutcome> wipe_token(const TokenUri& uri, const PinsBefore& before, Contents contents);

// C_SetPIN in a session of the SO or of the user. Errors, after which `from` is in force: kAskPerson
// (`from` was refused); those of find_setup_slot; kConflict if this process is logged in there.
Result<PinOutcome> change_pin(const TokenUri& uri, PinOf whose, const Pin& from, const Pin& to);
// The SO gives the user a PIN, without the one before: he has none yet, or nobody knows it. What is
// on the token stays. Errors: as change_pin.
Result<PinOutcome> give_user_pin(const TokenUri& uri, const Pin& so_pin, const Pin& to);

// Whether a PIN opens the token, for whoever must know after a crash. A wrong one counts against
// the token's lock: it is shown once, and not at all if it would be the last try. Errors: kAskPerson
// (locked, or the last try); those of find_setup_slot and C_Login.
Result<bool> pin_opens(const TokenUri& uri, PinOf whose, const Pin& pin);

}  // namespace pyx::pkcs11

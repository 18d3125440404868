// A token's beginning and end, and its PINs: initialising, changing PINs, wiping. Every PIN that is
// set is tried by a login before anybody is told that it is in force; none is shown twice when it
// was refused (trap 17). Whoever calls has put a new PIN where it is kept *before*: a call whose
// answer is lost may have set it.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "pkcs11/pin.h"
#include "pkcs11/pin_in_force.h"
#include "pkcs11/token_to_set_up.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

// What became of a token that was to be initialised or wiped: its objects are gone.
struct SetupOutcome {
  TokenIdentity token;  // as it is named now: SoftHSM2 gives a serial when it initialises
  InForce so_pin = InForce::kOld;  // kNone without a failure: it has no SO (NSS softokn)
  InForce user_pin = InForce::kNone;
  std::optional<Error> failure;  // what stopped it half-way, saying which PINs are in force
};

// The PINs that the token has. `so`: of one that is initialised, and of a blank one that its maker
// gave one (openCryptoki: 87654321). `user`: of one that has a user PIN, to see what is private.
struct PinsBefore {
  const Pin* so = nullptr;
  const Pin* user = nullptr;
};

inline constexpr std::size_t kMostLabelBytes = 32;
// What a wiped token is called.
inline constexpr const char* kWipedLabel = "wiped";

// The token that setup_slot.h finds. Errors: those of find_setup_slot.
Result<TokenToSetUp> look_before_setup(const TokenUri& uri, Blank blank);
// Whether initialise_token and wipe_token may go on, without changing anything: the SO PIN is tried
// if there is one, and the contents are looked at. Errors: those of find_setup_slot, opens and
// check_contents; kAskPerson if the SO PIN is refused, or is needed and not given.
Result<TokenToSetUp> check_before_setup(const TokenUri& uri, Blank blank, const PinsBefore& before,
                                        Contents contents);

// C_InitToken under `so_pin` (where the token has an SO PIN: under that, which is then changed),
// then the user PIN by C_InitPIN. Of a token that has no SO, `so_pin` opens nothing afterwards.
//   label  1 to kMostLabelBytes bytes
// Errors, after which the token is as before: kBadInput; those of check_before_setup; kConflict if
// a session is open on it; what C_InitToken says.
// Source: PKCS#11 v3.1, C_InitToken, C_InitPIN, C_SetPIN.
Result<SetupOutcome> initialise_token(const TokenUri& uri, const std::string& label,
                                      const Pin& so_pin, const Pin& user_pin,
                                      const PinsBefore& before, Contents contents);

// C_InitToken, then an SO PIN that nobody keeps, and no user PIN: nobody can use the token again
// unless its maker's tools reset it. It is called kWipedLabel then. One without an SO is blank
// again. Errors: as initialise_token.
Result<SetupOutcome> wipe_token(const TokenUri& uri, const PinsBefore& before, Contents contents);

// C_SetPIN in a session of the SO or of the user. Errors, after which `from` is as good as before:
// kAskPerson (it was refused); those of find_setup_slot; kConflict if this process is logged in.
Result<PinOutcome> change_pin(const TokenUri& uri, PinOf whose, const Pin& from, const Pin& to);
// The SO gives the user a PIN, without the one before: he has none yet, or nobody knows it. What is
// on the token stays. Errors: as change_pin.
Result<PinOutcome> give_user_pin(const TokenUri& uri, const Pin& so_pin, const Pin& to);

// Whether a PIN opens the token, for whoever must know after a crash. A wrong one counts against
// the token's lock: it is not shown at all if that would be the last try. Errors: kAskPerson
// (locked, or the last try); those of find_setup_slot and opens.
Result<bool> pin_opens(const TokenUri& uri, PinOf whose, const Pin& pin);

}  // namespace pyx::pkcs11

// Steps with tokens: looked at, probed, initialised, given other PINs, closed.
#pragma once

#include "ceremony/steps/doing.h"
#include "ceremony/steps/step_work.h"
#include "pkcs11/token_setup.h"
#include "pkcs11/token_to_set_up.h"

namespace pyx::ceremony::steps {

// The step's token, by its name in the plan, and what the model knows of it.
const std::string& token_of(const Standing& standing);
const planning::TokenNow& now_of(const Standing& standing);
// As it shows itself before its SO or its user logs in: this program is not logged in on it then.
// Errors: those of look_before_setup.
Result<pkcs11::TokenToSetUp> closed_token(const Doing& doing, const pkcs11::TokenUri& uri,
                                          pkcs11::Blank blank);
// An entry `token` about the step's token.
Result<void> write_token(const Doing& doing, const pkcs11::TokenIdentity& token,
                         const std::string& found);
// PINs that it has; nullptr: none, or not known.
struct PinsThere {
  SharedPin so;
  SharedPin user;
  pkcs11::PinsBefore before() const { return {so.get(), user.get()}; }
};

// Compares the token with the site, and lists what is on it if its user PIN can be had. Errors:
// kRefused if it is initialised and should be blank, or the other way round; those of
// look_before_setup and of opening it.
Result<void> inspect_token(const Doing& doing);
// Which rules it enforces; with throw-away keys, and leaves nothing.
Result<void> probe_token(const Doing& doing);
// Under new random PINs, which were put where they are kept before. Errors: those of
// make_new_pin() and pkcs11::initialise_token.
Result<void> initialise_token(const Doing& doing);
// The SO PIN, and the user's if the step says so. Errors: those of make_new_pin(), so_pin() and
// pkcs11::change_pin; kAskPerson if it is not known which one is in force.
Result<void> change_pins(const Doing& doing);
Result<void> log_out(const Doing& doing);

Result<Found> look_at_initialised(const Standing& standing);

}  // namespace pyx::ceremony::steps

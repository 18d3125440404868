// What pyx says of a token that was set up, and of its PINs.
#pragma once

#include <string>

#include "base/json.h"
#include "ceremony/cli/output.h"
#include "ceremony/new_pins.h"
#include "pkcs11/pin_in_force.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

// "token mint, SoftHSM v2 by SoftHSM project, serial 0123456789abcdef"
std::string token_line(const pkcs11::TokenIdentity& token);
json::object to_json(const pkcs11::TokenIdentity& token);
// How the token is found from now on, quoted for a shell.
std::string quoted_uri(const pkcs11::TokenUri& asked, const pkcs11::TokenIdentity& token);

// "in_force", and of a PIN whose file stays "file" and, of a split one, "record_sha256".
json::object to_json(const NewPin& pin, pkcs11::InForce in_force);
// What is to be known of a new SO PIN that is in force, and of a new user PIN.
std::string so_pin_words(const PinPlaces& places, const NewPin& pin);
std::string user_pin_words(const NewPin& pin);
// Throws a PIN away that is in force nowhere, and says so; another one stays.
void settle(const NewPin& pin, pkcs11::InForce in_force, Output& output);

}  // namespace pyx::ceremony

// Founding a vault probes its token, and the RSA keys that this takes are the longest part of it.
// Here a token of one kind is probed once in a process, and its answer given again for the next.
#pragma once

#include <memory>

#include "pkcs11/token.h"

namespace pyx::testing {

// For a founding; what is asked of a vault's token later is not passed on.
std::unique_ptr<pkcs11::Token> probed_once(std::unique_ptr<pkcs11::Token> token);

}  // namespace pyx::testing

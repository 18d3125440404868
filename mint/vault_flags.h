// The flags by which the programs of this folder reach a vault and know it again: --url, --ca,
// --certificate, --key; --vault, --vkey, --name.
#pragma once

#include "base/program.h"
#include "custody/client/client.h"

namespace pyx::mint {

// With --vault also what receipts are checked against. Errors: kBadInput (--vault); those of the
// file of --vkey.
Result<client::ClientOptions> client_options(const GivenFlags& flags);

}  // namespace pyx::mint

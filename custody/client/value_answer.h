// What the vault answered to an operation of the mint, read. Members that this program does not
// know are passed over; what is known is read strictly.
#pragma once

#include "custody/client/transport.h"
#include "custody/coins/value_request.h"

namespace pyx::client {

// Errors: what the vault answered; kBug when the answer does not fit the question (another number
// of coins or signatures, not the API's form).
Result<custody::ValueAnswer> read_value_answer(const custody::ValueRequest& request,
                                               const Result<Reply>& reply);

}  // namespace pyx::client

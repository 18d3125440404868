// The mint's operations as a client writes them. What is read: custody/client/value_answer.h.
#pragma once

#include "custody/client/transport.h"
#include "custody/coins/value_request.h"

namespace pyx::client {

// The request's client is not written: TLS tells it.
Exchange value_exchange(const custody::ValueRequest& request);

}  // namespace pyx::client

// POST /v1/keys/{id}/sign as a client writes and reads it.
#pragma once

#include "custody/client/client.h"

namespace pyx::client {

Exchange sign_exchange(const SignTask& task);
// Errors: what the vault answered; kBug when the answer does not fit the question (another key,
// another number of signatures, not the API's form).
Result<SignAnswer> read_sign_answer(const SignTask& task, const Result<Reply>& reply);

}  // namespace pyx::client

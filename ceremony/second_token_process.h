// A backup's second token, in a throw-away process (ceremony/second_token_child.h).
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "ceremony/token_exposure.h"
#include "custody/backups/second_token.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

struct SecondTokenPlan {
  std::filesystem::path program = "/proc/self/exe";  // a pyx
  pkcs11::TokenUri uri;
  SecondUse use = SecondUse::kProve;
  // For one answer. A token in software takes some seconds to show what it enforces.
  std::chrono::milliseconds patience = std::chrono::minutes(3);
};

// Starts the process, opens the token there and sees what it enforces. PIN and wrap key pass
// through a pair of sockets and nowhere else. Errors: kToken if the process dies or hangs, saying
// so; those of open_token; and with each key those of pkcs11/unwrap_session.h or
// pkcs11/host_restore.h.
Result<std::unique_ptr<custody::SecondToken>> open_second_token(const SecondTokenPlan& plan,
                                                                const pkcs11::Pin& pin,
                                                                const SecretBytes& wrap_key);

}  // namespace pyx::ceremony

// One reserved request on its way through the signing threads.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "base/public_key.h"
#include "custody/signing/sign_request.h"
#include "custody/store/store.h"
#include "pkcs11/token.h"

namespace pyx::custody {

struct SignJob {
  SignRequest request;
  SignCallback done;
  RequestKey row;
  Scheme scheme = Scheme::kEcdsaSha256;
  std::optional<PublicKey> public_key;  // of an asymmetric key
  pkcs11::SchemeFixed fixed = pkcs11::SchemeFixed::kOnToken;
  Receipt receipt;
  bool was_settled = false;  // a retry of what is settled already

  std::vector<Bytes> signatures;  // one place a message, each written by one thread
  std::atomic<std::size_t> pieces_left{1};
  std::mutex failure_mutex;
  std::optional<Error> failure;  // the first
};

// Signs messages [first, last) of the job on the token, checks each raw RSA result with the public
// key (SIGN-CHECKED), and puts the signatures into their places in the form that was asked for.
// Errors: the token's; kToken with SIGN-CHECKED if a result is wrong: then nothing of it is kept.
Result<void> sign_messages(pkcs11::Token& token, SignJob& job, std::size_t first, std::size_t last);

}  // namespace pyx::custody

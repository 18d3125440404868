// What an issuer links: signatures from a vault behind pyxd, asked for so that a lost answer is
// neither lost nor charged twice (SIGN-RETRY seen from the other side), and the checks that make
// trust in the operator unnecessary.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/public_key.h"
#include "base/uuid.h"
#include "custody/client/transport.h"
#include "custody/signing/sign_request.h"

namespace pyx::client {

using custody::EcdsaForm;
using custody::Receipt;
using custody::SignAnswer;

struct ClientOptions {
  TransportOptions transport;
  unsigned most_tries = 6;                               // of one request, the first included
  Duration first_pause = std::chrono::milliseconds(50);  // then doubled, at most 2 s
  // For check_receipt only; learnt out of band, never from the server that they judge.
  std::string client_name;      // this client's name in the policy
  std::optional<Sha256> vault;  // the vault id
  std::string log_vkey;
};

// One request for signatures. Keep `request` and `messages` durably until the answer is: the same
// task given again, by whatever process, gets the same answer.
struct SignTask {
  Uuid key;
  Uuid request;
  std::vector<Bytes> messages;  // 1 to 256, each at most 64 KiB; of a blind key the elements
  EcdsaForm form = EcdsaForm::kDer;
};

// Threads: one at a time. One connection, kept and opened again by itself.
class Client {
 public:
  // Errors: kBadInput, kNotFound (files, URL, vkey). Connects at the first call.
  static Result<std::unique_ptr<Client>> open(ClientOptions options);
  // Over a transport of the caller's; `pause` is called between two tries.
  Client(ClientOptions options, std::unique_ptr<Transport> transport,
         std::function<void(Duration)> pause = {});

  static Uuid new_request();  // a fresh id

  // Tries again, under the same request id, when the answer is lost or the server says "not now".
  // Errors: kRetry when all tries were in vain: it is unknown whether the request was charged, so
  // give the same task again later. Otherwise what the vault answered: kRefused, kFrozen,
  // kConflict (the request id was used for something else), kBadInput, kNotFound, kToken.
  Result<SignAnswer> sign(const SignTask& task);
  // Under a new request id. For callers who may lose an answer for good.
  Result<SignAnswer> sign(const Uuid& key, std::vector<Bytes> messages,
                          EcdsaForm form = EcdsaForm::kDer);
  // Many requests on the wire at once; each has its own outcome, in the order of the tasks.
  std::vector<Result<SignAnswer>> sign_all(std::span<const SignTask> tasks);

  // Kept once fetched. Errors: kNotFound (no such key, or a secret one).
  Result<PublicKey> public_key(const Uuid& key);
  // Every signature of the answer is one by `key` on its message. Errors: kRefused with
  // SIGN-CHECKED; kBadInput for HMAC, which only the token can check.
  Result<void> check_signatures(const SignTask& task, const SignAnswer& answer);
  // The leaf that the receipt names is in the log under a checkpoint signed by the pinned log key,
  // and says what was asked: this client, key, request id, digest and count. Errors: kRefused with
  // LOG-WHOLE; kBadInput when options lack client_name, vault or log_vkey.
  Result<void> check_receipt(const SignTask& task, const SignAnswer& answer);

 private:
  class ReceiptChecker;

  void try_once(std::span<const SignTask> tasks, std::span<const std::size_t> now,
                std::vector<Result<SignAnswer>>& outcomes);

  ClientOptions options_;
  std::unique_ptr<Transport> transport_;
  std::function<void(Duration)> pause_;
  std::map<Uuid, PublicKey> public_keys_;
  std::shared_ptr<ReceiptChecker> receipts_;  // made when first needed
};

}  // namespace pyx::client

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
#include "custody/client/receipt_file.h"
#include "custody/client/transport.h"
#include "custody/coins/value_request.h"
#include "custody/signing/sign_request.h"

namespace pyx::client {

class LogReader;

using custody::EcdsaForm;
using custody::Receipt;
using custody::SignAnswer;
using custody::ValueAnswer;

struct ClientOptions {
  TransportOptions transport;
  unsigned most_tries = 6;                               // of one request, the first included
  Duration first_pause = std::chrono::milliseconds(50);  // then doubled, at most 2 s
  // For check_receipt and receipt_file only; learnt out of band, never from the server that they
  // judge.
  std::string client_name;      // this client's name in the policy
  std::optional<Sha256> vault;  // the vault id
  std::string log_vkey;
};

// One request for signatures. Keep `request` and `messages` durably until the answer is: the same
// task given again, by whatever process, gets the same answer.
struct SignTask {
  Uuid key;
  Uuid request;
  std::vector<Bytes> messages;  // 1 to 256, each at most 64 KiB
  EcdsaForm form = EcdsaForm::kDer;
};

// One request for an operation of the mint, to be kept as a SignTask is. What it asks is in
// custody/coins/value_request.h.
enum class Run { kReal, kDry };  // kDry, of mint, exchange and blind_sign: would it pass?
template <class What>
struct ValueTask {
  Uuid request;
  What what;
  Run run = Run::kReal;

  custody::ValueRequest as_request() const {
    custody::ValueRequest asked;
    asked.request = request;
    asked.dry_run = run == Run::kDry;
    asked.what = what;
    return asked;
  }
};
using MintTask = ValueTask<custody::CoinsMint>;
using CheckTask = ValueTask<custody::CoinsCheck>;
using ExchangeTask = ValueTask<custody::CoinsExchange>;
using RedeemTask = ValueTask<custody::CoinsRedeem>;
using BlindTask = ValueTask<custody::BlindSign>;
using AnswerTask = ValueTask<custody::AnswerSign>;
using AttestTask = ValueTask<custody::LedgerAttest>;

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

  // The mint's operations. Tries, and errors, as those of sign(). The answer holds what belongs to
  // the task: Minted, Judged, Exchanged, Redeemed, BlindSigned, Stated; of a dry run WouldPass.
  Result<ValueAnswer> mint(const MintTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> check(const CheckTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> exchange(const ExchangeTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> redeem(const RedeemTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> blind_sign(const BlindTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> answer_sign(const AnswerTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> attest(const AttestTask& task) { return operate(task.as_request()); }
  Result<ValueAnswer> operate(const custody::ValueRequest& request);

  // Kept once fetched. Errors: kNotFound (no such key, or a secret one).
  Result<PublicKey> public_key(const Uuid& key);
  // Every signature of the answer is one by `key` on its message. Errors: kRefused with
  // SIGN-CHECKED; kBadInput for HMAC, which only the token can check.
  Result<void> check_signatures(const SignTask& task, const SignAnswer& answer);
  // Every signature of the answer is one by the key on its element.
  Result<void> check_signatures(const BlindTask& task, const ValueAnswer& answer);
  // The statement is signed by the key and says what was asked. Errors: kRefused with SIGN-CHECKED.
  Result<void> check_statement(const AnswerTask& task, const ValueAnswer& answer);
  Result<void> check_statement(const AttestTask& task, const ValueAnswer& answer);
  // The leaf that the receipt names is in the log under a checkpoint signed by the pinned log key,
  // and says what was asked: this client, operation, request id and digest, the same policy and the
  // same that remained. Errors: kRefused with LOG-WHOLE; kBadInput when options lack client_name,
  // vault or log_vkey, and of a dry run, which leaves no leaf.
  Result<void> check_receipt(const SignTask& task, const SignAnswer& answer);
  Result<void> check_receipt(const custody::ValueRequest& request, const ValueAnswer& answer);
  template <class What>
  Result<void> check_receipt(const ValueTask<What>& task, const ValueAnswer& answer) {
    return check_receipt(task.as_request(), answer);
  }
  // The receipt with what it is about, for whoever checks it later.
  ReceiptFile receipt_file(const SignTask& task, const SignAnswer& answer) const;
  ReceiptFile receipt_file(const custody::ValueRequest& request, const ValueAnswer& answer) const;

 private:
  class Tries;

  Result<Bytes> proven_leaf(const ReceiptFile& file);
  void try_once(std::span<const SignTask> tasks, std::span<const std::size_t> now,
                std::vector<Result<SignAnswer>>& outcomes);

  ClientOptions options_;
  std::unique_ptr<Transport> transport_;
  std::function<void(Duration)> pause_;
  std::map<Uuid, PublicKey> public_keys_;
  std::shared_ptr<LogReader> log_;  // made when first needed
};

}  // namespace pyx::client

#include "custody/client/client.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include "custody/client/api_problem.h"
#include "custody/client/log_reader.h"
#include "custody/client/sign_call.h"
#include "custody/client/statement_check.h"
#include "custody/client/value_answer.h"
#include "custody/client/value_call.h"
#include "custody/evidence/leaf.h"

namespace pyx::client {
namespace {

constexpr Duration kLongestPause = std::chrono::seconds(2);
constexpr std::size_t kMostAtOnce = 64;  // what pyxd takes of one connection (server/limits.h)

Error receipt_wrong(std::string why) { return refused("LOG-WHOLE", std::move(why)); }

bool signature_holds(const PublicKey& key, const SignTask& task, Scheme scheme, ByteView message,
                     const Bytes& signature) {
  if (scheme == Scheme::kRsaBlind) return key.verify_raw_rsa(message, signature);
  const bool ecdsa = scheme == Scheme::kEcdsaSha256 || scheme == Scheme::kEcdsaSha384;
  if (!ecdsa || task.form == EcdsaForm::kDer) return key.verify(scheme, message, signature);
  const auto der = ecdsa_p1363_to_der(signature);
  return der.ok() && key.verify(scheme, message, *der);
}

}  // namespace

// The tries of one call, and the pauses between them.
class Client::Tries {
 public:
  explicit Tries(const Client& client) : client_(client), pause_(client.options_.first_pause) {}
  // Pauses; false when there were enough.
  bool again() {
    if (++made_ >= client_.options_.most_tries) return false;
    client_.pause_(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
    return true;
  }

 private:
  const Client& client_;
  Duration pause_;
  unsigned made_ = 0;
};

Client::Client(ClientOptions options, std::unique_ptr<Transport> transport,
               std::function<void(Duration)> pause)
    : options_(std::move(options)), transport_(std::move(transport)), pause_(std::move(pause)) {
  if (!pause_) pause_ = [](Duration time) { std::this_thread::sleep_for(time); };
}

Result<std::unique_ptr<Client>> Client::open(ClientOptions options) {
  if (!options.log_vkey.empty()) PYX_TRY(custody::parse_vkey(options.log_vkey));
  PYX_ASSIGN(std::unique_ptr<Transport> transport, open_transport(options.transport));
  return std::make_unique<Client>(std::move(options), std::move(transport));
}

Uuid Client::new_request() { return Uuid::v7(SystemClock().now()); }

Result<SignAnswer> Client::sign(const SignTask& task) {
  return std::move(sign_all({&task, 1}).front());
}

Result<SignAnswer> Client::sign(const Uuid& key, std::vector<Bytes> messages, EcdsaForm form) {
  return sign(SignTask{key, new_request(), std::move(messages), form});
}

std::vector<Result<SignAnswer>> Client::sign_all(std::span<const SignTask> tasks) {
  std::vector<Result<SignAnswer>> outcomes(tasks.size(),
                                           error(Code::kRetry, "the request was not sent"));
  std::vector<std::size_t> open(tasks.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (Tries tries(*this); !open.empty();) {
    for (std::size_t first = 0; first < open.size(); first += kMostAtOnce) {
      try_once(tasks, std::span(open).subspan(first, std::min(kMostAtOnce, open.size() - first)),
               outcomes);
    }
    std::erase_if(open, [&outcomes](std::size_t i) {
      return outcomes[i] || outcomes[i].error().code != Code::kRetry;
    });
    if (open.empty() || !tries.again()) break;
  }
  return outcomes;
}

Result<ValueAnswer> Client::operate(const custody::ValueRequest& request) {
  const Exchange asked = value_exchange(request);
  for (Tries tries(*this);;) {
    auto outcome = read_value_answer(request, transport_->exchange(asked));
    if (outcome || outcome.error().code != Code::kRetry || !tries.again()) return outcome;
  }
}

// Those of the tasks that `now` names, all on the wire at once.
void Client::try_once(std::span<const SignTask> tasks, std::span<const std::size_t> now,
                      std::vector<Result<SignAnswer>>& outcomes) {
  std::vector<Exchange> asked;
  asked.reserve(now.size());
  for (const std::size_t i : now) asked.push_back(sign_exchange(tasks[i]));
  const std::vector<Result<Reply>> replies = transport_->exchange_all(asked);
  for (std::size_t i = 0; i < now.size(); ++i) {
    outcomes[now[i]] = read_sign_answer(tasks[now[i]], replies[i]);
  }
}

Result<PublicKey> Client::public_key(const Uuid& key) {
  if (const auto kept = public_keys_.find(key); kept != public_keys_.end()) return kept->second;
  PYX_ASSIGN(const std::string pem,
             body_of(transport_->exchange({.path = "/v1/keys/" + key.text() + "/pem"})));
  PYX_ASSIGN(const PublicKey fetched, PublicKey::from_pem(pem));
  public_keys_.emplace(key, fetched);
  return fetched;
}

Result<void> Client::check_signatures(const SignTask& task, const SignAnswer& answer) {
  if (answer.scheme == Scheme::kHmacSha256) {
    return error(Code::kBadInput, "an HMAC can be checked only by who holds its key");
  }
  PYX_ASSIGN(const PublicKey key, public_key(task.key));
  if (answer.signatures.size() != task.messages.size()) {
    return refused("SIGN-CHECKED", "there are not as many signatures as messages");
  }
  for (std::size_t i = 0; i < task.messages.size(); ++i) {
    if (!signature_holds(key, task, answer.scheme, task.messages[i], answer.signatures[i]))
      return refused("SIGN-CHECKED", "signature " + std::to_string(i) + " is wrong");
  }
  return {};
}

Result<void> Client::check_signatures(const BlindTask& task, const ValueAnswer& answer) {
  const auto* const made = std::get_if<custody::BlindSigned>(&answer.what);
  if (made == nullptr) return error(Code::kBadInput, "the answer holds no blind signatures");
  SignAnswer raw;
  raw.scheme = Scheme::kRsaBlind;
  raw.signatures = made->signatures;
  return check_signatures(SignTask{task.what.key, task.request, task.what.elements}, raw);
}

Result<void> Client::check_statement(const AnswerTask& task, const ValueAnswer& answer) {
  PYX_ASSIGN(const PublicKey key, public_key(task.what.key));
  return check_stated(key, task.as_request(), answer);
}

Result<void> Client::check_statement(const AttestTask& task, const ValueAnswer& answer) {
  PYX_ASSIGN(const PublicKey key, public_key(task.what.key));
  return check_stated(key, task.as_request(), answer);
}

ReceiptFile Client::receipt_file(const SignTask& task, const SignAnswer& answer) const {
  return {answer.receipt, options_.client_name, task.request, std::nullopt,
          custody::request_digest(task.key, task.messages)};
}

ReceiptFile Client::receipt_file(const custody::ValueRequest& request,
                                 const ValueAnswer& answer) const {
  return {answer.receipt, options_.client_name, request.request, request.operation(),
          custody::request_digest(request)};
}

// The leaf that the receipt names, once it is found to be in the log and to say the same.
Result<Bytes> Client::proven_leaf(const ReceiptFile& file) {
  if (!log_) {
    if (!options_.vault || options_.client_name.empty() || options_.log_vkey.empty()) {
      return error(Code::kBadInput,
                   "checking receipts needs the vault id, the log's vkey and the client's name");
    }
    PYX_ASSIGN(custody::NoteKey log_key, custody::parse_vkey(options_.log_vkey));
    log_ = std::make_shared<LogReader>(*transport_, std::move(log_key), *options_.vault);
  }
  if (file.receipt.vault != *options_.vault)
    return receipt_wrong("the receipt is that of another vault");
  PYX_ASSIGN(Bytes leaf, log_->leaf(file.receipt.leaf_index));
  PYX_TRY(check_receipt_leaf(file, leaf));
  return leaf;
}

Result<void> Client::check_receipt(const SignTask& task, const SignAnswer& answer) {
  PYX_ASSIGN(const Bytes bytes, proven_leaf(receipt_file(task, answer)));
  PYX_ASSIGN(const custody::Leaf leaf, custody::parse_leaf(bytes));
  const auto* const request = std::get_if<custody::RequestLeaf>(&leaf.body);
  if (request == nullptr || request->scheme != answer.scheme)
    return receipt_wrong("the receipt's leaf has another scheme than the answer");
  return {};
}

Result<void> Client::check_receipt(const custody::ValueRequest& request,
                                   const ValueAnswer& answer) {
  if (request.dry_run || std::holds_alternative<custody::WouldPass>(answer.what))
    return error(Code::kBadInput, "a dry run leaves no leaf in the log");
  PYX_ASSIGN(const Bytes leaf, proven_leaf(receipt_file(request, answer)));
  return {};
}

}  // namespace pyx::client

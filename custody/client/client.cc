#include "custody/client/client.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include "custody/client/api_problem.h"
#include "custody/client/log_reader.h"
#include "custody/client/sign_call.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"

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

// The receipt's leaf against the task.
class Client::ReceiptChecker {
 public:
  ReceiptChecker(Transport& transport, custody::NoteKey log_key, const Sha256& vault,
                 std::string client_name)
      : log_(transport, std::move(log_key), vault),
        vault_(vault),
        client_name_(std::move(client_name)) {}

  Result<void> check(const SignTask& task, const SignAnswer& answer) {
    const Receipt& receipt = answer.receipt;
    if (receipt.vault != vault_) return receipt_wrong("the receipt is that of another vault");
    PYX_ASSIGN(const Bytes bytes, log_.leaf(receipt.leaf_index));
    if (custody::leaf_hash(bytes) != receipt.leaf_hash) {
      return receipt_wrong("the leaf is not the one that the receipt names");
    }
    const auto leaf = custody::parse_leaf(bytes);
    if (!leaf) return receipt_wrong("the receipt's leaf: " + leaf.error().message);
    const auto* const request = std::get_if<custody::RequestLeaf>(&leaf->body);
    if (request == nullptr) return receipt_wrong("the receipt's leaf is no request");
    if (request->client != client_name_ || request->key != task.key ||
        request->request != task.request || request->count != task.messages.size() ||
        request->digest != custody::request_digest(task.key, task.messages)) {
      return receipt_wrong("the receipt's leaf is about another request");
    }
    if (request->scheme != answer.scheme || request->policy != receipt.policy) {
      return receipt_wrong("the receipt's leaf has another scheme or policy than the answer");
    }
    return {};
  }

 private:
  LogReader log_;
  const Sha256 vault_;
  const std::string client_name_;
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
  Duration pause = options_.first_pause;
  for (unsigned tries = 1; !open.empty(); ++tries) {
    for (std::size_t first = 0; first < open.size(); first += kMostAtOnce) {
      try_once(tasks, std::span(open).subspan(first, std::min(kMostAtOnce, open.size() - first)),
               outcomes);
    }
    std::erase_if(open, [&outcomes](std::size_t i) {
      return outcomes[i] || outcomes[i].error().code != Code::kRetry;
    });
    if (open.empty() || tries >= options_.most_tries) break;
    pause_(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
  return outcomes;
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

Result<void> Client::check_receipt(const SignTask& task, const SignAnswer& answer) {
  if (!receipts_) {
    if (!options_.vault || options_.client_name.empty() || options_.log_vkey.empty()) {
      return error(Code::kBadInput,
                   "checking receipts needs the vault id, the log's vkey and the client's name");
    }
    PYX_ASSIGN(custody::NoteKey log_key, custody::parse_vkey(options_.log_vkey));
    receipts_ = std::make_shared<ReceiptChecker>(*transport_, std::move(log_key), *options_.vault,
                                                 options_.client_name);
  }
  return receipts_->check(task, answer);
}

}  // namespace pyx::client

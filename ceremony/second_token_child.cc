#include "ceremony/second_token_child.h"

#include <memory>
#include <optional>

#include "ceremony/second_token_messages.h"
#include "ceremony/throw_away_process.h"
#include "pkcs11/host_restore.h"
#include "pkcs11/open_token.h"
#include "pkcs11/unwrap_session.h"

namespace pyx::ceremony {
namespace {

namespace messages = second_token;

class Holder {
 public:
  explicit Holder(MessageSocket& socket) : socket_(socket) {}

  // Errors: the socket's; then there is nobody to serve.
  Result<void> serve_one() {
    PYX_ASSIGN(const MessageSocket::Message asked, socket_.receive());
    const auto answered = answer(asked);
    if (answered) return {};
    if (socket_lost_) return answered.error();
    return socket_.send(messages::kFailed, messages::encode(answered.error()));
  }

 private:
  Result<void> answer(const MessageSocket::Message& asked) {
    switch (asked.kind) {
      case messages::kOpen:
        return open(asked.bytes);
      case messages::kAnswerOnce:
        return answer_once(asked.bytes);
      case messages::kRestore:
        return restore(asked.bytes);
      case messages::kDestroy:
        return destroy(asked.bytes);
      default:
        return error(Code::kBug, "a message of another kind was expected");
    }
  }

  // Logs in once to see what the token enforces, before any key is on it.
  Result<void> open(ByteView bytes) {
    PYX_ASSIGN(messages::OpenAsk ask, messages::read_open_ask(bytes));
    PYX_ASSIGN(SecretBytes pin, secret());
    PYX_ASSIGN(wrap_key_, secret());
    uri_ = std::move(ask.uri);
    use_ = ask.use;
    pin_.emplace(std::move(pin));
    PYX_ASSIGN(pkcs11::Pin for_probe, another(*pin_));
    PYX_ASSIGN(const auto token, pkcs11::open_token(uri_, std::move(for_probe)));
    messages::OpenedToken opened;
    opened.identity = token->identity();
    PYX_ASSIGN(const pkcs11::ProbeReport seen, token->probe(pkcs11::ProbeScope::kRules));
    opened.exposure = exposure_of(seen.rules, use_, storage_of(uri_));
    opened.firmware = seen.firmware_version;
    return say(messages::kOpened, messages::encode(opened));
  }

  Result<SecretBytes> secret() {
    auto received = socket_.receive_secret(messages::kSecret);
    socket_lost_ = !received.ok();
    return received;
  }

  Result<void> say(messages::Kind kind, ByteView bytes) {
    auto sent = socket_.send(kind, bytes);
    socket_lost_ = !sent.ok();
    return sent;
  }

  Result<void> open_session() {
    if (!pin_) return error(Code::kBug, "the second token is not open");
    if (session_) return {};
    PYX_ASSIGN(pkcs11::Pin pin, another(*pin_));
    PYX_ASSIGN(pkcs11::UnwrapSession opened,
               pkcs11::UnwrapSession::open(uri_, std::move(pin), wrap_key_));
    session_.emplace(std::move(opened));
    return {};
  }

  Result<void> answer_once(ByteView bytes) {
    PYX_ASSIGN(const messages::KeyAsk ask, messages::read_key_ask(bytes));
    PYX_TRY(open_session());
    PYX_ASSIGN(const Bytes answer, session_->answer_once(ask.key, ask.input));
    return say(messages::kAnswer, answer);
  }

  // Whether the answer is the key's is for the one who asked.
  Result<void> check(ByteView answer) {
    PYX_TRY(say(messages::kCheck, answer));
    auto judged = socket_.receive();
    socket_lost_ = !judged.ok();
    if (!judged) return std::move(judged).error();
    if (judged->kind == messages::kTaken) return {};
    return messages::read_error(judged->bytes);
  }

  Result<void> restore(ByteView bytes) {
    PYX_ASSIGN(const messages::KeyAsk ask, messages::read_key_ask(bytes));
    const auto judge = [this](ByteView answer) { return check(answer); };
    if (use_ == SecondUse::kRestoreThroughHost) {
      if (!pin_) return error(Code::kBug, "the second token is not open");
      PYX_ASSIGN(pkcs11::Pin pin, another(*pin_));
      PYX_ASSIGN(
          const pkcs11::RestoredKey restored,
          pkcs11::restore_through_host(uri_, std::move(pin), wrap_key_, ask.key, ask.input, judge));
      return say(messages::kAnswer, restored.answer);
    }
    PYX_TRY(open_session());
    PYX_ASSIGN(const pkcs11::RestoredKey restored, session_->restore(ask.key, ask.input, judge));
    return say(messages::kAnswer, restored.answer);
  }

  Result<void> destroy(ByteView bytes) {
    PYX_ASSIGN(const Uuid id, messages::read_id(bytes));
    if (!pin_) return error(Code::kBug, "the second token is not open");
    if (use_ != SecondUse::kRestoreThroughHost) {
      PYX_TRY(open_session());
      PYX_TRY(session_->destroy(id));
      return say(messages::kDone, {});
    }
    PYX_ASSIGN(pkcs11::Pin pin, another(*pin_));
    PYX_ASSIGN(const auto token, pkcs11::open_token(uri_, std::move(pin)));
    PYX_TRY(token->destroy(id));
    return say(messages::kDone, {});
  }

  MessageSocket& socket_;
  bool socket_lost_ = false;
  pkcs11::TokenUri uri_;
  SecondUse use_ = SecondUse::kProve;
  std::optional<pkcs11::Pin> pin_;
  SecretBytes wrap_key_;
  std::optional<pkcs11::UnwrapSession> session_;
};

}  // namespace

void serve_second_token(MessageSocket& socket) {
  Holder holder(socket);
  while (holder.serve_one()) continue;
}

int hold_second_token() {
  if (!become_throw_away()) return 1;
  MessageSocket socket(Descriptor(kChildSocket), std::chrono::milliseconds(0));
  serve_second_token(socket);
  return 0;
}

}  // namespace pyx::ceremony

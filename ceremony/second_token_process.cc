#include "ceremony/second_token_process.h"

#include <utility>

#include "ceremony/second_token_child.h"
#include "ceremony/second_token_messages.h"
#include "ceremony/throw_away_process.h"

namespace pyx::ceremony {
namespace {

namespace messages = second_token;
using Message = MessageSocket::Message;

class TokenInProcess final : public custody::SecondToken {
 public:
  TokenInProcess(std::unique_ptr<ThrowAwayProcess> process, const SecondTokenPlan& plan)
      : process_(std::move(process)), module_(plan.uri.module_path.filename().string()) {}

  Result<void> open(const SecondTokenPlan& plan, const pkcs11::Pin& pin,
                    const SecretBytes& wrap_key) {
    PYX_TRY(alive(
        socket().send(messages::kOpen, messages::encode(messages::OpenAsk{plan.uri, plan.use}))));
    PYX_TRY(alive(socket().send(messages::kSecret, pin.bytes())));
    PYX_TRY(alive(socket().send(messages::kSecret, wrap_key)));
    PYX_ASSIGN(const Message opened, expect(messages::kOpened));
    PYX_ASSIGN(opened_, messages::read_opened(opened.bytes));
    return {};
  }

  const pkcs11::TokenIdentity& identity() const override { return opened_.identity; }
  std::string module() const override { return module_; }
  std::string manner() const override { return opened_.exposure.manner; }
  custody::Exposure exposure() const override { return opened_.exposure.exposure; }
  std::string firmware() const override { return opened_.firmware; }
  std::vector<TokenRule> not_enforced() const override { return opened_.exposure.not_enforced; }

  Result<Bytes> answer_once(const pkcs11::WrappedKey& key, pkcs11::ProofInput input) override {
    PYX_TRY(alive(socket().send(messages::kAnswerOnce, messages::encode(key, input))));
    PYX_ASSIGN(Message answer, expect(messages::kAnswer));
    return std::move(answer.bytes);
  }

  Result<Bytes> restore(const pkcs11::WrappedKey& key, pkcs11::ProofInput input,
                        const pkcs11::CheckAnswer& check) override {
    PYX_TRY(alive(socket().send(messages::kRestore, messages::encode(key, input))));
    PYX_ASSIGN(const Message shown, expect(messages::kCheck));
    const auto judged = check(shown.bytes);
    if (!judged) {
      // The child destroys what it made before it answers.
      PYX_TRY(alive(socket().send(messages::kNotTaken, messages::encode(judged.error()))));
      const auto undone = expect(messages::kFailed);
      return undone ? judged.error() : undone.error();
    }
    PYX_TRY(alive(socket().send(messages::kTaken, ByteView())));
    PYX_ASSIGN(Message answer, expect(messages::kAnswer));
    return std::move(answer.bytes);
  }

  Result<void> destroy(const Uuid& id) override {
    PYX_TRY(alive(socket().send(messages::kDestroy, ByteView(id.bytes))));
    PYX_TRY(expect(messages::kDone));
    return {};
  }

 private:
  MessageSocket& socket() { return process_->socket(); }

  // A process that is gone or silent is a broken token to whoever asked.
  Error dead(const Error& why) {
    return error(Code::kToken, "the process that held the second token failed: " + why.message +
                                   "; " + process_->end_words());
  }
  Result<void> alive(Result<void> sent) {
    if (sent) return sent;
    return dead(sent.error());
  }
  Result<Message> expect(messages::Kind kind) {
    auto received = socket().receive();
    if (!received) return dead(received.error());
    if (received->kind == kind) return received;
    if (received->kind == messages::kFailed) return messages::read_error(received->bytes);
    return dead(error(Code::kBug, "it answered something else than was asked"));
  }

  std::unique_ptr<ThrowAwayProcess> process_;
  std::string module_;
  messages::OpenedToken opened_;
};

}  // namespace

Result<std::unique_ptr<custody::SecondToken>> open_second_token(const SecondTokenPlan& plan,
                                                                const pkcs11::Pin& pin,
                                                                const SecretBytes& wrap_key) {
  PYX_ASSIGN(auto process,
             ThrowAwayProcess::start(plan.program, std::string(kSecondTokenWord), plan.patience));
  auto token = std::make_unique<TokenInProcess>(std::move(process), plan);
  PYX_TRY(token->open(plan, pin, wrap_key));
  return std::unique_ptr<custody::SecondToken>(std::move(token));
}

}  // namespace pyx::ceremony

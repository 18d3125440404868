// The token that a vault is bound to: opened and checked before anything is asked of it, watched
// while it is used, taken out when it breaks, and taken back, checked again, when it is well.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "custody/keys/timed_token.h"
#include "custody/keys/token_binding.h"
#include "custody/keys/token_breaker.h"
#include "pkcs11/token.h"

namespace pyx::custody {

using TokenOpener = std::function<Result<std::unique_ptr<pkcs11::Token>>(const std::string& uri)>;

// How a token is looked after in a process that stays.
struct TokenCare {
  std::function<Result<void>(pkcs11::Token&)> canary;  // proves that it signs
  std::function<void()> on_return;                     // after it came back
  // What is wrong with it now, or nothing once it is well.
  std::function<void(const std::optional<Error>&)> on_change;
};

// Threads: any. Lifetime: outlives what get() and direct() give.
class VaultToken {
 public:
  // `uri` is where the token was found, no PIN source in it.
  VaultToken(TokenOpener opener, std::string uri, TokenBinding binding,
             const TokenLimits& limits = {});
  VaultToken(const VaultToken&) = delete;
  VaultToken& operator=(const VaultToken&) = delete;
  ~VaultToken();  // ends the care

  // The token; opened, and a person asked for its PIN, if it is not yet and nobody cares for it.
  // Every call comes back in time. Errors: kAskPerson without an opener, and for ever once the
  // token refused the PIN; the opener's; kRefused with TOKEN-BOUND if serial, model, manufacturer
  // or the marker are not those of the binding. In care: at once, what is wrong with it.
  Result<std::shared_ptr<pkcs11::Token>> get();
  // The same without limits of time, for threads that somebody watches and that tell how it went.
  Result<std::shared_ptr<pkcs11::Token>> direct();
  // Logs out, so that this process can log in on the token in another way; get() opens it again.
  // Errors: kConflict while somebody else holds it, or in care.
  Result<void> close();
  // The vault is bound to another token from now on, which `token` is, open. Errors: as close();
  // those of on_open(), and then the new token is opened anew when it is needed next.
  Result<void> move_to(TokenOpener opener, std::string uri, TokenBinding binding,
                       std::shared_ptr<pkcs11::Token> token);
  std::string uri() const;
  bool can_open() const;
  bool is_open() const;  // somebody needed it so far, and nothing is wrong with it

  // What looks at the token each time that it was opened and found to be the vault's, before it is
  // given to anybody; its error is that of the opening. Set before the first opening.
  using OnOpen = std::function<Result<void>(pkcs11::Token&)>;
  void on_open(OnOpen look) { on_open_ = std::move(look); }

  // Opens it now and cares for it from here on, on a thread of its own: what is away or broken is
  // tried again, at growing intervals, until it passes the canary. Errors: what waiting will not
  // mend: kAskPerson, kRefused, kNotFound (the module), kBadInput, kConflict. Once.
  Result<void> care(TokenCare care);
  void end_care();  // callable twice

  std::optional<Error> trouble()
      const;  // why nothing can be asked now; cheap when nothing is wrong
  void failed(const Error& answer);
  void worked();
  void hung(const Error& why);
  const std::shared_ptr<HungCalls>& hung_calls() const { return hung_; }
  const TokenLimits& limits() const { return limits_; }

 private:
  Result<std::shared_ptr<pkcs11::Token>> open_now();
  Result<std::shared_ptr<pkcs11::Token>> open_within(std::shared_ptr<pkcs11::Token> old);
  std::shared_ptr<pkcs11::Token> timed(std::shared_ptr<pkcs11::Token> token, TokenEars ears) const;
  Result<void> try_to_mend();
  Result<void> try_canary(const std::shared_ptr<pkcs11::Token>& token);
  Result<void> look_at(const std::shared_ptr<pkcs11::Token>& token);
  void let_go(std::shared_ptr<pkcs11::Token> token);
  void care_until_ended();
  void publish();  // with mutex_ held

  // Where the token is and which it is; changed, with mutex_ held, only while nobody cares for it.
  struct Where {
    TokenOpener opener;
    std::string uri;
    TokenBinding binding;
  };
  Where where() const;
  Result<void> let_go_of_it();  // with opening_ and mutex_ held

  Where where_;
  OnOpen on_open_;
  const TokenLimits limits_;
  const std::shared_ptr<HungCalls> hung_ = std::make_shared<HungCalls>();

  std::mutex opening_;  // one opens or mends at a time; taken before mutex_
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<pkcs11::Token> token_;
  TokenBreaker breaker_;
  TokenCare care_;
  bool in_care_ = false;
  bool ending_ = false;
  std::atomic<bool> in_trouble_{false};    // the breaker's, for those who only look
  std::atomic<bool> has_failures_{false};  // the same
  std::thread carer_;
};

// Control TOKEN-BOUND. Errors: kRefused.
Result<void> check_token_bound(pkcs11::Token& token, const TokenBinding& binding);

}  // namespace pyx::custody

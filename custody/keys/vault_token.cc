#include "custody/keys/vault_token.h"

namespace pyx::custody {
namespace {

using Shared = std::shared_ptr<pkcs11::Token>;

TokenBreaker::SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

// Whether a token that cannot be opened now may be there later without anybody's help.
bool may_pass(const Error& why) { return why.code == Code::kRetry || why.code == Code::kToken; }

Result<Shared> open_and_check(const TokenOpener& opener, const std::string& uri,
                              const TokenBinding& binding) {
  PYX_ASSIGN(Shared token, opener(uri));
  PYX_TRY(check_token_bound(*token, binding));
  return token;
}

}  // namespace

Result<void> check_token_bound(pkcs11::Token& token, const TokenBinding& binding) {
  if (!pkcs11::same_token(token.identity(), binding.token())) {
    const std::string moved = moved_in_words(binding);
    return refused("TOKEN-BOUND", "the token has serial " + token.identity().serial +
                                      "; the vault is bound to serial " + binding.serial() +
                                      (moved.empty() ? "" : ": " + moved));
  }
  PYX_ASSIGN(const auto marker, token.read_marker());
  if (!marker || *marker != binding.marker) {
    return refused(
        "TOKEN-BOUND",
        "the token does not carry this vault's marker: it was initialised anew or is a copy");
  }
  return {};
}

VaultToken::VaultToken(TokenOpener opener, std::string uri, TokenBinding binding,
                       const TokenLimits& limits)
    : where_{std::move(opener), std::move(uri), std::move(binding)},
      limits_(limits),
      breaker_(limits) {}

VaultToken::~VaultToken() { end_care(); }

VaultToken::Where VaultToken::where() const {
  const std::lock_guard lock(mutex_);
  return where_;
}

std::string VaultToken::uri() const { return where().uri; }

bool VaultToken::can_open() const { return static_cast<bool>(where().opener); }

Shared VaultToken::timed(Shared token, TokenEars ears) const {
  return std::make_shared<TimedToken>(std::move(token), limits_, hung_, std::move(ears));
}

Result<Shared> VaultToken::get() {
  PYX_ASSIGN(Shared token, direct());
  return timed(std::move(token),
               {[this] { worked(); }, [this](const Error& answer) { failed(answer); },
                [this](const Error& why) { hung(why); }});
}

Result<Shared> VaultToken::direct() {
  {
    const std::lock_guard lock(mutex_);
    if (breaker_.is_open()) return breaker_.why();
    if (token_) return token_;
  }
  return open_now();
}

Result<Shared> VaultToken::open_now() {
  const std::lock_guard one_at_a_time(opening_);
  const Where there = where();
  if (!there.opener)
    return error(Code::kAskPerson, "this needs the token: give its PIN with --pin-source");
  {
    const std::lock_guard lock(mutex_);
    if (breaker_.is_open()) return breaker_.why();
    if (token_) return token_;
  }
  // Without a limit: a person may be typing the PIN.
  auto opened = open_and_check(there.opener, there.uri, there.binding);
  if (opened) PYX_TRY(look_at(*opened));
  const std::lock_guard lock(mutex_);
  if (opened) {
    token_ = *opened;
  } else if (pkcs11::health_after(opened.error()) == pkcs11::Health::kPinRefused) {
    breaker_.failed(opened.error(), steady_now());
    publish();
  }
  return opened;
}

Result<Shared> VaultToken::open_within(Shared old) {
  auto opened =
      call_within<Shared>(limits_.answer, hung_, [there = where(), old = std::move(old)]() mutable {
        // Gone first, so that its module is shut down and looks at its slots anew.
        old.reset();
        return open_and_check(there.opener, there.uri, there.binding);
      });
  if (!opened) return no_answer(limits_.answer);
  return *std::move(opened);
}

// Closing sessions may hang as well.
void VaultToken::let_go(Shared token) {
  call_within<void>(limits_.answer, hung_, [token = std::move(token)]() mutable {
    token.reset();
    return Result<void>();
  });
}

Result<void> VaultToken::close() {
  const std::lock_guard one_at_a_time(opening_);
  const std::lock_guard lock(mutex_);
  return let_go_of_it();
}

Result<void> VaultToken::move_to(TokenOpener opener, std::string uri, TokenBinding binding,
                                 Shared token) {
  const std::lock_guard one_at_a_time(opening_);
  {
    const std::lock_guard lock(mutex_);
    PYX_TRY(let_go_of_it());
    where_ = {std::move(opener), std::move(uri), std::move(binding)};
    breaker_ = TokenBreaker(limits_);
    publish();
  }
  PYX_TRY(look_at(token));
  const std::lock_guard lock(mutex_);
  token_ = std::move(token);
  return {};
}

Result<void> VaultToken::let_go_of_it() {
  if (in_care_) return error(Code::kConflict, "the token is in use by requests; stop pyxd first");
  if (token_ != nullptr && token_.use_count() > 1)
    return error(Code::kConflict, "the token is in use");
  token_.reset();
  return {};
}

Result<void> VaultToken::look_at(const Shared& token) {
  if (!on_open_) return {};
  const auto ignore = [](const Error&) {};
  const Shared asked = timed(token, {[] {}, ignore, ignore});
  return on_open_(*asked);
}

Result<void> VaultToken::try_canary(const Shared& token) {
  if (!care_.canary) return {};
  const auto ignore = [](const Error&) {};
  const Shared asked = timed(token, {[] {}, ignore, ignore});
  return care_.canary(*asked);
}

Result<void> VaultToken::try_to_mend() {
  const std::lock_guard one_at_a_time(opening_);
  if (const unsigned hung = hung_->now; hung >= limits_.most_hung) {
    return error(Code::kRetry,
                 std::to_string(hung) + " calls hang in the token's module: restart if they stay");
  }
  Shared token;
  Shared old;
  {
    const std::lock_guard lock(mutex_);
    // While somebody else holds it, the module cannot be shut down, and a second login is refused.
    const bool ours_alone = token_ != nullptr && token_.use_count() == 1;
    if (breaker_.wants_new_token() && ours_alone) {
      old = std::exchange(token_, nullptr);
    } else {
      token = token_;
    }
  }
  bool is_new = false;
  if (token == nullptr) {
    PYX_ASSIGN(token, open_within(std::move(old)));
    is_new = true;
  }
  auto passed = is_new ? look_at(token) : Result<void>();
  if (passed) passed = try_canary(token);
  if (!passed) {
    if (is_new) let_go(std::move(token));
    return passed;
  }
  const std::lock_guard lock(mutex_);
  token_ = std::move(token);
  breaker_.try_worked();
  publish();
  return {};
}

Result<void> VaultToken::care(TokenCare care) {
  if (!can_open())
    return error(Code::kAskPerson, "this needs the token: give its PIN with --pin-source");
  care_ = std::move(care);
  auto opened = try_to_mend();
  if (!opened && !may_pass(opened.error())) return opened;
  {
    const std::lock_guard lock(mutex_);
    if (!opened) breaker_.not_opened(opened.error(), steady_now());
    in_care_ = true;
    publish();
  }
  carer_ = std::thread([this] { care_until_ended(); });
  return {};
}

void VaultToken::end_care() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  if (carer_.joinable()) carer_.join();
}

void VaultToken::care_until_ended() {
  enum class Told { kWell, kTrouble, kForEver };
  std::unique_lock lock(mutex_);
  Told told = Told::kWell;
  while (!ending_) {
    const Told now = !breaker_.is_open()   ? Told::kWell
                     : breaker_.for_ever() ? Told::kForEver
                                           : Told::kTrouble;
    if (std::exchange(told, now) != now) {
      const auto why = breaker_.is_open() ? std::optional(breaker_.why()) : std::nullopt;
      lock.unlock();
      if (care_.on_change) care_.on_change(why);
      if (now == Told::kWell && care_.on_return) care_.on_return();
      lock.lock();
      continue;
    }
    if (now != Told::kTrouble) {
      changed_.wait(lock);
      continue;
    }
    const auto again_at = breaker_.next_try();
    changed_.wait_until(lock, again_at, [&] { return ending_ || breaker_.for_ever(); });
    if (ending_ || breaker_.for_ever()) continue;
    lock.unlock();
    const auto mended = try_to_mend();
    lock.lock();
    if (mended) continue;
    breaker_.try_failed(mended.error(), steady_now());
    publish();
  }
}

bool VaultToken::is_open() const {
  const std::lock_guard lock(mutex_);
  return token_ != nullptr && !breaker_.is_open();
}

std::optional<Error> VaultToken::trouble() const {
  if (!in_trouble_.load(std::memory_order_relaxed)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (!breaker_.is_open()) return std::nullopt;
  return breaker_.why();
}

void VaultToken::publish() {
  in_trouble_.store(breaker_.is_open(), std::memory_order_relaxed);
  has_failures_.store(breaker_.has_failures(), std::memory_order_relaxed);
  changed_.notify_all();
}

void VaultToken::failed(const Error& answer) {
  const pkcs11::Health health = pkcs11::health_after(answer);
  if (health == pkcs11::Health::kGood) return;
  const std::lock_guard lock(mutex_);
  if (in_care_ || health == pkcs11::Health::kPinRefused) {
    breaker_.failed(answer, steady_now());
  } else if (health == pkcs11::Health::kGone) {
    token_.reset();  // opened anew when it is needed next
  }
  publish();
}

void VaultToken::worked() {
  if (!has_failures_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(mutex_);
  breaker_.worked();
  publish();
}

void VaultToken::hung(const Error& why) {
  const std::lock_guard lock(mutex_);
  if (!in_care_) return;
  breaker_.hung(why, steady_now());
  publish();
}

}  // namespace pyx::custody

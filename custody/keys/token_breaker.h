// When a token is taken out, when it is tried again, and what callers are told meanwhile.
#pragma once

#include <chrono>
#include <optional>

#include "base/result.h"
#include "custody/keys/token_limits.h"

namespace pyx::custody {

// Plain values: the time is an argument. Open means that nothing is asked of the token but by who
// tries whether it is back.
//   hung, or failed `most_failures` times in a row   open; the token itself is tried first
//   away, or its module shut down                    open; it must be opened anew
//   it refused the PIN                               open for ever: a loop locks it (trap 17)
// Threads: one at a time.
class TokenBreaker {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit TokenBreaker(const TokenLimits& limits) : limits_(limits) {}

  void failed(const Error& answer, SteadyTime now);
  void worked() { failures_ = 0; }
  void hung(const Error& why, SteadyTime now);
  // It is not even open. `why` is how opening failed.
  void not_opened(const Error& why, SteadyTime now);

  bool is_open() const { return why_.has_value(); }
  bool for_ever() const { return for_ever_; }
  bool has_failures() const { return failures_ > 0; }
  bool wants_new_token() const { return wants_new_token_; }
  // What callers are told. Precondition: is_open().
  const Error& why() const { return *why_; }
  SteadyTime next_try() const { return next_try_; }

  void try_failed(const Error& why, SteadyTime now);  // doubles the pause
  void try_worked();                                  // closes it

 private:
  void open(const Error& why, SteadyTime now);

  TokenLimits limits_;
  std::optional<Error> why_;
  bool for_ever_ = false;
  bool wants_new_token_ = false;
  unsigned failures_ = 0;
  Duration pause_{0};
  SteadyTime next_try_{};
};

}  // namespace pyx::custody

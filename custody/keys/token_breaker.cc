#include "custody/keys/token_breaker.h"

#include <algorithm>

#include "pkcs11/token.h"

namespace pyx::custody {
namespace {

// It is being tried again and may come back, whatever it says now. What a person must see to, and
// what a control refused, stays what it is.
Error as_told(Error why) {
  if (why.code != Code::kAskPerson && why.code != Code::kRefused) why.code = Code::kRetry;
  return why;
}

}  // namespace

void TokenBreaker::open(const Error& why, SteadyTime now) {
  if (for_ever_) return;
  if (!why_) {
    pause_ = limits_.first_pause;
    next_try_ = now;
  }
  for_ever_ = pkcs11::health_after(why) == pkcs11::Health::kPinRefused;
  why_ = as_told(why);
}

void TokenBreaker::failed(const Error& answer, SteadyTime now) {
  switch (pkcs11::health_after(answer)) {
    case pkcs11::Health::kGood:
      return;
    case pkcs11::Health::kFailing:
      if (++failures_ < limits_.most_failures || is_open()) return;
      break;
    case pkcs11::Health::kGone:
    case pkcs11::Health::kOtherToken:
      wants_new_token_ = true;
      break;
    case pkcs11::Health::kPinRefused:
      break;
  }
  open(answer, now);
}

void TokenBreaker::hung(const Error& why, SteadyTime now) { open(why, now); }

void TokenBreaker::not_opened(const Error& why, SteadyTime now) {
  wants_new_token_ = true;
  open(why, now);
  next_try_ = now + pause_;
}

void TokenBreaker::try_failed(const Error& why, SteadyTime now) {
  // A token that answers wrongly when it is tried is opened anew at the next try.
  if (pkcs11::health_after(why) != pkcs11::Health::kGood) wants_new_token_ = true;
  open(why, now);
  next_try_ = now + pause_;
  pause_ = std::min(pause_ * 2, limits_.longest_pause);
}

void TokenBreaker::try_worked() {
  why_.reset();
  wants_new_token_ = false;
  failures_ = 0;
}

}  // namespace pyx::custody

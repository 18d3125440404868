#include "pkcs11/pin_trial.h"

#include <algorithm>
#include <array>
#include <string>

#include "pkcs11/logged_in.h"

namespace pyx::pkcs11 {
namespace {

std::string name_of(PinOf whose) { return whose == PinOf::kSo ? "SO PIN" : "user PIN"; }

bool is_refused_pin(unsigned long ckr) {
  constexpr std::array kRefusals = {CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE,
                                    CKR_USER_PIN_NOT_INITIALIZED};
  return std::ranges::find(kRefusals, ckr) != kRefusals.end();
}

// Answers after which nothing was set: to try the new PIN would only count against the lock.
bool changed_nothing(unsigned long ckr) {
  constexpr std::array kRefusals = {CKR_PIN_INCORRECT,
                                    CKR_PIN_INVALID,
                                    CKR_PIN_LEN_RANGE,
                                    CKR_PIN_LOCKED,
                                    CKR_ARGUMENTS_BAD,
                                    CKR_FUNCTION_NOT_SUPPORTED,
                                    CKR_SESSION_READ_ONLY,
                                    CKR_TOKEN_WRITE_PROTECTED,
                                    CKR_USER_NOT_LOGGED_IN,
                                    CKR_USER_TYPE_INVALID,
                                    CKR_OPERATION_NOT_INITIALIZED};
  return std::ranges::find(kRefusals, ckr) != kRefusals.end();
}

PinOutcome outcome(InForce in_force, Error why, const std::string& what) {
  why.message += "; " + what;
  return {in_force, std::move(why)};
}

PinOutcome not_set(PinOf whose, const Before& before, Error why) {
  if (before.in_force == InForce::kNone) {
    return outcome(InForce::kNone, std::move(why),
                   "the token has no " + name_of(whose) + " that anybody knows");
  }
  return outcome(InForce::kOld, std::move(why), "the old " + name_of(whose) + " is in force");
}

PinOutcome unknown(PinOf whose, Error why) {
  return outcome(InForce::kEither, std::move(why),
                 "the old or the new " + name_of(whose) + " may be in force: keep both");
}

}  // namespace

Result<bool> opens(const SetupSlot& at, PinOf whose, const Pin& pin) {
  PYX_ASSIGN(const Session session, Session::open(at.module, at.slot, Access::kReadWrite));
  PYX_TRY(nobody_is_logged_in(session));
  LoggedIn login(session);
  const auto done = login.log_in(whose == PinOf::kSo ? CKU_SO : CKU_USER, pin);
  if (done) return true;
  if (is_refused_pin(done.error().ckr)) return false;
  return done.error();
}

PinOutcome after_setting(const SetupSlot& at, PinOf whose, const Before& before, const Pin& to,
                         const std::optional<Error>& failed) {
  if (failed && changed_nothing(failed->ckr)) return not_set(whose, before, *failed);
  const bool last_try =
      whose == PinOf::kSo ? at.token.so_pin_at_last_try : at.token.user_pin_at_last_try;
  if (failed && last_try) return unknown(whose, *failed);
  const auto with_new = opens(at, whose, to);
  if (with_new && *with_new) return {InForce::kNew, std::nullopt};
  Error why = failed ? *failed
                     : error(Code::kToken, "the token took a new " + name_of(whose) +
                                               " and does not open with it");
  if (!with_new) return unknown(whose, failed ? std::move(why) : with_new.error());
  if (before.pin == nullptr) return not_set(whose, before, std::move(why));
  const auto with_old = opens(at, whose, *before.pin);
  if (with_old && *with_old) return not_set(whose, before, std::move(why));
  return unknown(whose, std::move(why));
}

}  // namespace pyx::pkcs11

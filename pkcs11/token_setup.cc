#include "pkcs11/token_setup.h"

#include <utility>

#include "base/reveal.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/logged_in.h"
#include "pkcs11/pin_trial.h"
#include "pkcs11/setup_slot.h"
#include "pkcs11/token_contents.h"

namespace pyx::pkcs11 {
namespace {

CK_UTF8CHAR_PTR data_of(const Pin& pin) {
  return const_cast<CK_UTF8CHAR_PTR>(pin.bytes().reveal(reveal()).data());
}
CK_ULONG size_of(const Pin& pin) { return pin.bytes().size_bytes(); }

CK_USER_TYPE user_type(PinOf whose) { return whose == PinOf::kSo ? CKU_SO : CKU_USER; }

// A session of its own in which one is logged in, for as long as `act` takes.
template <class Act>
Result<void> logged_in_as(const SetupSlot& at, PinOf whose, const Pin& pin, const Act& act) {
  PYX_ASSIGN(const Session session, Session::open(at.module, at.slot, Access::kReadWrite));
  PYX_TRY(nobody_is_logged_in(session));
  LoggedIn login(session);
  PYX_TRY(login.log_in(user_type(whose), pin));
  return act(session);
}

Result<void> check_so_pin(const SetupSlot& at, const Pin* so_pin) {
  if (!at.token.initialised) return {};
  if (so_pin == nullptr) {
    return error(Code::kAskPerson, "token " + at.token.identity.label +
                                       " is initialised already: its SO PIN is needed");
  }
  auto opened =
      logged_in_as(at, PinOf::kSo, *so_pin, [](const Session&) { return Result<void>(); });
  // Without an SO nothing is asked of one either.
  if (!opened && opened.error().ckr == CKR_USER_TYPE_INVALID) return {};
  return opened;
}

Result<SetupSlot> find_checked(const TokenUri& uri, Blank blank, const PinsBefore& before,
                               Contents contents) {
  PYX_ASSIGN(SetupSlot at, find_setup_slot(uri, blank));
  PYX_TRY(check_so_pin(at, before.so));
  PYX_TRY(check_contents(at, before.user, contents));
  return at;
}

// Whether a token is initialised under that label that was not so before; nothing if it cannot be
// asked.
std::optional<bool> became(const SetupSlot& at, const std::string& label) {
  const auto now = token_in(at.module, at.slot);
  if (!now) return std::nullopt;
  const auto fits = [&](const TokenToSetUp& token) {
    return token.initialised && token.identity.label == label && !token.has_user_pin;
  };
  return fits(*now) && !fits(at.token);
}

enum class Begun { kYes, kNobodyKnows };
// Errors: the token is as before.
Result<Begun> init_token(const SetupSlot& at, const Pin& so_pin, std::string label) {
  const std::string name = label;
  label.resize(kMostLabelBytes, ' ');
  const CK_RV rv = at.module->C_InitToken(at.slot, data_of(so_pin), size_of(so_pin),
                                          reinterpret_cast<CK_UTF8CHAR_PTR>(label.data()));
  if (rv == CKR_OK) return Begun::kYes;
  Error failed = ckr_error(rv, "C_InitToken");
  if (rv == CKR_SESSION_EXISTS) {
    failed.code = Code::kConflict;
    failed.message = "somebody has a session on the token; close it first";
    return failed;
  }
  const std::optional<bool> done = became(at, name);
  if (done && *done) return Begun::kYes;
  if (done) return failed;
  return Begun::kNobodyKnows;
}

Result<void> init_pin(const SetupSlot& at, const Pin& so_pin, const Pin& pin) {
  return logged_in_as(at, PinOf::kSo, so_pin, [&](const Session& session) {
    return from_ckr(at.module->C_InitPIN(session.handle(), data_of(pin), size_of(pin)),
                    "C_InitPIN");
  });
}

Result<void> set_pin(const SetupSlot& at, PinOf whose, const Pin& from, const Pin& to) {
  return logged_in_as(at, whose, from, [&](const Session& session) {
    return from_ckr(at.module->C_SetPIN(session.handle(), data_of(from), size_of(from), data_of(to),
                                        size_of(to)),
                    "C_SetPIN");
  });
}

// A token may want that the user changes what the SO gave him before it does anything else for him
// (openCryptoki): then the SO gives him one that nobody keeps.
PinOutcome put_user_pin(const SetupSlot& at, const Pin& so_pin, InForce before, const Pin& to) {
  std::optional<Error> failed;
  const auto must = [&](const Result<void>& done) {
    if (!done) failed = done.error();
    return done.ok();
  };
  if (must(init_pin(at, so_pin, to))) {
    const auto now = token_in(at.module, at.slot);
    if (now && now->user_pin_must_change) {
      before = InForce::kNone;
      const auto passing = random_pin(at.token.pins);
      if (!passing) {
        failed = passing.error();
      } else if (must(init_pin(at, so_pin, *passing))) {
        must(set_pin(at, PinOf::kUser, *passing, to));
      }
    }
  }
  return after_setting(at, PinOf::kUser, {before}, to, failed);
}

PinOutcome put_pin(const SetupSlot& at, PinOf whose, const Pin& from, const Pin& to) {
  const auto set = set_pin(at, whose, from, to);
  return after_setting(at, whose, {InForce::kOld, &from}, to,
                       set ? std::nullopt : std::optional(set.error()));
}

TokenIdentity name_now(const SetupSlot& at) {
  const auto now = token_in(at.module, at.slot);
  return now ? now->identity : at.token.identity;
}

// After C_InitToken: without an SO a token is only emptied by it, and is initialised once its user
// has a PIN. Until then anybody logs in as its SO, with no PIN (NSS softokn).
bool has_no_so(const SetupSlot& at) {
  const auto now = token_in(at.module, at.slot);
  return now && !now->initialised;
}

// C_InitToken, and the SO PIN that is to be. An outcome without failure leaves the user to come.
Result<SetupOutcome> begin_anew(const SetupSlot& at, const std::string& label, const Pin& so_pin,
                                const Pin* so_pin_before) {
  if (label.empty() || label.size() > kMostLabelBytes)
    return error(Code::kBadInput, "a token's label has 1 to 32 bytes");
  if (so_pin.bytes().empty()) return error(Code::kBadInput, "an SO PIN cannot be empty");
  const Pin& first = so_pin_before == nullptr ? so_pin : *so_pin_before;
  PYX_ASSIGN(const Begun begun, init_token(at, first, label));
  SetupOutcome outcome{name_now(at), InForce::kOld, InForce::kNone, std::nullopt};
  if (begun == Begun::kNobodyKnows) {
    outcome.so_pin = so_pin_before == nullptr ? InForce::kEither : InForce::kOld;
    outcome.failure = error(Code::kRetry,
                            "the token did not say what became of C_InitToken, and does not answer "
                            "now: it is as before, or empty and without a user PIN");
    return outcome;
  }
  if (has_no_so(at)) {
    outcome.so_pin = InForce::kNone;
    return outcome;
  }
  if (so_pin_before != nullptr) {
    const auto still = opens(at, PinOf::kSo, *so_pin_before);
    if (still && !*still) {
      outcome.so_pin = InForce::kNone;
      outcome.failure = error(Code::kAskPerson,
                              "the token was emptied, and does not open with the SO PIN that it "
                              "had: if its maker gave it one, begin once more with that");
      return outcome;
    }
  }
  PinOutcome so = so_pin_before == nullptr
                      ? after_setting(at, PinOf::kSo, {InForce::kNone}, so_pin, std::nullopt)
                      : put_pin(at, PinOf::kSo, *so_pin_before, so_pin);
  outcome.so_pin = so.in_force;
  outcome.failure = std::move(so.failure);
  if (outcome.failure) outcome.failure->message += "; the token is empty and has no user PIN";
  return outcome;
}

}  // namespace

Result<TokenToSetUp> look_before_setup(const TokenUri& uri, Blank blank) {
  PYX_ASSIGN(SetupSlot found, find_setup_slot(uri, blank));
  return std::move(found.token);
}

Result<TokenToSetUp> check_before_setup(const TokenUri& uri, Blank blank, const PinsBefore& before,
                                        Contents contents) {
  PYX_ASSIGN(SetupSlot at, find_checked(uri, blank, before, contents));
  return std::move(at.token);
}

Result<SetupOutcome> initialise_token(const TokenUri& uri, const std::string& label,
                                      const Pin& so_pin, const Pin& user_pin,
                                      const PinsBefore& before, Contents contents) {
  if (user_pin.bytes().empty()) return error(Code::kBadInput, "a user PIN cannot be empty");
  PYX_ASSIGN(const SetupSlot at, find_checked(uri, Blank::kYes, before, contents));
  PYX_ASSIGN(SetupOutcome outcome, begin_anew(at, label, so_pin, before.so));
  if (outcome.failure) return outcome;
  const bool no_so = outcome.so_pin == InForce::kNone;
  const Pin nothing{SecretBytes()};
  PinOutcome user = put_user_pin(at, no_so ? nothing : so_pin, InForce::kNone, user_pin);
  outcome.user_pin = user.in_force;
  outcome.failure = std::move(user.failure);
  if (outcome.failure && !no_so) outcome.failure->message += "; the new SO PIN is in force";
  return outcome;
}

Result<SetupOutcome> wipe_token(const TokenUri& uri, const PinsBefore& before, Contents contents) {
  PYX_ASSIGN(const SetupSlot at, find_checked(uri, Blank::kNo, before, contents));
  PYX_ASSIGN(const Pin nobodys, random_pin(at.token.pins));
  return begin_anew(at, kWipedLabel, nobodys, before.so);
}

Result<PinOutcome> change_pin(const TokenUri& uri, PinOf whose, const Pin& from, const Pin& to) {
  if (to.bytes().empty()) return error(Code::kBadInput, "a new PIN cannot be empty");
  PYX_ASSIGN(const SetupSlot at, find_setup_slot(uri, Blank::kNo));
  // A PIN that is refused here has changed nothing, and is not tried again.
  PYX_TRY(logged_in_as(at, whose, from, [](const Session&) { return Result<void>(); }));
  return put_pin(at, whose, from, to);
}

Result<PinOutcome> give_user_pin(const TokenUri& uri, const Pin& so_pin, const Pin& to) {
  if (to.bytes().empty()) return error(Code::kBadInput, "a new PIN cannot be empty");
  PYX_ASSIGN(const SetupSlot at, find_setup_slot(uri, Blank::kNo));
  PYX_TRY(check_so_pin(at, &so_pin));
  return put_user_pin(at, so_pin, at.token.has_user_pin ? InForce::kOld : InForce::kNone, to);
}

Result<bool> pin_opens(const TokenUri& uri, PinOf whose, const Pin& pin) {
  PYX_ASSIGN(const SetupSlot at, find_setup_slot(uri, Blank::kNo));
  const bool last =
      whose == PinOf::kSo ? at.token.so_pin_at_last_try : at.token.user_pin_at_last_try;
  if (last) {
    return error(Code::kAskPerson, "token " + at.token.identity.label +
                                       " is locked, or one more wrong PIN locks it: nothing was "
                                       "tried");
  }
  return opens(at, whose, pin);
}

}  // namespace pyx::pkcs11

// pyx token change-pins: other PINs on a token, whose objects stay.

#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/confirm.h"
#include "ceremony/cli/new_pin_flags.h"
#include "ceremony/cli/pin_view.h"
#include "ceremony/cli/so_pin_place.h"
#include "ceremony/cli/token_place.h"
#include "pkcs11/token_setup.h"

namespace pyx::ceremony {
namespace {

using pkcs11::InForce;
using pkcs11::PinOf;

struct PinsAsk {
  pkcs11::TokenUri token;
  std::optional<SoPinPlace> so_pin;
  std::optional<SecretSource> pin;
  PinPlaces places;
  Yes yes = Yes::kAsk;
};

struct OldPins {
  std::optional<pkcs11::Pin> so;
  std::optional<pkcs11::Pin> user;
};

// Before anybody writes a share down: a PIN that is refused ends it.
Result<void> check_opens(const PinsAsk& ask, PinOf whose, const pkcs11::Pin& pin) {
  PYX_ASSIGN(const bool opens, pkcs11::pin_opens(ask.token, whose, pin));
  if (opens) return {};
  return error(Code::kAskPerson, std::string("the token refused the ") +
                                     (whose == PinOf::kSo ? "SO PIN" : "user PIN") +
                                     "; it is not tried again, and nothing was changed");
}

Result<OldPins> read_old_pins(const PinsAsk& ask, Context& context) {
  OldPins old;
  if (ask.so_pin) {
    PYX_ASSIGN(old.so, read_so_pin(*ask.so_pin, ask.token, "SO PIN that the token has", context));
    PYX_TRY(check_opens(ask, PinOf::kSo, *old.so));
  }
  if (ask.pin) {
    PYX_ASSIGN(SecretBytes pin, read_secret(*ask.pin, "user PIN that the token has"));
    old.user.emplace(std::move(pin));
    PYX_TRY(check_opens(ask, PinOf::kUser, *old.user));
  }
  return old;
}

// What becomes of one new PIN that is kept, once it was tried to set it.
Result<void> note(const NewPin& pin, const Result<pkcs11::PinOutcome>& set, std::string_view name,
                  Outcome& outcome, Context& context) {
  const InForce in_force = set ? set->in_force : InForce::kOld;
  settle(pin, in_force, context.output);
  outcome.data[name] = to_json(pin, in_force);
  if (!set) return set.error();
  if (set->failure) return *set->failure;
  return {};
}

Result<void> change_so_pin(const PinsAsk& ask, OldPins& old, const pkcs11::TokenToSetUp& token,
                           Outcome& outcome, Context& context) {
  PYX_ASSIGN(const auto former, read_share_record(*ask.so_pin));
  PYX_ASSIGN(NewPin made,
             keep_new_so_pin(ask.places, token.identity.label, token.pins, context.clock.now(),
                             former ? &*former : nullptr, hand_over_at_terminal(context)));
  const auto set = pkcs11::change_pin(ask.token, PinOf::kSo, *old.so, made.pin);
  PYX_TRY(note(made, set, "so_pin", outcome, context));
  outcome.words.push_back(so_pin_words(ask.places, made));
  if (former)
    outcome.words.emplace_back("the shares before open nothing now: their holders destroy them");
  old.so = std::move(made.pin);
  return {};
}

Result<void> change_user_pin(const PinsAsk& ask, const OldPins& old,
                             const pkcs11::TokenToSetUp& token, Outcome& outcome,
                             Context& context) {
  PYX_ASSIGN(const NewPin made, keep_new_user_pin(ask.places, token.pins));
  const auto set = old.user ? pkcs11::change_pin(ask.token, PinOf::kUser, *old.user, made.pin)
                            : pkcs11::give_user_pin(ask.token, *old.so, made.pin);
  PYX_TRY(note(made, set, "user_pin", outcome, context));
  outcome.words.push_back(user_pin_words(made));
  outcome.words.emplace_back(
      "whoever opens the token with the user PIN needs the new one: see to pin_source of pyxd");
  return {};
}

Result<void> change_all(const PinsAsk& ask, OldPins& old, const pkcs11::TokenToSetUp& token,
                        Outcome& outcome, Context& context) {
  if (ask.places.new_so_pin()) PYX_TRY(change_so_pin(ask, old, token, outcome, context));
  if (ask.places.new_user_pin()) PYX_TRY(change_user_pin(ask, old, token, outcome, context));
  return {};
}

Result<Outcome> run_token_pins_change(const PinsAsk& ask, Context& context) {
  if (const auto free = check_pin_places(ask.places); !free) return wrong_input(free.error());
  PYX_ASSIGN(const pkcs11::TokenToSetUp token,
             pkcs11::look_before_setup(ask.token, pkcs11::Blank::kNo));
  context.output.show(token_line(token.identity) + "\n");
  PYX_ASSIGN(OldPins old, read_old_pins(ask, context));
  context.output.say(std::string("it gets ") + (ask.places.new_so_pin() ? "a new SO PIN" : "") +
                     (ask.places.new_so_pin() && ask.places.new_user_pin() ? " and " : "") +
                     (ask.places.new_user_pin() ? "a new user PIN" : ""));
  PYX_TRY(confirm(context, "change", ask.yes));
  Outcome outcome;
  outcome.data["token"] = to_json(token.identity);
  auto done = change_all(ask, old, token, outcome, context);
  if (done) {
    outcome.text = token_line(token.identity) + "\n";
    return outcome;
  }
  // What was done before it failed is done.
  for (const std::string& sentence : outcome.words) context.output.say(sentence);
  return std::move(done).error();
}

Result<Run> prepare_token_pins_change(const Arguments& given) {
  PinsAsk ask;
  PYX_ASSIGN(TokenPlace place, token_place(given));
  if (given.has("--pin-source") || place.token.pin_source) ask.pin = place.pin;
  ask.token = std::move(place.token);
  ask.token.pin_source.reset();
  if (given.has("--so-pin-source")) {
    PYX_ASSIGN(ask.so_pin, so_pin_place(given));
  }
  PYX_ASSIGN(ask.places, new_pin_places(given));
  if (given.has("--yes")) ask.yes = Yes::kGiven;
  if (!ask.places.new_so_pin() && !ask.places.new_user_pin()) {
    return bad_argument("--pin-out",
                        "say what changes: --pin-out for the user PIN, --share-group or "
                        "--so-pin-out for the SO PIN");
  }
  if (ask.places.new_so_pin() && !ask.so_pin)
    return bad_argument("--so-pin-source", "the SO PIN is changed by whoever has it");
  if (ask.places.new_user_pin() && !ask.pin && !ask.so_pin) {
    return bad_argument("--pin-source",
                        "the user PIN is changed by the user (--pin-source), or given anew by the "
                        "SO (--so-pin-source)");
  }
  return Run([ask](Context& context) { return run_token_pins_change(ask, context); });
}

}  // namespace

Commands token_pins_commands() {
  return {
      {"token",
       "change-pins",
       "change the SO PIN, the user PIN or both to new random ones; what is on the token stays",
       {},
       with(with({yes_flag()}, new_pin_flags()),
            {token_flag(Need::kRequired),
             so_pin_flag("the SO PIN that it has: file:PATH, fd:N, prompt: or shares:RECORD",
                         Need::kOptional),
             {"--pin-source", "SOURCE",
              "the user PIN that it has; without it the SO gives the user a new one: file:PATH, "
              "fd:N or prompt:"}}),
       prepare_token_pins_change}};
}

}  // namespace pyx::ceremony

// pyx token init and wipe: a token's beginning, and its end.

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

using pkcs11::Contents;
using pkcs11::InForce;

struct SetupAsk {
  pkcs11::TokenUri token;
  std::string label;                 // of init
  std::optional<SoPinPlace> so_pin;  // that it has
  std::optional<SecretSource> pin;   // that it has
  PinPlaces places;                  // of init
  Contents contents = Contents::kMustBeEmpty;
  Yes yes = Yes::kAsk;
};

struct PinsAtHand {
  std::optional<pkcs11::Pin> so;
  std::optional<pkcs11::Pin> user;
  pkcs11::PinsBefore before() const { return {so ? &*so : nullptr, user ? &*user : nullptr}; }
};

Result<PinsAtHand> read_pins(const SetupAsk& ask, Context& context) {
  PinsAtHand pins;
  if (ask.so_pin) {
    PYX_ASSIGN(pins.so, read_so_pin(*ask.so_pin, ask.token, "SO PIN that the token has", context));
  }
  if (ask.pin) {
    PYX_ASSIGN(SecretBytes pin, read_secret(*ask.pin, "user PIN that the token has"));
    pins.user.emplace(std::move(pin));
  }
  return pins;
}

Outcome outcome_of(const pkcs11::SetupOutcome& done) {
  Outcome outcome;
  outcome.data["token"] = to_json(done.token);
  outcome.failure = done.failure;
  if (done.failure) outcome.exit = ExitCode::kFailed;
  return outcome;
}

// What the token is left with when only its user has no PIN.
std::string user_pin_is_missing(const SetupAsk& ask, const pkcs11::SetupOutcome& done,
                                const NewPin& so) {
  const std::string source = (so.record ? "shares:" : "file:") + so.file.string();
  return "next: pyx token change-pins --token " + quoted_uri(ask.token, done.token) +
         " --so-pin-source " + source + " --pin-out FILE";
}

Outcome initialised(const SetupAsk& ask, const pkcs11::SetupOutcome& done, const NewPin& so,
                    const NewPin& user, Context& context) {
  settle(so, done.so_pin, context.output);
  settle(user, done.user_pin, context.output);
  Outcome outcome = outcome_of(done);
  outcome.data["uri"] = [&] {
    const std::string quoted = quoted_uri(ask.token, done.token);
    return quoted.substr(1, quoted.size() - 2);
  }();
  outcome.data["so_pin"] = to_json(so, done.so_pin);
  outcome.data["user_pin"] = to_json(user, done.user_pin);
  if (done.failure) {
    if (done.so_pin == InForce::kNew) context.output.say(user_pin_is_missing(ask, done, so));
    return outcome;
  }
  outcome.text = token_line(done.token) + "\n";
  const bool has_so = done.so_pin != InForce::kNone;
  outcome.words = {has_so ? "the token is initialised, and opens with both new PINs"
                          : "the token is initialised, and opens with the new user PIN",
                   has_so ? so_pin_words(ask.places, so)
                          : "it has no SO: whoever reaches it can empty it, and use it anew",
                   user_pin_words(user),
                   "next: pyx token probe --token " + quoted_uri(ask.token, done.token) +
                       " --pin-source file:" + user.file.string()};
  return outcome;
}

// After a failure that left the token as it was.
Error as_before(Error why, const std::optional<NewPin>& so, const std::optional<NewPin>& user) {
  if (so) why.message += "; " + throw_away(*so);
  if (user) why.message += "; " + throw_away(*user);
  return why;
}

Result<Outcome> run_token_init(const SetupAsk& ask, Context& context) {
  if (const auto free = check_pin_places(ask.places); !free) return wrong_input(free.error());
  PYX_ASSIGN(const PinsAtHand pins, read_pins(ask, context));
  PYX_ASSIGN(
      const pkcs11::TokenToSetUp seen,
      pkcs11::check_before_setup(ask.token, pkcs11::Blank::kYes, pins.before(), ask.contents));
  context.output.show(token_line(seen.identity) + "\n");
  context.output.say("it gets new PINs and the label " + ask.label +
                     (seen.initialised ? "; all that is on it is destroyed" : ""));
  PYX_TRY(confirm(context, "initialise", ask.yes));
  std::optional<PinShareRecord> former;
  if (ask.so_pin) {
    PYX_ASSIGN(former, read_share_record(*ask.so_pin));
  }
  PYX_ASSIGN(std::optional<NewPin> so,
             keep_new_so_pin(ask.places, ask.label, seen.pins, context.clock.now(),
                             former ? &*former : nullptr, hand_over_at_terminal(context)));
  auto user = keep_new_user_pin(ask.places, seen.pins);
  if (!user) return as_before(user.error(), so, std::nullopt);
  const auto done = pkcs11::initialise_token(ask.token, ask.label, so->pin, user->pin,
                                             pins.before(), ask.contents);
  if (!done) return as_before(done.error(), so, std::optional(*std::move(user)));
  return initialised(ask, *done, *so, *user, context);
}

Result<Outcome> run_token_wipe(const SetupAsk& ask, Context& context) {
  PYX_ASSIGN(const PinsAtHand pins, read_pins(ask, context));
  PYX_ASSIGN(
      const pkcs11::TokenToSetUp seen,
      pkcs11::check_before_setup(ask.token, pkcs11::Blank::kNo, pins.before(), ask.contents));
  context.output.show(token_line(seen.identity) + "\n");
  context.output.say(
      "all that is on it is destroyed, and nobody keeps its new SO PIN: only its maker's tools can "
      "make it usable again");
  PYX_TRY(confirm(context, "wipe", ask.yes));
  PYX_ASSIGN(const auto done, pkcs11::wipe_token(ask.token, pins.before(), ask.contents));
  Outcome outcome = outcome_of(done);
  outcome.data["wiped"] = !done.failure.has_value();
  if (done.failure) return outcome;
  outcome.text = token_line(done.token) + "\n";
  outcome.words = {
      done.so_pin == InForce::kNone
          ? "the token is wiped: it is empty and blank; it has no SO, and anybody can use it anew"
          : "the token is wiped: it is empty, has no user PIN, and an SO PIN that nobody has"};
  return outcome;
}

Result<SetupAsk> setup_ask(const Arguments& given) {
  SetupAsk ask;
  PYX_ASSIGN(TokenPlace place, token_place(given));
  if (given.has("--pin-source") || place.token.pin_source) ask.pin = place.pin;
  ask.token = std::move(place.token);
  ask.token.pin_source.reset();
  if (given.has("--so-pin-source")) {
    PYX_ASSIGN(ask.so_pin, so_pin_place(given));
  }
  if (given.has("--destroy-objects")) ask.contents = Contents::kDestroy;
  if (given.has("--yes")) ask.yes = Yes::kGiven;
  return ask;
}

Result<Run> prepare_token_init(const Arguments& given) {
  PYX_ASSIGN(SetupAsk ask, setup_ask(given));
  ask.label = given.has("--label") ? given.text("--label") : ask.token.label.value_or("");
  if (ask.label.empty() || ask.label.size() > pkcs11::kMostLabelBytes)
    return bad_argument("--label", "1 to 32 bytes: say it here, or as token=... in the URI");
  PYX_ASSIGN(ask.places, new_pin_places(given));
  if (!ask.places.new_so_pin()) {
    return bad_argument("--share-group",
                        "say where the SO PIN is to be: --share-group, or --so-pin-out FILE");
  }
  if (!ask.places.new_user_pin())
    return bad_argument("--pin-out", "say where the user PIN is to be");
  return Run([ask](Context& context) { return run_token_init(ask, context); });
}

Result<Run> prepare_token_wipe(const Arguments& given) {
  PYX_ASSIGN(const SetupAsk ask, setup_ask(given));
  return Run([ask](Context& context) { return run_token_wipe(ask, context); });
}

constexpr FlagSpec kPinThatItHas = {
    "--pin-source", "SOURCE",
    "the user PIN that it has, to see what is on it: file:PATH, fd:N or prompt:"};
constexpr FlagSpec kDestroyObjects = {
    "--destroy-objects", "",
    "destroy what is on it; without this a token with anything on it is refused, and one with a "
    "vault's marker always is"};

}  // namespace

Commands token_setup_commands() {
  return {
      {"token",
       "init",
       "initialise a token under new random PINs, and put those where they are kept",
       {},
       with(with({kDestroyObjects, yes_flag()}, new_pin_flags()),
            {{"--token", "URI",
              "the token (RFC 7512); if none is called so, the blank one of the module: "
              "'pkcs11:token=LABEL?module-path=PATH'",
              Need::kRequired},
             {"--label", "LABEL", "what it is to be called; the URI's token= if left out"},
             so_pin_flag("the SO PIN that it has, if it is initialised or its maker gave it one: "
                         "file:PATH, fd:N, prompt: or shares:RECORD",
                         Need::kOptional),
             kPinThatItHas}),
       prepare_token_init},
      {"token",
       "wipe",
       "initialise a token anew under PINs that nobody keeps: nobody can use it again",
       {},
       {token_flag(Need::kRequired),
        so_pin_flag("the SO PIN that it has: file:PATH, fd:N, prompt: or shares:RECORD",
                    Need::kRequired),
        kPinThatItHas, kDestroyObjects, yes_flag()},
       prepare_token_wipe}};
}

}  // namespace pyx::ceremony

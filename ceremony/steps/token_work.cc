#include "ceremony/steps/token_work.h"

#include <utility>

#include "base/hex.h"
#include "ceremony/cli/escape.h"
#include "ceremony/cli/probe_view.h"
#include "ceremony/cli/table.h"
#include "ceremony/steps/kept_pins.h"
#include "ceremony/steps/second_token_work.h"
#include "ceremony/steps/step_found.h"
#include "pkcs11/token_setup.h"
#include "pkcs11/token_to_set_up.h"

namespace pyx::ceremony::steps {
namespace {

using pkcs11::Blank;
using pkcs11::PinOf;
using pkcs11::TokenToSetUp;
using planning::PinWay;
using planning::TokenState;
using transcript::Kind;

// A text field is never empty.
std::string or_none(const std::string& text) {
  return text.empty() ? std::string(kNoSerial) : escape_line(text);
}

Result<void> check_state(const Standing& standing, const TokenToSetUp& seen) {
  PYX_ASSIGN(const planning::SiteToken* const place, standing.host.place_of(token_of(standing)));
  const bool should_be_blank = now_of(standing).state == TokenState::kBlank;
  if (should_be_blank && seen.initialised && !place->so_pin_source)
    return error(Code::kRefused, "token " + token_of(standing) +
                                     " is initialised already, and the site has no so_pin_source "
                                     "of it: take a blank one");
  if (!should_be_blank && !seen.initialised)
    return error(Code::kRefused, "token " + token_of(standing) +
                                     " is blank, and the plan says that it is initialised");
  return {};
}

// Where a look needs no other PIN than the one that the day needs anyway.
Result<std::string> objects_on(const Doing& doing, const TokenToSetUp& seen) {
  if (!seen.initialised || !seen.has_user_pin) return std::string("no user PIN: no objects\n");
  if (now_of(doing).state == TokenState::kBlank) return std::string("not looked at\n");
  PYX_ASSIGN(pkcs11::Token* const token,
             doing.host.token(token_of(doing), doing.model, doing.record));
  PYX_ASSIGN(const auto objects, token->objects());
  Table table;
  table.head({"OBJECT", "ID", "LABEL"});
  for (const pkcs11::ObjectFacts& one : objects)
    table.add({one.object_class, to_hex(one.cka_id), one.label});
  return std::to_string(objects.size()) + " objects\n" +
         (objects.empty() ? std::string() : table.text());
}

std::string seen_text(const TokenToSetUp& seen) {
  Table table;
  table.add({"serial", seen.identity.serial});
  table.add({"label", seen.identity.label});
  table.add({"model", seen.identity.model});
  table.add({"manufacturer", seen.identity.manufacturer});
  table.add({"firmware", seen.firmware_version});
  table.add({"initialised", seen.initialised ? "yes" : "no"});
  table.add({"user PIN", seen.has_user_pin ? "yes" : "no"});
  return table.text();
}

Result<void> set_up(const Doing& doing, const pkcs11::TokenUri& uri, const TokenToSetUp& seen) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(id));
  PinsThere there;
  // A blank one may have an SO PIN of its maker.
  if (place->so_pin_source) {
    PYX_ASSIGN(SecretBytes secret, read_secret(doing.host.source(*place->so_pin_source),
                                               "SO PIN that token " + id + " has until now"));
    there.so = std::make_shared<const pkcs11::Pin>(std::move(secret));
  }
  const std::string label = label_of(*place);
  PYX_ASSIGN(PlacedPin so_pin,
             make_new_pin(doing, id, label, seen.pins, PinOf::kSo,
                          planning::pin_keeping(doing.step, "so_pin"), Replaces::kNo));
  PYX_ASSIGN(PlacedPin user_pin,
             make_new_pin(doing, id, label, seen.pins, PinOf::kUser,
                          planning::pin_keeping(doing.step, "user_pin"), Replaces::kNo));
  const auto done = pkcs11::initialise_token(uri, label, so_pin.kept.pin, user_pin.kept.pin,
                                             there.before(), pkcs11::Contents::kMustBeEmpty);
  if (!done) {  // the token is as before
    give_up(doing, so_pin);
    give_up(doing, user_pin);
    return done.error();
  }
  if (done->failure) return *done->failure;
  if (done->so_pin == pkcs11::InForce::kNone && so_pin.keeping.way != PinWay::kSession) {
    give_up(doing, so_pin);
    return error(Code::kRefused, "token " + id +
                                     " has no SO: anybody can empty it, and what was kept as its "
                                     "SO PIN opens nothing; take another token");
  }
  PYX_TRY(write_token(doing, done->token, "initialised"));
  PYX_TRY(settle(doing, id, PinOf::kSo, std::move(so_pin)));
  return settle(doing, id, PinOf::kUser, std::move(user_pin));
}

// The token has both PINs, and the SO PIN's record has its name: at most the user's has not.
Result<void> note_set_up(const Doing& doing, const TokenToSetUp& seen) {
  const std::string& id = token_of(doing);
  const auto keeping = planning::pin_keeping(doing.step, "user_pin");
  PYX_TRY(write_token(doing, seen.identity, "initialised"));
  PYX_TRY(note_kept(doing, id, planning::pin_keeping(doing.step, "so_pin")));
  PYX_ASSIGN(auto user_pin, left_behind(doing, id, PinOf::kUser, keeping));
  if (user_pin) return settle(doing, id, PinOf::kUser, std::move(*user_pin));
  return note_kept(doing, id, keeping);
}

// After a crash behind C_InitToken: its parts are with their holders.
Result<void> finish_setting_up(const Doing& doing, const pkcs11::TokenUri& uri,
                               const TokenToSetUp& seen) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(id));
  const auto so_keeping = planning::pin_keeping(doing.step, "so_pin");
  const auto keeping = planning::pin_keeping(doing.step, "user_pin");
  if (keeping.way == PinWay::kSession) return take_another_token(doing);
  if (is_settled(doing, id, PinOf::kSo, so_keeping)) return note_set_up(doing, seen);
  PYX_ASSIGN(auto so_pin, left_behind(doing, id, PinOf::kSo, so_keeping));
  if (!so_pin) return take_another_token(doing);
  // Both were kept before the token was touched; one that is gone is given anew.
  PYX_ASSIGN(auto user_pin, left_behind(doing, id, PinOf::kUser, keeping));
  if (!user_pin || !seen.has_user_pin) {
    if (!user_pin) {
      PYX_ASSIGN(user_pin, make_new_pin(doing, id, label_of(*place), seen.pins, PinOf::kUser,
                                        keeping, Replaces::kNo));
    }
    PYX_ASSIGN(const pkcs11::PinOutcome given,
               pkcs11::give_user_pin(uri, so_pin->kept.pin, user_pin->kept.pin));
    if (given.failure) return *given.failure;
  }
  PYX_TRY(write_token(doing, seen.identity, "initialised"));
  PYX_TRY(settle(doing, id, PinOf::kSo, std::move(*so_pin)));
  return settle(doing, id, PinOf::kUser, std::move(*user_pin));
}

Result<void> change_one(const Doing& doing, const pkcs11::TokenUri& uri, const TokenToSetUp& seen,
                        PinOf whose) {
  const std::string& id = token_of(doing);
  const std::string which = whose == PinOf::kSo ? "so_pin" : "user_pin";
  const auto keeping = planning::pin_keeping(doing.step, which);
  if (doing.was_begun_before()) {
    PYX_ASSIGN(auto left, left_behind(doing, id, whose, keeping));
    if (left) {
      PYX_ASSIGN(const bool opens, pkcs11::pin_opens(uri, whose, left->kept.pin));
      if (opens) return settle(doing, id, whose, std::move(*left));
    }
  }
  SharedPin old;
  if (whose == PinOf::kSo) {
    PYX_ASSIGN(old, so_pin(doing, id));
  } else {
    PYX_ASSIGN(old, doing.host.user_pin(id, doing.model));
  }
  PYX_ASSIGN(PlacedPin made, make_new_pin(doing, id, seen.identity.label, seen.pins, whose, keeping,
                                          Replaces::kYes));
  const auto changed = pkcs11::change_pin(uri, whose, *old, made.kept.pin);
  if (!changed || changed->in_force == pkcs11::InForce::kOld) {
    give_up(doing, made);
    return changed ? *changed->failure : changed.error();
  }
  if (changed->failure) return *changed->failure;
  return settle(doing, id, whose, std::move(made));
}

}  // namespace

const std::string& token_of(const Standing& standing) { return standing.step.text("token"); }

const planning::TokenNow& now_of(const Standing& standing) {
  static const planning::TokenNow kNothing;
  const auto found = standing.model.state().tokens.find(token_of(standing));
  return found == standing.model.state().tokens.end() ? kNothing : found->second;
}

Result<void> write_token(const Doing& doing, const pkcs11::TokenIdentity& token,
                         const std::string& found) {
  return doing.write(Kind::kToken, {{"token", token_of(doing)},
                                    {"serial", or_none(token.serial)},
                                    {"model", or_none(token.model)},
                                    {"manufacturer", or_none(token.manufacturer)},
                                    {"found", found}});
}

Result<TokenToSetUp> closed_token(const Doing& doing, const pkcs11::TokenUri& uri, Blank blank) {
  const std::string& id = token_of(doing);
  if (doing.model.state().vault.token == id) doing.host.close_vault();
  doing.host.close_token(id);
  return pkcs11::look_before_setup(uri, blank);
}

Result<void> inspect_token(const Doing& doing) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(const pkcs11::TokenUri uri, doing.host.uri_of(id, doing.record));
  PYX_ASSIGN(const TokenToSetUp seen, pkcs11::look_before_setup(uri, Blank::kYes));
  PYX_TRY(check_state(doing, seen));
  PYX_ASSIGN(const std::string objects, objects_on(doing, seen));
  const std::string text = seen_text(seen) + objects;
  PYX_TRY(doing.show("token " + id, text));
  PYX_TRY(doing.agreed_by(doing.doers, "it is the token of the record", text));
  const std::string first_line = objects.substr(0, objects.find('\n'));
  return write_token(doing, seen.identity,
                     (seen.initialised ? "initialised, " : "blank, ") + first_line);
}

Result<void> probe_token(const Doing& doing) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(pkcs11::Token* const token, doing.host.token(id, doing.model, doing.record));
  PYX_ASSIGN(const pkcs11::ProbeReport seen, token->probe(pkcs11::ProbeScope::kRules));
  return doing.show("what token " + id + " enforces", shown_probe(seen).text);
}

Result<void> initialise_token(const Doing& doing) {
  PYX_ASSIGN(const pkcs11::TokenUri uri, doing.host.uri_of(token_of(doing), doing.record));
  PYX_ASSIGN(const TokenToSetUp seen, closed_token(doing, uri, Blank::kYes));
  if (seen.initialised && doing.was_begun_before()) return finish_setting_up(doing, uri, seen);
  PYX_TRY(check_state(doing, seen));
  return set_up(doing, uri, seen);
}

Result<void> change_pins(const Doing& doing) {
  PYX_ASSIGN(const pkcs11::TokenUri uri, doing.host.uri_of(token_of(doing), doing.record));
  PYX_ASSIGN(const TokenToSetUp seen, closed_token(doing, uri, Blank::kNo));
  PYX_TRY(change_one(doing, uri, seen, PinOf::kSo));
  if (!doing.step.has("user_pin")) return {};
  return change_one(doing, uri, seen, PinOf::kUser);
}

Result<void> log_out(const Doing& doing) {
  const std::string& id = token_of(doing);
  if (doing.model.state().vault.token == id) doing.host.close_vault();
  doing.host.close_token(id);
  return doing.write(Kind::kLoggedOut, {{"token", id}, {"people", joined_names(doing.doers)}});
}

Result<Found> look_at_initialised(const Standing& standing) {
  const std::string& id = token_of(standing);
  PYX_ASSIGN(const pkcs11::TokenUri uri, standing.host.uri_of(id, standing.record));
  PYX_ASSIGN(const TokenToSetUp seen, pkcs11::look_before_setup(uri, Blank::kYes));
  if (!seen.initialised) return found_not_done("token " + id + " is blank");
  const bool of_session = planning::pin_keeping(standing.step, "so_pin").way == PinWay::kSession;
  if (of_session)
    return found_not_done(
        "token " + id +
        " is initialised under PINs that are gone with the program: continue, and "
        "a blank one takes its place");
  if (!seen.has_user_pin)
    return found_not_done("token " + id +
                          " is initialised and its user has no PIN yet: continue, and the holders "
                          "of the SO PIN are asked for their parts");
  return found_unknown("token " + id +
                       " is initialised: continue, and the holders of the SO PIN are asked for "
                       "their parts");
}

}  // namespace pyx::ceremony::steps

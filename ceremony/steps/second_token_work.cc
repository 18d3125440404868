#include "ceremony/steps/second_token_work.h"

#include <utility>

#include "ceremony/steps/kept_pins.h"
#include "ceremony/steps/step_found.h"
#include "ceremony/steps/token_work.h"
#include "pkcs11/new_pin.h"
#include "pkcs11/token_setup.h"

namespace pyx::ceremony::steps {
namespace {

using pkcs11::Blank;
using pkcs11::TokenToSetUp;
using planning::PinWay;

// Of a session that has ended: nobody has them, and nothing was kept of them.
bool pins_are_gone(const Doing& doing) {
  const planning::TokenNow& now = now_of(doing);
  return now.so_pin.way == PinWay::kSession && now.user_pin.way == PinWay::kSession &&
         !doing.host.has_session_pins(token_of(doing));
}

Result<void> leave_unusable(const Doing& doing, const TokenToSetUp& seen) {
  const std::string text = "the PINs of token " + token_of(doing) +
                           " were known to a session that has ended: nobody can use it any more, "
                           "nor wipe it, unless its maker's tools reset it\n";
  doing.people.show(text);
  PYX_TRY(doing.agreed_by(doing.doers, "it is left as it is", text));
  return write_token(doing, seen.identity, "its PINs are gone with the session that knew them");
}

}  // namespace

Result<void> replace_if_pins_are_gone(const Doing& doing) {
  if (!pins_are_gone(doing)) return {};
  return take_another_token(doing);
}

Result<void> take_another_token(const Doing& doing) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(id));
  if (place->uri.serial)
    return error(Code::kAskPerson,
                 "the PINs of token " + id +
                     " were known to a session that has ended, and the site names no other token");
  const std::string text =
      "the PINs of token " + id +
      " were known to a session that has ended: a blank token takes its place\n";
  doing.people.show(text);
  PYX_TRY(doing.agreed_by(doing.doers, "another token takes its place", text));
  pkcs11::TokenUri uri = place->uri;
  // Another label than that of the one whose place it takes, which is still there.
  const std::string label = id + "-" + std::to_string(doing.record.so_far().entries.size());
  uri.label = label;
  PYX_ASSIGN(const TokenToSetUp seen, closed_token(doing, uri, Blank::kYes));
  if (seen.initialised) return error(Code::kConflict, "there is a token " + label + " already");
  PYX_ASSIGN(pkcs11::Pin so_pin, pkcs11::random_pin(seen.pins));
  PYX_ASSIGN(pkcs11::Pin user_pin, pkcs11::random_pin(seen.pins));
  PYX_ASSIGN(
      const pkcs11::SetupOutcome done,
      pkcs11::initialise_token(uri, label, so_pin, user_pin, {}, pkcs11::Contents::kMustBeEmpty));
  if (done.failure) return *done.failure;
  doing.host.keep_so_pin(id, std::move(so_pin));
  doing.host.keep_user_pin(id, std::move(user_pin));
  return write_token(doing, done.token, "initialised, in place of one whose PINs are gone");
}

Result<void> wipe_token(const Doing& doing) {
  const std::string& id = token_of(doing);
  PYX_ASSIGN(const pkcs11::TokenUri uri, doing.host.uri_of(id, doing.record));
  PYX_ASSIGN(const TokenToSetUp seen, closed_token(doing, uri, Blank::kYes));
  if (seen.initialised && pins_are_gone(doing)) return leave_unusable(doing, seen);
  PinsThere there;
  if (seen.initialised) {
    PYX_ASSIGN(there.so, so_pin(doing, id));
    if (seen.has_user_pin) {
      PYX_ASSIGN(there.user, doing.host.user_pin(id, doing.model));
    }
  }
  PYX_ASSIGN(const pkcs11::SetupOutcome done,
             pkcs11::wipe_token(uri, there.before(), pkcs11::Contents::kDestroy));
  if (done.failure) return *done.failure;
  doing.host.forget_pins(id);
  const std::string text = "token " + id + " is wiped: no objects, and PINs that nobody keeps\n";
  doing.people.show(text);
  return write_token(doing, done.token, "wiped");
}

Result<Found> look_at_wiped(const Standing& standing) {
  const std::string& id = token_of(standing);
  PYX_ASSIGN(const pkcs11::TokenUri uri, standing.host.uri_of(id, standing.record));
  PYX_ASSIGN(const TokenToSetUp seen, pkcs11::look_before_setup(uri, Blank::kYes));
  // One without an SO is blank again.
  const bool wiped =
      !seen.initialised || (seen.identity.label == pkcs11::kWipedLabel && !seen.has_user_pin);
  if (wiped) return found_done("token " + id + " is wiped");
  return found_not_done("token " + id + " is not wiped");
}

}  // namespace pyx::ceremony::steps

#include "ceremony/cli/pin_view.h"

#include <boost/json/object.hpp>

namespace pyx::ceremony {
namespace {

bool is_kept(pkcs11::InForce in_force) {
  return in_force == pkcs11::InForce::kNew || in_force == pkcs11::InForce::kEither;
}

}  // namespace

std::string token_line(const pkcs11::TokenIdentity& token) {
  return (token.label.empty() ? "a blank token" : "token " + token.label) + ", " + token.model +
         " by " + token.manufacturer +
         (token.serial.empty() ? ", no serial number yet" : ", serial " + token.serial);
}

json::object to_json(const pkcs11::TokenIdentity& token) {
  return {{"serial", token.serial},
          {"label", token.label},
          {"model", token.model},
          {"manufacturer", token.manufacturer}};
}

std::string quoted_uri(const pkcs11::TokenUri& asked, const pkcs11::TokenIdentity& token) {
  pkcs11::TokenUri uri = asked;
  uri.serial = token.serial;
  uri.label = token.label;
  return "'" + pkcs11::to_text(uri) + "'";
}

json::object to_json(const NewPin& pin, pkcs11::InForce in_force) {
  json::object to{{"in_force", pkcs11::to_text(in_force)}};
  if (!is_kept(in_force)) return to;
  to["file"] = pin.file.string();
  if (pin.record) to["record_sha256"] = to_hex(*pin.record);
  return to;
}

std::string so_pin_words(const PinPlaces& places, const NewPin& pin) {
  if (!pin.record) {
    return "the SO PIN is in " + pin.file.string() +
           ": keep it from whoever has the user PIN, since both together carry keys away";
  }
  return "the SO PIN is split: " + custody::in_words(places.shares) + " put it together; keep " +
         pin.file.string() + ", SHA-256 " + to_hex(*pin.record) +
         ", by which their shares are known: --so-pin-source shares:" + pin.file.string();
}

std::string user_pin_words(const NewPin& pin) {
  return "single-host PIN: whoever can read " + pin.file.string() +
         " can use every key of the token; give it to the user of pyxd alone";
}

void settle(const NewPin& pin, pkcs11::InForce in_force, Output& output) {
  if (!is_kept(in_force)) output.say(throw_away(pin));
}

}  // namespace pyx::ceremony

#include "ceremony/steps/host.h"

#include <optional>
#include <utility>

#include "ceremony/steps/kept_pins.h"
#include "ceremony/transcript/entry_kind.h"

namespace pyx::ceremony::steps {
namespace {

using planning::PinWay;

Error ended_session(const std::string& token) {
  return error(Code::kAskPerson,
               "the PINs of token " + token +
                   " were known to a session that has ended: inspect and initialise it anew");
}

// All tokens of some modules have the same one: there the label goes with it.
// Source: NSS softokn 3.87, tpm2-pkcs11 1.9.
bool tells(std::string_view serial) { return serial.find_first_not_of('0') != serial.npos; }

}  // namespace

std::string label_of(const planning::SiteToken& token) {
  return token.uri.label.value_or(token.name);
}

std::filesystem::path Host::path(const std::filesystem::path& of_site) const {
  return setting_.site_folder / of_site;
}

SecretSource Host::source(SecretSource of_site) const {
  if (auto* const file = std::get_if<SecretSource::File>(&of_site.where))
    file->path = path(file->path);
  return of_site;
}

std::filesystem::path Host::output(const std::string& item, const std::string& person) const {
  const std::filesystem::path folder = path(setting_.site.output) / item;
  return person.empty() ? folder : folder / person;
}

Result<const planning::SiteToken*> Host::place_of(const std::string& token) const {
  const planning::SiteToken* const place = setting_.site.token(token);
  if (place != nullptr) return place;
  return error(Code::kNotFound, "the site has no token " + token);
}

Result<pkcs11::TokenUri> Host::uri_of(const std::string& token, const Record& record) const {
  PYX_ASSIGN(const planning::SiteToken* const place, place_of(token));
  pkcs11::TokenUri uri = place->uri;
  for (const transcript::Entry& entry : record.so_far().entries) {
    if (entry.kind != transcript::Kind::kToken || entry.text("token") != token) continue;
    if (entry.text("serial") != kNoSerial) uri.serial = entry.text("serial");
  }
  // What it is called changes when it is initialised or wiped.
  uri.label = uri.serial && tells(*uri.serial) ? std::optional<std::string>() : label_of(*place);
  return uri;
}

Result<SharedPin> Host::user_pin(const std::string& token, const planning::Model& model) {
  PYX_ASSIGN(const planning::SiteToken* const place, place_of(token));
  const auto found = model.state().tokens.find(token);
  const PinWay way =
      found == model.state().tokens.end() ? PinWay::kNone : found->second.user_pin.way;
  if (way == PinWay::kSession) {
    const auto kept = session_.find(token);
    if (kept == session_.end() || !kept->second.user_pin) return ended_session(token);
    return kept->second.user_pin;
  }
  if (way == PinWay::kSealed) {
    if (people_ == nullptr)
      return error(Code::kAskPerson, "the user PIN of token " + token + " is typed by who has it");
    return pin_of_shares(pin_record_file(*this, token, pkcs11::PinOf::kUser), *people_);
  }
  PYX_ASSIGN(SecretBytes secret,
             read_secret(source(place->pin_source), "user PIN of token " + token));
  return SharedPin(std::make_shared<const pkcs11::Pin>(std::move(secret)));
}

Result<SharedPin> Host::session_so_pin(const std::string& token) const {
  const auto kept = session_.find(token);
  if (kept == session_.end() || !kept->second.so_pin) return ended_session(token);
  return kept->second.so_pin;
}

void Host::keep_so_pin(const std::string& token, pkcs11::Pin pin) {
  session_[token].so_pin = std::make_shared<const pkcs11::Pin>(std::move(pin));
}

void Host::keep_user_pin(const std::string& token, pkcs11::Pin pin) {
  session_[token].user_pin = std::make_shared<const pkcs11::Pin>(std::move(pin));
}

Result<pkcs11::Token*> Host::token(const std::string& token, const planning::Model& model,
                                   const Record& record) {
  if (vault_ && vault_token_ == token) close_vault();
  const auto open = tokens_.find(token);
  if (open != tokens_.end()) return open->second.get();
  PYX_ASSIGN(const pkcs11::TokenUri uri, uri_of(token, record));
  PYX_ASSIGN(SharedPin pin, user_pin(token, model));
  PYX_ASSIGN(auto opened, setting_.context.open_token_at_hand(uri, std::move(pin)));
  return tokens_.emplace(token, std::move(opened)).first->second.get();
}

Result<custody::VaultAccess*> Host::vault(const planning::Model& model) {
  if (vault_) return vault_.get();
  const std::string& token = model.state().vault.token;
  close_token(token);  // the vault logs in on it itself
  VaultPlace place;
  place.folder = vault_folder();
  PYX_ASSIGN(place.pin_at_hand, user_pin(token, model));
  PYX_ASSIGN(vault_, setting_.context.open_vault(place));
  vault_token_ = token;
  return vault_.get();
}

void Host::close_token(const std::string& token) { tokens_.erase(token); }

void Host::close_vault() { vault_.reset(); }

void Host::log_out() {
  vault_.reset();
  tokens_.clear();
}

void Host::interrupt() {
  log_out();
  session_.clear();
}

}  // namespace pyx::ceremony::steps

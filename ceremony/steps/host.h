// What the ceremony's host holds open between steps: the vault, tokens that it is logged in on, and
// PINs that are kept nowhere else.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "ceremony/cli/context.h"
#include "ceremony/planning/model.h"
#include "ceremony/planning/site.h"
#include "ceremony/steps/people.h"
#include "ceremony/steps/record.h"
#include "ceremony/steps/step_work.h"
#include "custody/vault_access.h"
#include "pkcs11/pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony::steps {

// What an entry about a token says that has no serial yet.
inline constexpr std::string_view kNoSerial = "none";

// What a token is to be called: as the site has it, or the plan.
std::string label_of(const planning::SiteToken& token);

using SharedPin = std::shared_ptr<const pkcs11::Pin>;

// Threads: one at a time. Lifetime: what Setting refers to outlives it.
class Host {
 public:
  explicit Host(const Setting& setting) : setting_(setting) {}

  Context& context() { return setting_.context; }
  const planning::Site& site() const { return setting_.site; }
  const std::filesystem::path& bundle() const { return setting_.bundle; }
  // As the site has it, from the site's folder on.
  std::filesystem::path path(const std::filesystem::path& of_site) const;
  SecretSource source(SecretSource of_site) const;
  std::filesystem::path vault_folder() const { return path(setting_.site.vault); }
  // Where what goes on an item is put; of an item of which each of some people has one, for
  // `person`. The folder may not be there yet.
  std::filesystem::path output(const std::string& item, const std::string& person = {}) const;

  // Errors: kNotFound if the site does not have it.
  Result<const planning::SiteToken*> place_of(const std::string& token) const;
  // By the serial of the site, or of the last entry about the token: initialised, it may get
  // another one. Before it has any, by the label that it is to get. Errors: kNotFound.
  Result<pkcs11::TokenUri> uri_of(const std::string& token, const Record& record) const;

  // Who types a PIN that is on a thing; nullptr: nobody is asked.
  void attend(People* people) { people_ = people; }
  // From where it is kept, by the model. Errors: kAskPerson if it was of a session that has ended;
  // those of read_secret.
  Result<SharedPin> user_pin(const std::string& token, const planning::Model& model);
  bool has_session_pins(const std::string& token) const { return session_.contains(token); }
  Result<SharedPin> session_so_pin(const std::string& token) const;
  void keep_so_pin(const std::string& token, pkcs11::Pin pin);
  void keep_user_pin(const std::string& token, pkcs11::Pin pin);
  void forget_pins(const std::string& token) { session_.erase(token); }

  // Logged in, from the first call until close_token(). The vault is closed if it is on this token.
  // Errors: those of user_pin() and Context::open_token_at_hand.
  Result<pkcs11::Token*> token(const std::string& token, const planning::Model& model,
                               const Record& record);
  // Open from the first call on. Errors: those of user_pin() and Context::open_vault.
  Result<custody::VaultAccess*> vault(const planning::Model& model);

  void close_token(const std::string& token);
  void close_vault();
  void log_out();    // all of them
  void interrupt();  // and forgets the PINs of the session

 private:
  struct Pins {
    SharedPin so_pin;
    SharedPin user_pin;
  };
  Setting setting_;
  People* people_ = nullptr;
  std::map<std::string, Pins> session_;
  std::map<std::string, std::unique_ptr<pkcs11::Token>> tokens_;
  std::unique_ptr<custody::VaultAccess> vault_;
  std::string vault_token_;
};

}  // namespace pyx::ceremony::steps

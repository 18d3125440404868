// A real vault to test with: founded by five people on a SoftHSM2 token under the quickstart's
// policy, opened as pyxd opens it. What must succeed for a test to make sense throws when it fails.
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "custody/evidence/verify.h"
#include "custody/vault.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

// The wall clock, moved at will.
class ShiftedClock : public Clock {
 public:
  Time now() const override { return SystemClock().now() + Duration(shift_ms_.load()); }
  Duration passed() const override { return Clock::passed() + Duration(passed_ms_.load()); }
  // So much time passes at once; a step back is as in step().
  void shift(Duration by) {
    passed_ms_ += std::max<Duration::rep>(by.count(), 0);
    shift_ms_ += by.count();
  }
  // Somebody sets the clock.
  void step(Duration by) { shift_ms_ += by.count(); }

 private:
  std::atomic<Duration::rep> shift_ms_{0};
  std::atomic<Duration::rep> passed_ms_{0};
};

class LiveVault {
 public:
  enum class Start { kTokenOnly, kFounded, kOpen };
  explicit LiveVault(Start start = Start::kOpen);

  // Every step of a founding, each in order; `found` does all of them. The token is closed between
  // them, so that a test may fork.
  std::string policy() const;
  Result<Bytes> draft();
  Result<void> sign_founding();  // by everybody who has not signed yet
  Result<Sha256> finish();
  void found();

  custody::VaultOptions options() const;  // of the next opening; change them and hand them to open
  void open() { open(options()); }
  void open(custody::VaultOptions options);
  void close() { vault_.reset(); }
  custody::Vault& operator*() { return *vault_; }
  custody::Vault* operator->() { return vault_.get(); }
  std::unique_ptr<pkcs11::Token> open_token() const;  // another login on the same token

  // Acts. `approve` is by alice and bob, and by dave where the rule has a seat for an auditor.
  custody::Act act(custody::ActParameters parameters);  // proposed by olga, not recorded
  custody::Envelope decision(const custody::ActRecord& act, const std::string& person,
                             policies::Choice choice = policies::Choice::kApprove);
  Uuid propose(custody::ActParameters parameters);
  Uuid propose(const custody::Act& act, const std::optional<Bytes>& policy = std::nullopt);
  void approve(const Uuid& act);
  Uuid approved(custody::ActParameters parameters);
  custody::ActRecord done(custody::ActParameters parameters);  // and executed
  Uuid make_key(const std::string& profile);
  Uuid make_active_key(const std::string& profile);
  custody::KeyRecord key(const Uuid& id);
  Result<custody::FreezeRecord> freeze(custody::FreezeTarget target,
                                       const std::string& person = "carol");

  // Requests of the client "issuer".
  Uuid new_id() { return Uuid::v7(clock.now()); }
  custody::SignRequest request(const Uuid& key, std::vector<Bytes> messages);
  Result<custody::SignAnswer> sign(custody::SignRequest request);  // waits for the answer
  Result<custody::SignAnswer> sign(const Uuid& key, std::vector<Bytes> messages) {
    return sign(request(key, std::move(messages)));
  }

  // The log, leaf by leaf, and what an outsider makes of it.
  std::vector<custody::Leaf> leaves();
  Result<custody::VerifyReport> exported_and_verified();

  SoftHsm softhsm;
  SoftHsmToken token = softhsm.make_token();
  // What the token is reached through; set before the founding.
  std::filesystem::path module = kSoftHsmModule;
  pkcs11::TokenUri token_uri() const;
  TempFolder folder;
  People people = new_people();
  // What the policy pins of each client's key; set before the founding.
  std::map<std::string, Sha256> client_pins;
  ShiftedClock clock;
  Sha256 id{};

 private:
  std::unique_ptr<custody::Vault> vault_;
};

custody::ClientIdentity issuer();
// Waits for the answer of any desk.
Result<custody::SignAnswer> sign_at(custody::SigningDesk& desk, custody::SignRequest request);
// The objects with the key's CKA_ID.
std::size_t objects_of(pkcs11::Token& token, const Uuid& id);
// What a kill leaves alone. Not the anchor, of which a killed process may leave two until the next
// is written; nor an object that SoftHSM2 was about to give its attributes: it has no id, nobody's
// act can be told from it, and it is never touched.
std::vector<pkcs11::ObjectFacts> lasting_objects(pkcs11::Token& token);

}  // namespace pyx::testing

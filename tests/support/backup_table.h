// The table of a backup in a test: holders who keep what they are handed, and a second SoftHSM2
// token next to the vault's.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/reveal.h"
#include "custody/backup_desk.h"
#include "custody/shares/mnemonic.h"
#include "pkcs11/unwrap_session.h"
#include "tests/support/live_vault.h"

namespace pyx::testing {

// Keeps the words of each share by version and holder, as paper would.
class PaperTable : public custody::HolderTable {
 public:
  Result<void> hand_over(const shares::ShareSet& set, const shares::Member& member,
                         const shares::Share& share) override {
    if (on_hand_over) PYX_TRY(on_hand_over(member.holder));
    PYX_ASSIGN(const shares::ShareWords words, shares::to_words(share));
    paper[{set.version, member.holder}] = pyx::to_text(words.text().reveal(reveal()));
    last_set = set;
    return {};
  }
  Result<void> collect(shares::ShareEntry& entry) override {
    for (const auto& [version, holder] : coming) {
      Bytes text = to_bytes(paper.at({version, holder}));
      PYX_ASSIGN(SecretBytes secret, SecretBytes::take(text));
      PYX_ASSIGN(shares::Entered entered, entry.enter(shares::ShareWords(std::move(secret))));
      verdicts.push_back(std::move(entered));
    }
    return {};
  }

  std::map<std::pair<std::uint32_t, std::string>, std::string> paper;
  std::vector<std::pair<std::uint32_t, std::string>> coming = {{1, "carol"}, {1, "alice"}};
  std::vector<shares::Entered> verdicts;
  std::optional<shares::ShareSet> last_set;
  std::function<Result<void>(const std::string& holder)> on_hand_over;
};

// Another token of the same module.
class SpareToken : public custody::SecondToken {
 public:
  static custody::OpenSecondToken opener(const SoftHsmToken& token) {
    return [&token](const SecretBytes& wrap_key) -> Result<std::unique_ptr<SecondToken>> {
      PYX_ASSIGN(auto session, pkcs11::UnwrapSession::open(token.uri(), token.pin(), wrap_key));
      return std::unique_ptr<SecondToken>(new SpareToken(token, std::move(session)));
    };
  }
  const pkcs11::TokenIdentity& identity() const override { return session_.identity(); }
  std::string module() const override { return "libsofthsm2.so"; }
  std::string manner() const override { return "session objects"; }
  custody::Exposure exposure() const override { return custody::Exposure::kNone; }
  std::string firmware() const override { return "2.6"; }
  std::vector<TokenRule> not_enforced() const override { return {}; }
  Result<Bytes> answer_once(const pkcs11::WrappedKey& key, pkcs11::ProofInput input) override {
    return session_.answer_once(key, input);
  }
  Result<Bytes> restore(const pkcs11::WrappedKey& key, pkcs11::ProofInput input,
                        const pkcs11::CheckAnswer& check) override {
    PYX_ASSIGN(pkcs11::RestoredKey restored, session_.restore(key, input, check));
    return std::move(restored.answer);
  }
  Result<void> destroy(const Uuid& id) override { return session_.destroy(id); }

 private:
  SpareToken(const SoftHsmToken&, pkcs11::UnwrapSession session) : session_(std::move(session)) {}
  pkcs11::UnwrapSession session_;
};

// A vault opened as at a ceremony's table, and all that a backup of it needs.
class BackupTable {
 public:
  BackupTable() { open(); }
  void open() {
    custody::VaultOptions options = vault.options();
    options.signing_threads = 0;
    vault.open(std::move(options));
  }
  custody::BackupDesk& desk() { return *vault->backup_desk(); }
  custody::KeyWrapper wrapper() {
    return [this](const SecretBytes& wrap_key, std::span<const pkcs11::KeySpec> specs) {
      return pkcs11::wrap_keys(vault.token_uri(), vault.token.so_pin(), vault.token.pin(), wrap_key,
                               specs);
    };
  }
  custody::KeyRewrapper rewrapper() {
    return [this](const SecretBytes& old_wrap_key, const SecretBytes& new_wrap_key,
                  std::span<const pkcs11::PassingKey> keys) {
      return pkcs11::rewrap_keys(vault.token_uri(), vault.token.so_pin(), vault.token.pin(),
                                 old_wrap_key, new_wrap_key, keys);
    };
  }
  // An act backup.rewrap of the present backup; `id` is the new one from then on.
  Uuid approved_rewrap() {
    const Uuid from = id;
    id = vault.new_id();
    return vault.approved(custody::BackupRewrap{from, id, plan()});
  }
  static custody::SharePlan plan() { return {1, {{2, {"alice", "bob", "carol"}}}}; }
  Uuid approved_backup(const std::vector<Uuid>& keys, std::optional<Uuid> replaces = {}) {
    id = vault.new_id();
    return vault.approved(custody::BackupCreate{id, keys, plan(), replaces});
  }
  void created(const std::vector<Uuid>& keys) {
    must(desk().create(approved_backup(keys), table, wrapper()));
  }
  void acknowledged(std::uint32_t version = 1);
  void proven() {
    must(desk().prove(vault.approved(custody::BackupProve{id}), table, SpareToken::opener(spare)));
  }
  custody::BackupRecord record() {
    for (const custody::BackupRecord& backup : must(vault->backups()))
      if (backup.id == id) return backup;
    throw std::runtime_error("there is no such backup");
  }

  LiveVault vault{LiveVault::Start::kFounded};
  SoftHsmToken spare = vault.softhsm.make_token("spare");
  PaperTable table;
  Uuid id;
};

}  // namespace pyx::testing

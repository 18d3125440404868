#include "tests/support/live_vault.h"

#include <algorithm>
#include <future>
#include <utility>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "custody/evidence/export.h"
#include "custody/founding/founding.h"
#include "pkcs11/open_token.h"
#include "tests/support/probed_once.h"

namespace pyx::testing {
namespace {

using custody::ActParameters;
using custody::ActRecord;

constexpr int kMintProfilesWithBackup = 3;  // of coins, seeds, envelopes

void replace(std::string& text, const std::string& mark, const std::string& with) {
  const std::size_t at = text.find(mark);
  if (at == std::string::npos) throw std::runtime_error("the example policy has no mark " + mark);
  text.replace(at, mark.size(), with);
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return text;
}

bool wants_auditor(const custody::Act& act) {
  return act.type() == policies::ActType::kKeyDestroy ||
         act.type() == policies::ActType::kCopyDestroy;
}

}  // namespace

custody::ClientIdentity issuer() { return {"urn:pyx:client:issuer", client_key("issuer")}; }

Result<custody::SignAnswer> sign_at(custody::SigningDesk& desk, custody::SignRequest request) {
  std::promise<Result<custody::SignAnswer>> promise;
  auto future = promise.get_future();
  desk.submit(std::move(request),
              [&](Result<custody::SignAnswer> answer) { promise.set_value(std::move(answer)); });
  return future.get();
}

std::size_t objects_of(pkcs11::Token& token, const Uuid& id) {
  const auto objects = must(token.objects());
  return static_cast<std::size_t>(std::ranges::count_if(
      objects, [&](const auto& object) { return std::ranges::equal(object.cka_id, id.bytes); }));
}

std::vector<pkcs11::ObjectFacts> lasting_objects(pkcs11::Token& token) {
  auto objects = must(token.objects());
  std::erase_if(objects, [](const auto& object) {
    return object.label == "pyx anchor" || (object.cka_id.empty() && object.label.empty());
  });
  return objects;
}

LiveVault::LiveVault(Start start) {
  for (const char* client : {"issuer", "officers-desk", "auditor-desk"}) {
    client_pins[client] = client_key(client);
  }
  if (start != Start::kTokenOnly) found();
  if (start == Start::kOpen) open();
}

pkcs11::TokenUri LiveVault::token_uri() const {
  pkcs11::TokenUri uri = token.uri();
  uri.module_path = module;
  return uri;
}

std::string LiveVault::policy() const {
  std::string text =
      to_text(must(read_file(PYX_SOURCE_DIR "/policies/examples/quickstart.toml.in")));
  for (const auto& [person, key] : people) {
    replace(text, "@" + upper(person) + "_PUBLIC_KEY@", to_base64(key.public_key().spki()));
  }
  for (const auto& [client, pin] : client_pins) {
    replace(text, "@" + upper(client) + "_SPKI_SHA256@", to_hex(pin));
  }
  // Keys of a mint go live at once here: proofs of backups have tests of their own.
  for (int profile = 0; profile < kMintProfilesWithBackup; ++profile)
    replace(text, R"(backup = "split")", R"(backup = "none")");
  return text;
}

Result<Bytes> LiveVault::draft() {
  const auto opened = module == kSoftHsmModule ? probed_once(open_token()) : open_token();
  return custody::draft_vault(folder.path(), as_bytes(policy()), "quickstart.toml",
                              pkcs11::to_text(token_uri()), *opened, clock);
}

Result<void> LiveVault::sign_founding() {
  PYX_ASSIGN(const custody::Draft draft, custody::read_draft(folder.path()));
  for (const std::string& person : draft.missing) {
    const auto envelope = envelope_by({&people.at(person)}, draft.statement);
    PYX_TRY(custody::add_founding_signature(folder.path(), envelope));
  }
  return {};
}

Result<Sha256> LiveVault::finish() {
  const auto opened = open_token();
  PYX_ASSIGN(id, custody::finish_vault(folder.path(), *opened, clock));
  return id;
}

void LiveVault::found() {
  must(draft());
  must(sign_founding());
  must(finish());
}

custody::VaultOptions LiveVault::options() const {
  custody::VaultOptions options;
  options.folder = folder.path();
  options.clock = &clock;
  options.open_token = [this](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
    PYX_ASSIGN(const auto parsed, pkcs11::parse_token_uri(uri));
    return pkcs11::open_token(parsed, token.pin());
  };
  return options;
}

void LiveVault::open(custody::VaultOptions options) {
  vault_ = must(custody::Vault::open(std::move(options)));
}

std::unique_ptr<pkcs11::Token> LiveVault::open_token() const {
  return must(pkcs11::open_token(token_uri(), token.pin()));
}

custody::Act LiveVault::act(ActParameters parameters) {
  const custody::VaultInfo info = must(vault_->info());
  custody::Act act;
  act.id = new_id();
  act.parameters = std::move(parameters);
  act.vault = info.id;
  act.policy = info.policy;
  act.nonce = new_nonce();
  act.not_before = clock.now();
  act.expires = act.not_before + std::chrono::minutes(30);
  act.proposer = "olga";
  return act;
}

custody::Envelope LiveVault::decision(const ActRecord& act, const std::string& person,
                                      policies::Choice choice) {
  custody::DecisionStatement decision;
  decision.vault = act.act.vault;
  decision.act = act.proposal.payload;
  decision.choice = choice;
  decision.person = person;
  decision.role = person == "dave" ? "auditor" : "security-officer";
  decision.time = clock.now();
  decision.nonce = new_nonce();
  return envelope_by({&people.at(person)}, custody::encode_decision(decision));
}

Uuid LiveVault::propose(ActParameters parameters) { return propose(act(std::move(parameters))); }

Uuid LiveVault::propose(const custody::Act& act, const std::optional<Bytes>& policy) {
  const auto envelope = envelope_by({&people.at(act.proposer)}, custody::encode_act(act));
  must(vault_->propose(envelope, policy));
  return act.id;
}

void LiveVault::approve(const Uuid& act) {
  const ActRecord record = must(vault_->act(act));
  std::vector<std::string> approvers = {"alice", "bob"};
  if (wants_auditor(record.act)) approvers.emplace_back("dave");
  for (const std::string& person : approvers) must(vault_->decide(act, decision(record, person)));
}

Uuid LiveVault::approved(ActParameters parameters) {
  const Uuid act = propose(std::move(parameters));
  approve(act);
  return act;
}

ActRecord LiveVault::done(ActParameters parameters) {
  return must(vault_->execute(approved(std::move(parameters))));
}

Uuid LiveVault::make_key(const std::string& profile) {
  const Uuid key = new_id();
  done(custody::KeyGenerate{key, profile, profile + " of a test"});
  return key;
}

Uuid LiveVault::make_active_key(const std::string& profile) {
  const Uuid key = make_key(profile);
  done(custody::KeyActivate{key});
  return key;
}

custody::KeyRecord LiveVault::key(const Uuid& wanted) {
  for (custody::KeyRecord& record : must(vault_->keys())) {
    if (record.id == wanted) return record;
  }
  throw std::runtime_error("the vault has no key " + wanted.text());
}

Result<custody::FreezeRecord> LiveVault::freeze(custody::FreezeTarget target,
                                                const std::string& person) {
  custody::FreezeStatement freeze;
  freeze.vault = id;
  freeze.target = std::move(target);
  freeze.person = person;
  freeze.time = clock.now();
  freeze.expires = freeze.time + std::chrono::minutes(5);
  freeze.nonce = new_nonce();
  freeze.reason = "a test";
  return vault_->freeze(envelope_by({&people.at(person)}, custody::encode_freeze(freeze)));
}

custody::SignRequest LiveVault::request(const Uuid& key, std::vector<Bytes> messages) {
  custody::SignRequest request;
  request.client = issuer();
  request.key = key;
  request.request = new_id();
  request.messages = std::move(messages);
  return request;
}

Result<custody::SignAnswer> LiveVault::sign(custody::SignRequest request) {
  return sign_at(vault_->signing(), std::move(request));
}

std::vector<custody::Leaf> LiveVault::leaves() {
  std::vector<custody::Leaf> all;
  for (;;) {
    const auto part = must(vault_->leaves(all.size(), 256));
    if (part.empty()) return all;
    for (const Bytes& leaf : part) all.push_back(must(custody::parse_leaf(leaf)));
  }
}

Result<custody::VerifyReport> LiveVault::exported_and_verified() {
  const TempFolder to;
  PYX_TRY(custody::export_log(*vault_, to.path() / "export"));
  return custody::verify_export(to.path() / "export", id, std::nullopt);
}

}  // namespace pyx::testing

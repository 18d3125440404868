#include "tests/support/custody_fixture.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/base64.h"
#include "base/random.h"
#include "custody/acts/executing.h"
#include "custody/acts/replacing_token.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"

namespace pyx::testing {
namespace {

using custody::ActParameters;
using policies::ActType;

EVP_PKEY* generate(KeyType type) {
  switch (type) {
    case KeyType::kEd25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyType::kP256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case KeyType::kP384:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
    case KeyType::kRsa2048:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    default:
      return nullptr;
  }
}

PublicKey public_half(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size_bytes = i2d_PUBKEY(key, &der);
  if (size_bytes <= 0) throw std::runtime_error("no test key of this type");
  const Bytes spki(der, der + size_bytes);
  OPENSSL_free(der);
  return must(PublicKey::from_spki(spki));
}

std::string person_toml(const People& people, std::string_view id, std::string_view role) {
  return "[[person]]\nid = \"" + std::string(id) + "\"\nname = \"Test " + std::string(id) +
         "\"\npublic_key = \"" + to_base64(people.find(id)->second.public_key().spki()) +
         "\"\nroles = [\"" + std::string(role) + "\"]\n\n";
}

std::string rule_toml(std::string_view act, std::string_view lifetime,
                      std::string_view seats = R"("2 of security-officer")",
                      std::string_view more = "") {
  return "[[rule]]\nact = \"" + std::string(act) + "\"\nquorum = [" + std::string(seats) +
         "]\nmay_propose = [\"operator\", \"security-officer\"]\nlifetime = \"" +
         std::string(lifetime) + "\"\n" + std::string(more) + "\n";
}

std::string profile_toml(std::string_view name, std::string_view type, std::string_view purpose,
                         std::string_view backup, std::string_view more = "") {
  return "[[profile]]\nname = \"" + std::string(name) + "\"\ntype = \"" + std::string(type) +
         "\"\npurpose = \"" + std::string(purpose) + "\"\n" +
         (backup.empty() ? "" : "backup = \"" + std::string(backup) + "\"\n") + std::string(more) +
         "\n";
}

std::string denomination_toml(std::string_view name, unsigned value, std::string_view profile) {
  return "[[denomination]]\nname = \"" + std::string(name) +
         "\"\ncurrency = \"EUR\"\nvalue = " + std::to_string(value) + "\nprofile = \"" +
         std::string(profile) +
         "\"\nfirst = \"2026-11-16T00:00:00Z\"\nissue = \"7d\"\noverlap = \"1d\"\n"
         "ahead = \"30d\"\nlife = \"60d\"\ngrace = \"30d\"\n\n";
}

std::string client_toml(std::string_view name, std::string_view access, std::string_view use) {
  return "[[client]]\nname = \"" + std::string(name) +
         "\"\nsan_uri = \"urn:pyx:client:" + std::string(name) + "\"\nspki_sha256 = \"" +
         to_hex(client_key(name)) + "\"\naccess = [" + std::string(access) + "]\n" +
         (use.empty() ? "" : "use = [" + std::string(use) + "]\n") + "\n";
}

KeyType type_of_made(const custody::Books& books, const custody::Act& act) {
  const auto* made = std::get_if<custody::KeyGenerate>(&act.parameters);
  return made == nullptr ? KeyType::kEd25519 : books.policy.profile(made->profile)->type;
}

KeyType type_of_coins(const custody::Books& books, const std::string& denomination) {
  return books.policy.profile(books.policy.denomination(denomination)->profile)->type;
}

}  // namespace

TestKey::TestKey(KeyType type)
    : key_(generate(type), EVP_PKEY_free), public_key_(public_half(key_.get())) {}

Bytes TestKey::sign(ByteView message) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  const EVP_MD* digest = public_key_.type() == KeyType::kEd25519 ? nullptr : EVP_sha256();
  std::size_t size_bytes = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size_bytes, message.data(), message.size()) != 1) {
    throw std::runtime_error("a test key does not sign");
  }
  Bytes signature(size_bytes);
  if (EVP_DigestSign(context.get(), signature.data(), &size_bytes, message.data(),
                     message.size()) != 1) {
    throw std::runtime_error("a test key does not sign");
  }
  signature.resize(size_bytes);
  return signature;
}

std::string TestKey::encrypted_pem(const std::string& passphrase) const {
  constexpr int kIterations = 600000;
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, void (*)(PKCS8_PRIV_KEY_INFO*)> plain(
      EVP_PKEY2PKCS8(key_.get()), PKCS8_PRIV_KEY_INFO_free);
  const std::unique_ptr<X509_SIG, void (*)(X509_SIG*)> encrypted(
      PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase.data(), static_cast<int>(passphrase.size()),
                    nullptr, 0, kIterations, plain.get()),
      X509_SIG_free);
  const std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free_all);
  if (!encrypted || PEM_write_bio_PKCS8(out.get(), encrypted.get()) != 1) {
    throw std::runtime_error("a test key is not encrypted");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

custody::Envelope envelope_by(std::vector<const TestKey*> keys, Bytes payload) {
  custody::Envelope envelope{std::string(custody::kStatementPayloadType), std::move(payload), {}};
  const Bytes pae = custody::dsse_pae(envelope.payload_type, envelope.payload);
  for (const TestKey* key : keys)
    envelope.signatures.push_back({key->public_key().id(), key->sign(pae)});
  return envelope;
}

Bytes new_nonce(std::size_t size_bytes) {
  Bytes nonce(size_bytes);
  fill_random(nonce);
  return nonce;
}

People new_people() {
  People people;
  for (const char* id : {"olga", "alice", "carol", "dave"})
    people.emplace(id, TestKey(KeyType::kEd25519));
  people.emplace("bob", TestKey(KeyType::kP256));
  return people;
}

Sha256 client_key(std::string_view client) { return sha256("key of " + std::string(client)); }

std::string policy_text(const People& people, std::string_view name) {
  return "version = 1\nname = \"" + std::string(name) +
         "\"\nroles = [\"operator\", \"security-officer\", \"auditor\"]\n\n" +
         person_toml(people, "olga", "operator") +
         person_toml(people, "alice", "security-officer") +
         person_toml(people, "bob", "security-officer") +
         person_toml(people, "carol", "security-officer") + person_toml(people, "dave", "auditor") +
         rule_toml("key.generate", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("key.activate", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("key.retire", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("key.destroy", "24h", R"("2 of security-officer", "1 of auditor")",
                   "no_spare = true\n") +
         rule_toml("log.rotate", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("thaw", "1h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("keys.schedule", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("budget.set", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("coins.refund", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("reservation.free", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("clock.accept", "1h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("state.accept", "1h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("backup.create", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("backup.prove", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("backup.restore", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("shares.reshare", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("backup.rewrap", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         rule_toml("copy.destroy", "24h", R"("2 of security-officer", "1 of auditor")",
                   "no_spare = true\n") +
         rule_toml("token.replace", "24h", R"("2 of security-officer")", "no_spare = true\n") +
         "[[rule]]\nact = \"policy.change\"\nquorum = [\"2 of security-officer\"]\n"
         "may_propose = [\"operator\"]\nlifetime = \"7d\"\n\n"
         "[freeze]\nroles = [\"security-officer\", \"auditor\"]\n\n" +
         profile_toml("p-256", "p-256", "sign", "none") +
         profile_toml("vital", "p-256", "sign", "") +
         profile_toml("portable", "p-256", "sign", "", "may_be_exposed = true\n") +
         profile_toml("blind", "rsa-2048", "blind-sign", "none") +
         profile_toml("secret", "generic-secret", "mac", "none") +
         profile_toml("aes", "aes-256", "encrypt", "none") +
         profile_toml("coin", "generic-secret", "coin", "none") +
         profile_toml("seed", "generic-secret", "coin-seed", "none") +
         profile_toml("envelope", "p-256", "envelope", "none") +
         profile_toml("answer", "ed25519", "answer", "none") +
         denomination_toml("eur-5", 500, "coin") + denomination_toml("eur-1", 100, "coin") +
         denomination_toml("eur-10-blind", 1000, "blind") +
         client_toml("issuer",
                     R"("sign", "coins.mint", "coins.check", "coins.exchange", "coins.redeem", )"
                     R"("blind.sign", "answer.sign", "ledger.attest")",
                     R"("p-256", "vital", "blind", "aes", "coin", "envelope", "answer")") +
         client_toml("till", R"("sign")", R"("secret")") +
         client_toml("desk", R"("acts", "log")", "");
}

MemoryVault::MemoryVault(std::vector<pkcs11::RuleFinding> token_rules) {
  const Bytes policy_bytes = to_bytes(policy_text(people));
  const policies::Policy policy = must(policies::parse_policy(as_text(policy_bytes), "test"));
  std::vector<custody::Founder> founders;
  std::vector<const TestKey*> signers;
  for (const policies::Person& person : policy.people) {
    founders.push_back({person.id, person.key.id()});
    signers.push_back(&people.at(person.id));
  }
  const TestKey canary(KeyType::kP256);
  const custody::FoundingStatement founding{policy.digest,
                                            std::move(founders),
                                            Uuid::v7(clock.now()),
                                            log_key_.public_key(),
                                            Uuid::v7(clock.now()),
                                            canary.public_key(),
                                            {"0123456789abcdef", "Test v1", "Test", "mint"},
                                            new_nonce(32),
                                            clock.now(),
                                            "1.0",
                                            std::move(token_rules)};
  const custody::Envelope envelope = envelope_by(signers, custody::encode_founding(founding));
  const custody::Leaf genesis{
      clock.now(),
      custody::GenesisLeaf{put_blob(to_bytes(custody::to_text(envelope))), put_blob(policy_bytes)}};
  register_ = must(custody::Register::found(genesis, blob_reader()));
  keep(genesis);
}

custody::BlobReader MemoryVault::blob_reader() const {
  return [this](const Sha256& digest) -> Result<Bytes> {
    const auto found = blobs.find(digest);
    if (found == blobs.end()) return error(Code::kNotFound, "there is no blob " + to_hex(digest));
    return found->second;
  };
}

Sha256 MemoryVault::put_blob(Bytes bytes) {
  const Sha256 digest = sha256(bytes);
  blobs[digest] = std::move(bytes);
  return digest;
}

void MemoryVault::keep(const custody::Leaf& leaf) {
  leaves_.push_back(must(custody::encode_leaf(leaf)));
}

custody::Act MemoryVault::act(ActParameters parameters, std::string proposer) const {
  custody::Act act;
  act.id = Uuid::v7(clock.now());
  act.parameters = std::move(parameters);
  act.vault = books().vault;
  act.policy = books().policy.digest;
  act.nonce = new_nonce();
  act.not_before = clock.now();
  act.expires = clock.now() + std::chrono::hours(1);
  act.proposer = std::move(proposer);
  return act;
}

custody::ProposalLeaf MemoryVault::proposal(const custody::Act& act) const {
  return {envelope_by({&people.at(act.proposer)}, custody::encode_act(act))};
}

custody::DecisionStatement MemoryVault::decision(const Uuid& act, std::string person,
                                                 policies::Choice choice) const {
  custody::DecisionStatement decision;
  decision.vault = books().vault;
  if (const custody::ActRecord* record = books().act(act)) decision.act = record->proposal.payload;
  decision.choice = choice;
  if (const policies::Person* known = books().policy.person(person))
    decision.role = known->roles.front();
  decision.person = std::move(person);
  decision.time = clock.now();
  decision.nonce = new_nonce();
  return decision;
}

custody::DecisionLeaf MemoryVault::signed_decision(
    const Uuid& act, const custody::DecisionStatement& decision) const {
  return {act, envelope_by({&people.at(decision.person)}, custody::encode_decision(decision))};
}

custody::FreezeStatement MemoryVault::freeze(custody::FreezeTarget target,
                                             std::string person) const {
  const Time now = clock.now();
  return {{books().vault, std::move(person), now, now + std::chrono::minutes(10), new_nonce(),
           "seen something"},
          std::move(target)};
}

custody::FreezeLeaf MemoryVault::signed_freeze(const custody::FreezeStatement& freeze) const {
  return {envelope_by({&people.at(freeze.person)}, custody::encode_freeze(freeze))};
}

custody::RequestLeaf MemoryVault::request(const std::string& client, const Uuid& key,
                                          std::uint32_t count) const {
  custody::RequestLeaf leaf;
  leaf.client = client;
  leaf.key = key;
  leaf.request = Uuid::v7(clock.now());
  if (const custody::KeyRecord* record = books().key(key))
    leaf.scheme = record->scheme().value_or(Scheme::kEcdsaSha256);
  leaf.count = count;
  leaf.digest = sha256(leaf.request.text());
  leaf.policy = books().policy.digest;
  return leaf;
}

custody::MadeKey MemoryVault::made_key(KeyType type) const {
  custody::MadeKey made;
  made.token_serial = books().binding.serial();
  if (is_asymmetric(type)) made.spki = TestKey(type).public_key().spki();
  made.attributes = {{"CKA_SENSITIVE", "true"}, {"CKA_EXTRACTABLE", "false"}};
  return made;
}

custody::IntentLeaf MemoryVault::intent(const Uuid& act) const {
  const custody::ActRecord* record = books().act(act);
  return {act, books().policy.digest,
          record == nullptr ? books().binding.serial() : custody::token_of(books(), record->act),
          1};
}

Result<std::uint64_t> MemoryVault::append(Body body) {
  const custody::Leaf leaf{clock.now(), std::move(body)};
  const std::uint64_t index = leaves_.size();
  PYX_ASSIGN(const custody::Change change, register_->check(leaf, index, blob_reader()));
  keep(leaf);
  register_->apply(leaf, change);
  return index;
}

std::uint64_t MemoryVault::append_unchecked(const Body& body) {
  keep({clock.now(), body});
  return leaves_.size() - 1;
}

Uuid MemoryVault::proposed(ActParameters parameters) {
  const custody::Act made = act(std::move(parameters));
  must(propose(made));
  return made.id;
}

Uuid MemoryVault::approved(ActParameters parameters) {
  const bool destroys = std::holds_alternative<custody::KeyDestroy>(parameters) ||
                        std::holds_alternative<custody::CopyDestroy>(parameters);
  const Uuid id = proposed(std::move(parameters));
  must(decide(id, "alice"));
  must(decide(id, "bob"));
  if (destroys) must(decide(id, "dave"));
  return id;
}

void MemoryVault::execute(const Uuid& id) {
  const custody::Act act = books().act(id)->act;
  custody::ExecutedLeaf leaf{id, {}, {}};
  if (custody::needs_token(act.type())) must(append(intent(id)));
  std::optional<TestKey> log_key;
  if (act.type() == ActType::kKeyGenerate) leaf.made = made_key(type_of_made(books(), act));
  if (act.type() == ActType::kLogRotate) {
    log_key.emplace(KeyType::kEd25519);
    leaf.made = made_key(KeyType::kEd25519);
    leaf.made->spki = log_key->public_key().spki();
  }
  if (const auto* schedule = std::get_if<custody::KeysSchedule>(&act.parameters)) {
    std::vector<custody::MadeKey> made;
    for (const auto& key : schedule->keys)
      made.push_back(made_key(type_of_coins(books(), key.denomination)));
    leaf.made_keys = put_blob(custody::encode_made_keys(made));
  }
  if (act.type() == ActType::kPolicyChange) leaf.voided = custody::acts_voided_by(books(), id);
  if (act.type() == ActType::kTokenReplace) {
    log_key.emplace(KeyType::kEd25519);
    leaf.token_binding = put_binding(binding(id, *log_key), *log_key);
    leaf.voided = custody::acts_left_by(books(), id);
  }
  must(append(std::move(leaf)));
  if (log_key) log_key_ = *log_key;
}

custody::TokenReplace MemoryVault::move_to(const std::string& serial) const {
  return {{serial, "Test v3", "Test", "another"},
          Uuid::v7(clock.now()),
          Uuid::v7(clock.now()),
          {leaves_.size(), root_at(leaves_.size())}};
}

custody::BindingStatement MemoryVault::binding(const Uuid& id, const TestKey& log_key) const {
  const auto& replace = std::get<custody::TokenReplace>(books().act(id)->act.parameters);
  custody::BindingStatement said{books().vault,
                                 id,
                                 {replace.token, "2.0", all_enforced()},
                                 {replace.log_key, log_key.public_key()},
                                 {replace.canary_key, TestKey(KeyType::kP256).public_key()},
                                 {},
                                 clock.now()};
  for (const custody::KeyRecord& key : books().keys) {
    if (key.state != custody::KeyState::kDestroyed && key.copy_on(replace.token.serial) != nullptr)
      said.keys.push_back(key.id);
  }
  return said;
}

Sha256 MemoryVault::put_binding(const custody::BindingStatement& said, const TestKey& signer) {
  return put_blob(
      to_bytes(custody::to_text(envelope_by({&signer}, custody::encode_binding(said)))));
}

Sha256 MemoryVault::root_at(std::uint64_t size) const {
  std::vector<Sha256> hashes;
  for (std::uint64_t i = 0; i < size; ++i) hashes.push_back(custody::leaf_hash(leaves_.at(i)));
  return custody::merkle_root(hashes);
}

Uuid MemoryVault::done(ActParameters parameters) {
  const Uuid id = approved(std::move(parameters));
  execute(id);
  return id;
}

Uuid MemoryVault::new_key(const std::string& profile) {
  const Uuid id = Uuid::v7(clock.now());
  done(custody::KeyGenerate{id, profile, "a key of a test"});
  return id;
}

Uuid MemoryVault::active_key(const std::string& profile) {
  const Uuid id = new_key(profile);
  done(custody::KeyActivate{id});
  return id;
}

Uuid MemoryVault::coin_key(const std::string& denomination, std::int64_t period) {
  const Uuid id = Uuid::v7(clock.now());
  done(custody::KeysSchedule{{{id, denomination, period}}});
  return id;
}

void MemoryVault::set_budgets(std::string_view text) {
  done(custody::BudgetSet{put_blob(to_bytes(text))});
}

Sha256 MemoryVault::frozen(custody::FreezeTarget target, const std::string& person) {
  const custody::FreezeLeaf leaf = signed_freeze(freeze(std::move(target), person));
  must(append(leaf));
  return sha256(leaf.envelope.payload);
}

std::string MemoryVault::checkpoint(const TestKey* key) const {
  if (key == nullptr) key = &log_key_;
  std::vector<Sha256> hashes;
  for (const Bytes& leaf : leaves_) hashes.push_back(custody::leaf_hash(leaf));
  const custody::NoteKey note_key{custody::log_origin(books().vault), key->public_key()};
  custody::SignedNote note;
  note.text =
      custody::checkpoint_text({note_key.name, hashes.size(), custody::merkle_root(hashes)});
  note.signatures.push_back({note_key.name, note_key.hash(), key->sign(as_bytes(note.text))});
  return custody::to_text(note);
}

Result<custody::VaultInfo> MemoryAccess::info() {
  custody::VaultInfo info;
  info.id = vault_.books().vault;
  info.name = vault_.books().policy.name;
  info.policy = vault_.books().policy.digest;
  info.log_vkey =
      custody::NoteKey{custody::log_origin(info.id), vault_.books().log_public_key}.vkey();
  info.log_size = vault_.leaves().size();
  return info;
}

Result<custody::ActRecord> MemoryAccess::act(const Uuid& id) {
  const custody::ActRecord* record = vault_.books().act(id);
  if (record == nullptr) return error(Code::kNotFound, "there is no act " + id.text());
  return *record;
}

Result<std::vector<Bytes>> MemoryAccess::leaves(std::uint64_t first, std::uint64_t count) {
  const auto& all = vault_.leaves();
  const std::uint64_t begin = std::min<std::uint64_t>(first, all.size());
  const std::uint64_t end = std::min<std::uint64_t>(begin + count, all.size());
  return std::vector<Bytes>(all.begin() + static_cast<std::ptrdiff_t>(begin),
                            all.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace pyx::testing

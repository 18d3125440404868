#include "tests/custody/server/fake_vault.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdlib>

#include "custody/acts/lowering_statement.h"
#include "custody/acts/share_receipt.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/statement.h"
#include "custody/evidence/tiles.h"

namespace pyx::testing {
namespace {

PublicKey public_half(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) std::abort();
  PublicKey out = PublicKey::from_spki({der, static_cast<std::size_t>(size)}).value();
  OPENSSL_free(der);
  return out;
}

Bytes sign_with(EVP_PKEY* key, const EVP_MD* digest, ByteView message) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::size_t size = 512;
  Bytes out(size);
  if (EVP_DigestSignInit(context, nullptr, digest, nullptr, key) != 1 ||
      EVP_DigestSign(context, out.data(), &size, message.data(), message.size()) != 1) {
    std::abort();
  }
  EVP_MD_CTX_free(context);
  out.resize(size);
  return out;
}

Time now() { return SystemClock().now(); }

}  // namespace

FakeVault::FakeVault()
    : signing_key_(EVP_EC_gen("P-256")),
      note_key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")),
      vault_id_(sha256("a vault of tests")) {
  if (signing_key_ == nullptr || note_key_ == nullptr) std::abort();
  log_key_ = custody::NoteKey{custody::log_origin(vault_id_), public_half(note_key_)};
  custody::KeyRecord key;
  key.id = Uuid::v7(now());
  key.name = "issuer";
  key.profile = "issuer-p256";
  key.token_serial = "0123";
  key.public_key = public_half(signing_key_);
  key.state = custody::KeyState::kActive;
  key.created = now();
  key.activated = now();
  key_list.push_back(key);
  leaves_.push_back(to_bytes("the beginning"));
}

FakeVault::~FakeVault() {
  FakeVault::stop();
  EVP_PKEY_free(signing_key_);
  EVP_PKEY_free(note_key_);
}

std::size_t FakeVault::signed_messages() const {
  const std::lock_guard lock(mutex_);
  return signed_messages_;
}
std::size_t FakeVault::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}
custody::SignRequest FakeVault::last_request() const {
  const std::lock_guard lock(mutex_);
  return requests_.at(requests_.size() - 1);
}
void FakeVault::add_leaf(Bytes leaf) {
  const std::lock_guard lock(mutex_);
  leaves_.push_back(std::move(leaf));
}

void FakeVault::submit(custody::SignRequest request, custody::SignCallback done) {
  const std::lock_guard lock(mutex_);
  const std::size_t number = threads_.size();
  const auto delay = number < delays.size() ? delays[number] : std::chrono::milliseconds(0);
  threads_.emplace_back([this, delay, request = std::move(request), done = std::move(done)] {
    std::this_thread::sleep_for(delay);
    done(answer(request));
  });
}

Result<custody::SignAnswer> FakeVault::answer(const custody::SignRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  if (refuse_signing) return *refuse_signing;
  if (next_signing) return *std::exchange(next_signing, std::nullopt);
  if (request.key != key()) return error(Code::kNotFound, "there is no such key");
  custody::SignAnswer out;
  for (const Bytes& message : request.messages) {
    Bytes signature = sign_with(signing_key_, EVP_sha256(), message);
    if (request.form == custody::EcdsaForm::kP1363) {
      signature = ecdsa_der_to_p1363(signature, 32).value();
    }
    out.signatures.push_back(std::move(signature));
    ++signed_messages_;
  }
  custody::RequestLeaf leaf;
  leaf.client = "mint";
  leaf.key = request.key;
  leaf.request = request.request;
  leaf.count = static_cast<std::uint32_t>(request.messages.size());
  leaf.digest = custody::request_digest(request.key, request.messages);
  leaf.policy = sha256(policy);
  out.receipt = recorded({now(), leaf});
  return out;
}

custody::Receipt FakeVault::recorded(const custody::Leaf& leaf) {
  leaves_.push_back(custody::encode_leaf(leaf).value());
  custody::Receipt receipt;
  receipt.vault = vault_id_;
  receipt.leaf_index = leaves_.size() - 1;
  receipt.leaf_hash = custody::leaf_hash(leaves_.back());
  receipt.policy = sha256(policy);
  return receipt;
}

std::vector<custody::ValueRequest> FakeVault::operations_asked() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void FakeVault::submit(custody::ValueRequest request, custody::ValueCallback done) {
  const std::lock_guard lock(mutex_);
  threads_.emplace_back(
      [this, request = std::move(request), done = std::move(done)] { done(operate(request)); });
}

custody::Envelope FakeVault::stated(const Bytes& payload) const {
  custody::Envelope envelope{std::string(custody::kStatementPayloadType), payload, {}};
  envelope.signatures.push_back(
      {key_list.front().public_key->id(),
       sign_with(signing_key_, EVP_sha256(), custody::dsse_pae(envelope.payload_type, payload))});
  return envelope;
}

custody::Minted FakeVault::minted(const std::vector<custody::CoinLine>& lines) const {
  custody::Minted made;
  made.sealed = Bytes(100, 5);
  for (const custody::CoinLine& line : lines) {
    for (std::uint32_t i = 0; i < line.count; ++i) {
      const custody::CoinId id{1, static_cast<std::uint8_t>(made.coins.size())};
      made.coins.push_back({id, key(), line.denomination, key_list.front().created});
    }
  }
  return made;
}

decltype(custody::ValueAnswer::what) FakeVault::made_up(
    const custody::ValueRequest& request) const {
  const std::vector<custody::JudgedCoin> coins = {
      {custody::CoinId{2}, key(), "eur-5", 500, custody::Verdict::kGood}};
  switch (request.operation()) {
    case custody::Operation::kCoinsMint:
      return minted(std::get<custody::CoinsMint>(request.what).coins);
    case custody::Operation::kCoinsCheck:
      return custody::Judged{
          {coins.front(), {custody::CoinId{3}, key(), "eur-5", 500, custody::Verdict::kBadTag}}};
    case custody::Operation::kCoinsExchange:
      return custody::Exchanged{coins,
                                minted(std::get<custody::CoinsExchange>(request.what).coins)};
    case custody::Operation::kCoinsRedeem:
      return custody::Redeemed{coins, "EUR", 500};
    case custody::Operation::kBlindSign:
      return custody::BlindSigned{std::get<custody::BlindSign>(request.what).elements};
    case custody::Operation::kAnswerSign:
    case custody::Operation::kLedgerAttest:
      break;
  }
  json::object predicate;
  predicate["client"] = "mint";
  predicate["request"] = request.request.text();
  std::string type = "urn:pyx:ledger:v1";
  if (const auto* sign = std::get_if<custody::AnswerSign>(&request.what)) {
    type = "urn:pyx:answer:v1";
    predicate["kind"] = sign->answer.kind;
    predicate["transaction"] = to_hex(sign->answer.transaction);
    if (!sign->answer.currency.empty()) {
      predicate["currency"] = sign->answer.currency;
      predicate["value"] = sign->answer.value;
    }
    if (!sign->answer.text.empty()) predicate["text"] = sign->answer.text;
  }
  return custody::Stated{stated(
      custody::encode_statement({std::move(type), "vault", vault_id_, std::move(predicate)}))};
}

Result<custody::ValueAnswer> FakeVault::operate(const custody::ValueRequest& request) {
  const std::lock_guard lock(mutex_);
  operations_.push_back(request);
  if (refuse_operations) return *refuse_operations;
  if (next_operation) return *std::exchange(next_operation, std::nullopt);
  custody::ValueAnswer answer;
  if (request.dry_run) {
    answer.what = custody::WouldPass{};
    answer.receipt.vault = vault_id_;
    answer.receipt.policy = sha256(policy);
  } else {
    custody::OperationLeaf leaf;
    leaf.client = "mint";
    leaf.operation = request.operation();
    leaf.request = request.request;
    leaf.digest = custody::request_digest(request);
    leaf.policy = sha256(policy);
    leaf.remaining = remaining;
    answer.receipt = recorded({now(), leaf});
    answer.what = next_value ? *std::exchange(next_value, std::nullopt) : made_up(request);
  }
  answer.receipt.remaining = remaining;
  return answer;
}

Result<policies::Client> FakeVault::client(const custody::ClientIdentity& identity) {
  const auto found = std::ranges::find_if(clients, [&](const policies::Client& one) {
    return one.san_uri == identity.san_uri && one.spki_sha256 == identity.spki_sha256;
  });
  if (found == clients.end()) return refused("CLIENT-PINNED", "no client of the policy");
  return *found;
}

Result<void> FakeVault::canary() {
  const std::lock_guard lock(mutex_);
  if (canary_error) return *canary_error;
  return {};
}
Result<void> FakeVault::check_store() {
  const std::lock_guard lock(mutex_);
  if (store_error) return *store_error;
  return {};
}

Result<Bytes> FakeVault::tile(const std::string& path) {
  PYX_ASSIGN(const custody::TileName name, custody::parse_tile_path(path));
  const std::lock_guard lock(mutex_);
  const std::uint64_t first = name.index * custody::kTileWidth;
  if (name.level != 0 || first + name.width > leaves_.size()) {
    return error(Code::kNotFound, "there is no such tile");
  }
  const auto tile = std::span(leaves_).subspan(first, name.width);
  if (name.entries) return custody::encode_entries(tile);
  Bytes hashes;
  for (const Bytes& leaf : tile) append(hashes, custody::leaf_hash(leaf));
  return hashes;
}

void FakeVault::stop() {
  std::vector<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    ending.swap(threads_);
  }
  for (std::thread& one : ending) one.join();
}

Result<custody::VaultInfo> FakeVault::info() {
  const std::lock_guard lock(mutex_);
  custody::VaultInfo info;
  info.id = vault_id_;
  info.name = "fake";
  info.policy = sha256(policy);
  info.log_vkey = log_key_->vkey();
  info.token_serials = {"0123"};
  info.log_size = leaves_.size();
  info.warnings = {"single-host PIN"};
  return info;
}

Result<custody::ActRecord> FakeVault::act(const Uuid& id) {
  for (const custody::ActRecord& one : act_list) {
    if (one.act.id == id) return one;
  }
  return error(Code::kNotFound, "there is no act " + id.text());
}

Result<Bytes> FakeVault::blob(const Sha256& digest) {
  if (digest == sha256(policy)) return to_bytes(policy);
  return error(Code::kNotFound, "there is no such blob");
}

Result<custody::ActRecord> FakeVault::propose(const custody::Envelope& envelope,
                                              const std::optional<Bytes>& document) {
  ++proposals;
  if (act_error) return *act_error;
  last_document = document;
  custody::ActRecord record;
  PYX_ASSIGN(record.act, custody::parse_act(envelope.payload));
  const bool is_budgets = record.act.type() == policies::ActType::kBudgetSet;
  if (document && !is_budgets) policy = to_text(*document);
  record.proposal = envelope;
  record.quorum = {policies::Verdict::kDenied, "ACT-QUORUM", "needs 2 more of security-officer"};
  record.leaf_index = 7;
  act_list.push_back(record);
  return record;
}

Result<custody::ActRecord> FakeVault::decide(const Uuid& id, const custody::Envelope& envelope) {
  ++decisions;
  if (act_error) return *act_error;
  PYX_ASSIGN(custody::ActRecord record, act(id));
  custody::RecordedDecision decision;
  PYX_ASSIGN(decision.statement, custody::parse_decision(envelope.payload));
  decision.envelope = envelope;
  decision.leaf_index = 8;
  record.decisions.push_back(decision);
  return record;
}

Result<custody::FreezeRecord> FakeVault::freeze(const custody::Envelope& envelope) {
  ++freezings;
  if (act_error) return *act_error;
  custody::FreezeRecord record;
  PYX_ASSIGN(record.statement, custody::parse_freeze(envelope.payload));
  record.id = sha256(envelope.payload);
  record.leaf_index = 9;
  freeze_list.push_back(record);
  return record;
}

Result<std::uint64_t> FakeVault::record_share(const custody::Envelope& envelope) {
  ++sayings;
  if (act_error) return *act_error;
  PYX_TRY(custody::parse_share_receipt(envelope.payload));
  return 9;
}

Result<custody::LoweredBudget> FakeVault::lower(const custody::Envelope& envelope) {
  ++lowerings;
  if (act_error) return *act_error;
  PYX_ASSIGN(const custody::LoweringStatement lowering, custody::parse_lowering(envelope.payload));
  for (custody::BudgetRecord& one : budget_list) {
    if (one.budget.name != lowering.budget) continue;
    one.budget.limits = {lowering.limit};
    return custody::LoweredBudget{one.budget, 10};
  }
  return error(Code::kNotFound, "there is no budget " + lowering.budget);
}

Result<custody::ActRecord> FakeVault::execute(const Uuid& id) {
  ++executions;
  if (while_executing) while_executing();
  if (act_error) return *act_error;
  PYX_ASSIGN(custody::ActRecord record, act(id));
  record.state = custody::ActState::kExecuted;
  record.closing_leaf = 11;
  record.outcome = "made key";
  return record;
}

Result<std::string> FakeVault::checkpoint() {
  const std::lock_guard lock(mutex_);
  custody::MerkleEdge tree;
  for (const Bytes& leaf : leaves_) tree.append(custody::leaf_hash(leaf));
  custody::SignedNote note;
  note.text = custody::checkpoint_text({log_key_->name, tree.size(), tree.root()});
  note.signatures.push_back(
      {log_key_->name, log_key_->hash(), sign_with(note_key_, nullptr, as_bytes(note.text))});
  return custody::to_text(note);
}

Result<std::vector<Bytes>> FakeVault::leaves(std::uint64_t /*first*/, std::uint64_t /*count*/) {
  return error(Code::kBug, "the API reads leaves from tiles");
}

}  // namespace pyx::testing

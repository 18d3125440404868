#include "custody/vault.h"

#include <algorithm>

#include "custody/act_desk.h"
#include "custody/acts/admitting.h"
#include "custody/backup_desk.h"
#include "custody/coins/value_job.h"
#include "custody/founding/draft_files.h"
#include "custody/founding/founding.h"
#include "custody/freshness/freshness_desk.h"
#include "custody/keys/canary.h"
#include "custody/log_desk.h"
#include "custody/recurring_check.h"
#include "custody/signing/pipeline.h"
#include "custody/store/sqlite_store.h"
#include "custody/store/vault_lock.h"
#include "custody/token_desk.h"

namespace pyx::custody {
namespace {

constexpr std::uint64_t kMostLeavesAtOnce = 256;
constexpr std::uint64_t kMostOpenRequests = 1000;
constexpr Duration kCheckpointEvery = std::chrono::seconds(1);
// More than any group of requests takes (custody/signing/pipeline.cc).
constexpr std::size_t kRoomOfACommit = std::size_t{256} * 1024;

// What an auditor must know.
std::vector<std::string> warnings(const Books& books) {
  std::vector<std::string> all = {
      "single-host PIN: whoever has this host's root or the token's user PIN can sign past the "
      "budget and "
      "quorum of this vault"};
  const auto behind = std::ranges::count_if(books.keys, [](const KeyRecord& key) {
    return key.left_behind && key.state != KeyState::kDestroyed;
  });
  if (behind > 0) {
    all.push_back(std::to_string(behind) +
                  " keys are on a token that this vault has left (KEY-HOME): restore them, or "
                  "retire and destroy them");
  }
  return all;
}

class LiveVault : public Vault {
 public:
  LiveVault(VaultLock lock, std::unique_ptr<Store> store, std::unique_ptr<EvidenceLog> log,
            std::unique_ptr<VaultToken> token, std::uint64_t epoch, const Clock& clock,
            std::vector<std::filesystem::path> witnesses,
            std::function<void(const Freshness&)> on_freshness)
      : lock_(std::move(lock)),
        clock_(clock),
        store_(std::move(store)),
        log_(std::move(log)),
        token_(std::move(token)),
        act_desk_(*log_, *store_, *token_, epoch),
        backup_desk_(*log_, *token_, act_desk_, clock),
        token_desk_(*log_, *store_, *token_, act_desk_),
        log_desk_(*log_, *store_, *token_),
        freshness_(*log_, *store_, std::move(witnesses), std::move(on_freshness)) {
    token_->on_open([this](pkcs11::Token& opened) { return freshness_.opened(opened); });
  }
  ~LiveVault() override {
    LiveVault::stop();
    token_->end_care();
  }
  LiveVault(const LiveVault&) = delete;
  LiveVault& operator=(const LiveVault&) = delete;

  Result<void> start(const VaultOptions& asked) {
    PYX_TRY(freshness_.look());
    if (asked.signing_threads == 0) {
      // At a table a token that is away, or lost, keeps nobody out: what was cut off on it waits.
      const auto reconciled = token_->can_open() ? act_desk_.reconcile() : Result<void>();
      const bool store_failed = !reconciled && reconciled.error().code == Code::kStore;
      return store_failed ? reconciled : Result<void>();
    }
    TokenCare care;
    care.canary = [this](pkcs11::Token& token) { return sign_canary(token); };
    care.on_change = asked.on_token;
    // Reports nothing: an act that cannot be finished now waits for the next return of the token.
    care.on_return = [this] { static_cast<void>(act_desk_.reconcile().ok()); };
    PYX_TRY(token_->care(std::move(care)));  // a PIN that is wrong shows now
    auto reconciled = act_desk_.reconcile();
    const bool token_is_away = token_->trouble().has_value();
    if (!reconciled && !token_is_away && reconciled.error().code != Code::kRetry) {
      return reconciled;
    }
    PipelineOptions options;
    options.signing_threads = asked.signing_threads;
    options.request_retention = asked.request_retention;
    pipeline_ = std::make_unique<Pipeline>(*log_, *store_, *token_, options);
    checkpoints_.emplace([this] { return keep_checkpoint(); }, kCheckpointEvery);
    looks_.emplace([this] { return freshness_.keep(*token_); }, asked.look_every);
    return {};
  }

  Result<VaultInfo> info() override {
    VaultInfo info = log_->look([](const Books& books) {
      VaultInfo about;
      about.id = books.vault;
      about.name = books.policy.name;
      about.policy = books.policy.digest;
      about.token_serials = {books.binding.serial()};
      for (const LeftToken& left : books.left_tokens)
        about.former_tokens.push_back({left.serial, left.until, left.act});
      about.warnings = warnings(books);
      return about;
    });
    info.log_vkey = log_desk_.log_key().vkey();
    info.log_size = log_->head().size;
    const Freshness fresh = freshness_.report();
    if (fresh.suspended) info.warnings.push_back("STATE-FRESH: " + *fresh.suspended);
    for (const std::string& warning : fresh.warnings) info.warnings.push_back(warning);
    return info;
  }
  Result<Bytes> policy_bytes() override {
    return log_->look([](const Books& books) { return books.policy_bytes; });
  }
  Result<std::vector<ActRecord>> acts() override { return act_desk_.acts(); }
  Result<ActRecord> act(const Uuid& id) override { return act_desk_.act(id); }
  Result<std::vector<KeyRecord>> keys() override {
    return log_->look([](const Books& books) { return books.keys; });
  }
  Result<std::vector<FreezeRecord>> freezes() override {
    return log_->look([](const Books& books) { return books.freezes; });
  }
  Result<Bytes> blob(const Sha256& digest) override { return log_->blobs()(digest); }
  Result<std::vector<BudgetRecord>> budgets() override {
    return log_->look_at([](const Books& books, const Tallies& tallies, Time now) {
      std::vector<BudgetRecord> records;
      for (const policies::Budget& budget : books.budgets)
        records.push_back({budget, tallies.budgets.taken_of(budget.name, now)});
      return records;
    });
  }
  Result<std::map<std::string, std::uint64_t>> bad_coins() override {
    return log_->look_at([](const Books&, const Tallies& tallies, Time now) {
      return tallies.bad_coins_of_all(now);
    });
  }
  Result<std::vector<BackupRecord>> backups() override { return backup_desk_.backups(); }
  Result<std::uint64_t> record_share(const Envelope& envelope) override {
    return backup_desk_.record_share(envelope);
  }
  BackupDesk* backup_desk() override { return &backup_desk_; }
  TokenDesk* token_desk() override { return &token_desk_; }
  Result<std::vector<OpenRequest>> open_requests() override {
    PYX_ASSIGN(const auto rows, store_->open_requests(std::nullopt, Time{}, kMostOpenRequests));
    std::vector<OpenRequest> open;
    for (const RequestRow& row : rows) {
      PYX_ASSIGN(const auto leaves, store_->leaves(row.leaf_index, 1));
      if (leaves.empty()) return error(Code::kStore, "the leaf of a request is missing");
      PYX_ASSIGN(const Leaf leaf, parse_leaf(leaves.front()));
      const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
      open.push_back({row.leaf_index, leaf.time, row.key.client,
                      operation != nullptr ? std::string(to_text(operation->operation)) : "sign",
                      row.key.request});
    }
    return open;
  }

  Result<ActRecord> propose(const Envelope& envelope,
                            const std::optional<Bytes>& document) override {
    return act_desk_.propose(envelope, document);
  }
  Result<LoweredBudget> lower(const Envelope& envelope) override {
    return act_desk_.lower(envelope);
  }
  Result<ActRecord> decide(const Uuid& act, const Envelope& envelope) override {
    return act_desk_.decide(act, envelope);
  }
  Result<FreezeRecord> freeze(const Envelope& envelope) override {
    return act_desk_.freeze(envelope);
  }
  Result<ActRecord> execute(const Uuid& act) override {
    auto executed = act_desk_.execute(act);
    // It may have been the act that gives the missing leaves up.
    if (freshness_.report().suspended) PYX_TRY(freshness_.look());
    return executed;
  }
  Freshness freshness() override { return freshness_.report(); }

  Result<std::string> checkpoint() override { return log_desk_.checkpoint(); }
  Result<std::vector<Bytes>> leaves(std::uint64_t first, std::uint64_t count) override {
    return store_->leaves(first, std::min(count, kMostLeavesAtOnce));
  }
  Result<Bytes> tile(const std::string& path) override { return log_desk_.tile(path); }

  SigningDesk& signing() override {
    return pipeline_ ? static_cast<SigningDesk&>(*pipeline_) : closed_desk_;
  }
  OperationDesk& operations() override { return mint_desk_; }

  SigningNumbers signing_numbers() override {
    return pipeline_ ? pipeline_->numbers() : SigningNumbers{};
  }

  Result<policies::Client> client(const ClientIdentity& identity) override {
    const auto policy = log_->policy();
    PYX_ASSIGN(const policies::Client* found, identify(*policy, identity));
    return *found;
  }

  Result<void> canary() override {
    PYX_ASSIGN(const auto token, token_->get());
    return sign_canary(*token);
  }
  Result<void> check_store() override {
    std::string alive = to_rfc3339(clock_.now());
    // The room that a failed commit leaves in the store's files would take this small note, and not
    // the next group of requests.
    if (log_->last_commit_failed()) alive.resize(kRoomOfACommit, ' ');
    return store_->set_note("alive", alive);
  }
  unsigned hung_calls() const override { return token_->hung_calls()->now; }

  void stop() override {
    checkpoints_.reset();
    looks_.reset();
    if (pipeline_) pipeline_->stop();
    static_cast<void>(keep_checkpoint());
    if (token_->is_open()) static_cast<void>(freshness_.keep(*token_));
  }

 private:
  class ClosedDesk : public SigningDesk {
   public:
    void submit(SignRequest /*request*/, SignCallback done) override {
      done(error(Code::kRefused, "this vault was opened without a signing desk"));
    }
  };

  class MintDesk : public OperationDesk {
   public:
    explicit MintDesk(LiveVault& vault) : vault_(vault) {}
    void submit(ValueRequest request, ValueCallback done) override {
      if (!vault_.pipeline_)
        return done(error(Code::kRefused, "this vault was opened without a signing desk"));
      vault_.pipeline_->submit(make_value_job(*vault_.log_, std::move(request), std::move(done)));
    }

   private:
    LiveVault& vault_;
  };

  // Over what is new: receipts are provable from then on, and the next start need not check again
  // what stands under it. Where nothing is new since the last one, nothing is signed.
  Result<void> keep_checkpoint() {
    if (!token_->is_open()) return error(Code::kRetry, "the token is not open");
    PYX_ASSIGN(const std::string ignored, log_desk_.checkpoint());
    static_cast<void>(ignored);
    return {};
  }

  Result<void> sign_canary(pkcs11::Token& token) {
    const CanaryKey canary = log_->look([](const Books& books) {
      return CanaryKey{books.binding.canary_key, books.binding.canary_public_key};
    });
    return custody::sign_canary(token, canary, log_->vault(), clock_.now());
  }

  VaultLock lock_;
  const Clock& clock_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<EvidenceLog> log_;
  std::unique_ptr<VaultToken> token_;
  ActDesk act_desk_;
  BackupDesk backup_desk_;
  TokenDesk token_desk_;
  LogDesk log_desk_;
  FreshnessDesk freshness_;
  ClosedDesk closed_desk_;
  MintDesk mint_desk_{*this};
  // Last: their threads use all of the above.
  std::unique_ptr<Pipeline> pipeline_;
  std::optional<RecurringCheck> checkpoints_;
  std::optional<RecurringCheck> looks_;
};

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(VaultOptions options) {
  if (options.clock == nullptr) return error(Code::kBug, "a vault needs a clock");
  std::error_code ignored;
  if (!std::filesystem::exists(options.folder / kStoreFile, ignored)) {
    return error(Code::kNotFound, "there is no vault in " + options.folder.string());
  }
  if (has_draft(options.folder)) {
    return error(Code::kConflict,
                 "the founding of this vault is not finished: pyx vault init --finish");
  }
  PYX_ASSIGN(VaultLock lock, VaultLock::take(options.folder));
  PYX_TRY(remove_leftovers(options.folder));
  PYX_ASSIGN(auto store, open_sqlite_store(options.folder));
  PYX_ASSIGN(auto log, EvidenceLog::open(*store, *options.clock));
  PYX_ASSIGN(const auto uri, store->note("token-uri"));
  PYX_ASSIGN(const std::uint64_t epoch, store->next_epoch());
  auto binding = log->look([](const Books& books) { return books.binding; });
  auto token = std::make_unique<VaultToken>(std::move(options.open_token), uri.value_or(""),
                                            std::move(binding), options.token_limits);
  auto vault = std::make_unique<LiveVault>(std::move(lock), std::move(store), std::move(log),
                                           std::move(token), epoch, *options.clock,
                                           options.witnesses, options.on_freshness);
  PYX_TRY(vault->start(options));
  return std::unique_ptr<Vault>(std::move(vault));
}

}  // namespace pyx::custody

// On a SoftHSM2 token: an old copy of a mint's vault is put back, and what becomes of it (trap 22).
#include "custody/freshness/catch_up.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <tuple>

#include "base/file.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/export.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"
#include "custody/record_json.h"
#include "custody/store/sqlite_store.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace catch_up_test {

namespace fs = std::filesystem;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::MintVault;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TempFolder;
using ::testing::Contains;
using ::testing::HasSubstr;

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

// What stands beside the leaves, as the store has it.
struct State {
  std::uint64_t size = 0;
  std::vector<Sha256> edge;
  Time time{};
  std::vector<WindowPart> windows;
  std::vector<LedgerRow> ledger;
  std::vector<std::tuple<Sha256, std::uint64_t, RequestRow::State>> requests;
  std::vector<bool> retired;
  friend bool operator==(const State&, const State&) = default;
};

class AnOldCopyPutBack : public ::testing::Test {
 protected:
  // Coins from before the copy and from after it; one of the old ones is spent after it.
  AnOldCopyPutBack() {
    old_coins_.emplace(mint("eur-5", 2));
    vault_.close();
    copy_folder(folder(), copy_);
    vault_.open();
    new_coins_.emplace(mint("eur-1", 3));
    const auto redeem = vault_.redeem(*old_coins_);
    must(vault_.ask(redeem));
    requests_.push_back({"issuer", {}, redeem.request});
    vault_.make_active_key("issuer-p-256");
    // What was answered is settled once it stops.
    vault_.close();
    vault_.open();
    must(export_log(*vault_, export_));
    checkpoint_ = must(vault_->checkpoint());
    acts_ = must(vault_->acts()).size();
    vault_.close();
    original_ = state();
  }
  fs::path folder() const { return vault_.folder.path(); }
  void put_back() { copy_folder(copy_, folder()); }
  CoinPouch mint(const std::string& denomination, std::uint32_t count) {
    last_mint_ = vault_.value_request(CoinsMint{{{denomination, count}}, vault_.holder.public_key});
    requests_.push_back({"issuer", {}, last_mint_.request});
    const ValueAnswer answer = must(vault_.ask(last_mint_));
    sealed_ = std::get<Minted>(answer.what).sealed;
    return vault_.opened(answer, last_mint_.request);
  }
  State state_in(const fs::path& folder) {
    const auto store = must(open_sqlite_store(folder));
    const StoreHead head = must(store->head());
    State state{head.log_size,
                head.edge,
                head.time,
                must(store->window_parts()),
                must(store->ledger_rows()),
                {},
                {}};
    for (const auto& row : must(store->find_requests(requests_))) {
      if (row) state.requests.emplace_back(row->digest, row->leaf_index, row->state);
    }
    for (const Bytes& bytes : must(store->leaves(0, head.log_size))) {
      const Leaf leaf = must(parse_leaf(bytes));
      const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
      if (operation == nullptr) continue;
      for (const RetiredCoins& line : operation->moves.retired) {
        for (const bool retired : must(store->are_retired(line.key, line.coins)))
          state.retired.push_back(retired);
      }
    }
    return state;
  }
  State state() { return state_in(folder()); }
  // That what comes after is as if nothing had happened.
  void expect_whole() {
    EXPECT_FALSE(vault_->freshness().suspended);
    EXPECT_THAT(vault_.ask(vault_.redeem(*old_coins_)), RefusedBy("COIN-GOOD"));
    const auto again = vault_.ask(last_mint_);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(std::get<Minted>(again->what).sealed, sealed_);
    EXPECT_THAT(vault_.ask(vault_.redeem(*new_coins_)), IsOk());
    EXPECT_THAT(vault_.exported_and_verified(), IsOk());
  }

  MintVault vault_;
  TempFolder elsewhere_;
  const fs::path copy_ = elsewhere_.path() / "copy";
  const fs::path export_ = elsewhere_.path() / "export";
  std::optional<CoinPouch> old_coins_, new_coins_;
  ValueRequest last_mint_;
  Bytes sealed_;
  std::vector<RequestKey> requests_;
  std::string checkpoint_;
  std::size_t acts_ = 0;
  State original_;
};

// STATE-FRESH
TEST_F(AnOldCopyPutBack, SignsAndRecordsNothingAndCanBeRead) {
  put_back();
  vault_.open();
  const Freshness fresh = vault_->freshness();
  ASSERT_TRUE(fresh.suspended);
  EXPECT_THAT(*fresh.suspended, HasSubstr("behind by " + std::to_string(fresh.missing)));
  EXPECT_EQ(fresh.missing, original_.size - must(vault_->info()).log_size);
  EXPECT_THAT(must(vault_->info()).warnings, Contains(HasSubstr("STATE-FRESH: ")));
  EXPECT_THAT(vault_.ask(vault_.redeem(*old_coins_)), RefusedBy("STATE-FRESH"));
  EXPECT_THAT(vault_.ask(vault_.check(*old_coins_)), RefusedBy("STATE-FRESH"));
  EXPECT_THAT(vault_.ask(last_mint_), RefusedBy("STATE-FRESH"));
  EXPECT_THAT(vault_.freeze(FreezeAll{}), RefusedBy("STATE-FRESH"));
  const Act act = vault_.act(LogRotate{vault_.new_id()});
  EXPECT_THAT(
      vault_->propose(pyx::testing::envelope_by({&vault_.people.at("olga")}, encode_act(act)),
                      std::nullopt),
      RefusedBy("STATE-FRESH"));
  EXPECT_THAT(vault_->canary(), IsOk());
  EXPECT_FALSE(must(vault_->keys()).empty());
  // What was signed before is given; nothing new is.
  const Checkpoint head = must(parse_checkpoint(must(parse_note(must(vault_->checkpoint()))).text));
  EXPECT_LE(head.size, must(vault_->info()).log_size);
}
TEST_F(AnOldCopyPutBack, IsCaughtUpFromAnExportAndGoesOn) {
  put_back();
  const CaughtUp done = must(catch_up(folder(), export_));
  EXPECT_LT(done.from, done.to);
  EXPECT_EQ(done.to, original_.size);
  EXPECT_EQ(state(), original_);
  vault_.open();
  EXPECT_EQ(must(vault_->acts()).size(), acts_);
  expect_whole();
}
TEST_F(AnOldCopyPutBack, OrLostIsRebuiltInANewFolder) {
  const fs::path rebuilt = elsewhere_.path() / "rebuilt";
  EXPECT_THAT(
      rebuild_vault(rebuilt, export_, sha256("another vault"), pkcs11::to_text(vault_.token_uri())),
      RefusedBy("LOG-WHOLE"));
  const CaughtUp done =
      must(rebuild_vault(rebuilt, export_, vault_.id, pkcs11::to_text(vault_.token_uri())));
  EXPECT_EQ(done.from, 0U);
  EXPECT_EQ(state_in(rebuilt), original_);
  EXPECT_THAT(rebuild_vault(rebuilt, export_, vault_.id, pkcs11::to_text(vault_.token_uri())),
              FailsSaying(Code::kConflict, "pyx vault catch-up"));
  copy_folder(rebuilt, folder());
  vault_.open();
  EXPECT_EQ(must(vault_->acts()).size(), acts_);
  expect_whole();
}
TEST_F(AnOldCopyPutBack, ThatWasKilledWhileCatchingUpStaysSuspendedAndIsGoneOnWith) {
  put_back();
  const std::uint64_t before = state().size;
  const pid_t child = ::fork();
  if (child == 0) {
    static_cast<void>(catch_up(folder(), export_, [](std::uint64_t) { ::raise(SIGKILL); }).ok());
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  vault_.open();
  const std::uint64_t half = must(vault_->info()).log_size;
  EXPECT_GT(half, before);
  EXPECT_LT(half, original_.size);
  EXPECT_THAT(*vault_->freshness().suspended, HasSubstr("a catching up that was cut off"));
  EXPECT_THAT(catch_up(folder(), export_), FailsWith(Code::kConflict));  // it is open
  vault_.close();
  must(catch_up(folder(), export_));
  EXPECT_EQ(state(), original_);
  vault_.open();
  expect_whole();
}
TEST_F(AnOldCopyPutBack, AnExportThatIsOlderStillLeavesItSuspended) {
  put_back();
  vault_.open();
  const fs::path older = elsewhere_.path() / "older";
  must(export_log(*vault_, older));  // up to the checkpoint that was signed before the copy
  vault_.close();
  const auto done = catch_up(folder(), older);
  EXPECT_TRUE(done ? done->from == done->to : done.error().code == Code::kConflict);
  vault_.open();
  EXPECT_TRUE(vault_->freshness().suspended);
}
TEST_F(AnOldCopyPutBack, AnExportThatWasChangedOrIsOfAnotherVaultGivesNothing) {
  put_back();
  const State before = state();
  must(write_file(export_ / "log.vkey", as_bytes("changed\n"), Overwrite::kYes));
  EXPECT_FALSE(catch_up(folder(), export_).ok());
  EXPECT_EQ(state(), before);
}

// The clone and the first one have the same leaves: their openings differ.
TEST_F(AnOldCopyPutBack, ACloneThatIsOpenedBesideIsNoticedAtTheNextOpening) {
  const fs::path clone = elsewhere_.path() / "clone";
  copy_folder(folder(), clone);
  vault_.open();
  EXPECT_FALSE(vault_->freshness().suspended);
  vault_.close();
  VaultOptions of_clone = vault_.options();
  of_clone.folder = clone;
  vault_.open(of_clone);
  EXPECT_TRUE(vault_->freshness().suspended);
  EXPECT_THAT(vault_.ask(vault_.redeem(*new_coins_)), RefusedBy("STATE-FRESH"));
  vault_.close();
  vault_.open();
  EXPECT_FALSE(vault_->freshness().suspended);
  expect_whole();
}

class LeavesLostForEver : public AnOldCopyPutBack {
 protected:
  LeavesLostForEver() {
    put_back();
    vault_.open();
    const Checkpoint lost = must(parse_checkpoint(must(parse_note(checkpoint_)).text));
    MerkleEdge edge;
    for (const Bytes& leaf : must(vault_->leaves(0, 256))) edge.append(leaf_hash(leaf));
    accept_ = {lost.size, lost.root, edge.size(), edge.root()};
  }
  StateAccept accept_;
};

TEST_F(LeavesLostForEver, AreGivenUpByAQuorumAndTheVaultGoesOnWithoutThem) {
  vault_.done(accept_);
  EXPECT_FALSE(vault_->freshness().suspended);
  const Uuid key = vault_.make_active_key("issuer-p-256");
  EXPECT_THAT(vault_.sign(key, {to_bytes("a message")}), IsOk());
  vault_.close();
  vault_.open();
  EXPECT_FALSE(vault_->freshness().suspended);
  EXPECT_THAT(vault_.sign(key, {to_bytes("another")}), IsOk());
}
TEST_F(LeavesLostForEver, CoinsOfTheKeysOfThatTimeAreNeitherMadeNorTaken) {
  vault_.done(accept_);
  vault_.set_budgets(pyx::testing::roomy_budgets());
  const auto mint = vault_.value_request(CoinsMint{{{"eur-5", 1}}, vault_.holder.public_key});
  EXPECT_THAT(vault_.ask(mint), RefusedBy("STATE-FRESH"));
  EXPECT_FALSE(vault_.ask(vault_.redeem(*old_coins_)).ok());
  EXPECT_FALSE(vault_.ask(vault_.exchange(*old_coins_, {{"eur-5", 2}})).ok());
  EXPECT_EQ(vault_.verdicts(*old_coins_),
            (std::vector<Verdict>{Verdict::kFrozen, Verdict::kFrozen}));
  // A new key for the same period, once the old one is retired.
  for (const KeyRecord& key : must(vault_->keys())) {
    EXPECT_EQ(key.suspended, key.coins.has_value()) << key.name;
    if (key.coins && key.coins->denomination == "eur-5") vault_.done(KeyRetire{key.id});
  }
  vault_.schedule("eur-5");
  EXPECT_THAT(vault_.ask(vault_.value_request(CoinsMint{{{"eur-5", 1}}, vault_.holder.public_key})),
              IsOk());
}
TEST_F(LeavesLostForEver, NoBudgetIsInForceAndNoOldRequestIsTakenForANewOne) {
  vault_.done(accept_);
  EXPECT_TRUE(must(vault_->budgets()).empty());
  EXPECT_THAT(vault_.ask(last_mint_), RefusedBy("STATE-FRESH"));
}
TEST_F(LeavesLostForEver, TheLogSaysItAndTheAbandonedCheckpointFailsSayingWhy) {
  const Uuid act = vault_.done(accept_).act.id;
  const fs::path after = elsewhere_.path() / "after";
  must(export_log(*vault_, after));
  const VerifyReport report = must(verify_export(after, vault_.id, std::nullopt));
  EXPECT_THAT(report.facts, Contains(HasSubstr("was given up by act " + act.text())));
  const auto since = verify_export(after, vault_.id, checkpoint_);
  EXPECT_THAT(since, RefusedBy("LOG-WHOLE"));
  EXPECT_THAT(since, FailsSaying(Code::kRefused, "was given up by act " + act.text()));
}
TEST_F(LeavesLostForEver, AProposalAloneEndsNothingAndTheExportStillRebuildsTheOldOne) {
  vault_.propose(accept_);
  EXPECT_TRUE(vault_->freshness().suspended);
  vault_.close();
  EXPECT_THAT(catch_up(folder(), export_), RefusedBy("STATE-FRESH"));
  const fs::path rebuilt = elsewhere_.path() / "rebuilt";
  must(rebuild_vault(rebuilt, export_, vault_.id, pkcs11::to_text(vault_.token_uri())));
  copy_folder(rebuilt, folder());
  vault_.open();
  expect_whole();
}

}  // namespace catch_up_test
}  // namespace pyx::custody

// A full disk and a failing one at each write of the store, one after the other: founding, opening,
// acts and requests. Every time the error is the store's, nothing was applied or released, and the
// vault goes on once there is room. Traps 20, 21 and 23 in part; ACT-ONCE, SIGN-DURABLE.

#include "tests/support/store_faults.h"

#include <gmock/gmock.h>

#include <atomic>

#include "base/file.h"
#include "custody/evidence_log.h"
#include "custody/founding/founding.h"
#include "custody/store/sqlite_store.h"
#include "tests/support/fake_token.h"
#include "tests/support/live_vault.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace store_faults_test {

namespace fault_vfs = pyx::testing::fault_vfs;
using pyx::testing::all_faults;
using pyx::testing::EachWrite;
using pyx::testing::envelope_by;
using pyx::testing::FailsWith;
using pyx::testing::FakeToken;
using pyx::testing::Fault;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_of;
using pyx::testing::ScriptedToken;
using pyx::testing::TempFolder;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreFaults : public ::testing::TestWithParam<Fault> {
 protected:
  EachWrite writes_{GetParam()};
};

// ---- Founding, without a token: it is asked for its marker only ---------------------------------

TEST_P(StoreFaults, OfAFoundingLeaveADraftThatIsFinishedLater) {
  LiveVault people(LiveVault::Start::kTokenOnly);
  writes_.fails([&] {
    const TempFolder folder;
    FakeToken token({"serial", "model", "manufacturer", "label"});
    const Bytes statement = must(draft_vault(folder.path(), as_bytes(people.policy()), "policy",
                                             "pkcs11:serial=serial", token, people.clock));
    for (const auto& [person, key] : people.people)
      must(add_founding_signature(folder.path(), envelope_by({&key}, statement)));
    const auto founded =
        writes_.faulty([&] { return finish_vault(folder.path(), token, people.clock); });
    if (!founded) {
      EXPECT_FALSE(token.marker);
      EXPECT_TRUE(has_draft(folder.path()));
      must(finish_vault(folder.path(), token, people.clock));
    }
    EXPECT_TRUE(token.marker);
    EXPECT_FALSE(has_draft(folder.path()));
    const auto store = must(open_sqlite_store(folder.path()));
    const auto log = must(EvidenceLog::open(*store, people.clock));
    EXPECT_EQ(log->head().size, 1U);
    EXPECT_EQ(log->head().vault, sha256(statement));
  });
}

// ---- A vault on SoftHSM2 ------------------------------------------------------------------------

class VaultOnAFaultyDisk : public StoreFaults {
 protected:
  VaultOnAFaultyDisk() { open(); }
  // Everything that was said to be done is there after a restart, and an outsider believes it.
  ~VaultOnAFaultyDisk() override {
    fault_vfs::heal();
    if (closed_) return;  // a test that failed half-way
    vault_->stop();
    const std::size_t leaves = vault_.leaves().size();
    close();
    open();
    EXPECT_EQ(vault_.leaves().size(), leaves);
    EXPECT_THAT(vault_.exported_and_verified(), IsOk());
  }
  void open() {
    vault_.open(options());
    closed_ = false;
  }
  void close() {
    closed_ = true;
    vault_.close();
  }
  VaultOptions options() {
    VaultOptions options = vault_.options();
    options.open_token = [this, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto real, open(uri));
      real_ = real.get();
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<ScriptedToken>(script_, std::move(real)));
    };
    return options;
  }
  std::size_t on_token(const Uuid& key) { return objects_of(*real_, key); }
  ActState state(const Uuid& act) { return must(vault_->act(act)).state; }
  std::size_t requests_of(const Uuid& id) {
    std::size_t found = 0;
    for (const Leaf& leaf : vault_.leaves()) {
      const auto* request = std::get_if<RequestLeaf>(&leaf.body);
      found += request != nullptr && request->request == id;
    }
    return found;
  }

  pyx::testing::TokenScript script_;
  LiveVault vault_{LiveVault::Start::kFounded};
  pkcs11::Token* real_ = nullptr;  // the vault's, beneath the script
  bool closed_ = true;
};

TEST_P(VaultOnAFaultyDisk, AProposalIsRecordedOrNot) {
  writes_.fails([this] {
    const Act act = vault_.act(KeyGenerate{vault_.new_id(), "issuer-p-256", "coin"});
    const auto envelope = envelope_by({&vault_.people.at("olga")}, encode_act(act));
    const std::size_t before = must(vault_->acts()).size();
    if (!writes_.faulty([&] { return vault_->propose(envelope, std::nullopt); })) {
      EXPECT_THAT(must(vault_->acts()), SizeIs(before));
      must(vault_->propose(envelope, std::nullopt));  // the same one: it was not marked as seen
    }
    EXPECT_THAT(must(vault_->acts()), SizeIs(before + 1));
  });
}
TEST_P(VaultOnAFaultyDisk, ADecisionCountsOrDoesNot) {
  writes_.fails([this] {
    const Uuid act = vault_.propose(KeyGenerate{vault_.new_id(), "issuer-p-256", "coin"});
    const Envelope decision = vault_.decision(must(vault_->act(act)), "alice");
    if (!writes_.faulty([&] { return vault_->decide(act, decision); })) {
      EXPECT_THAT(must(vault_->act(act)).decisions, IsEmpty());
      must(vault_->decide(act, decision));
    }
    EXPECT_THAT(must(vault_->act(act)).decisions, SizeIs(1));
  });
}
// FREEZE-ONE
TEST_P(VaultOnAFaultyDisk, AFreezeHoldsOrIsRefusedAloud) {
  writes_.fails([this] {
    const std::size_t before = must(vault_->freezes()).size();
    if (!writes_.faulty([this] { return vault_.freeze(FreezeAll{}); })) {
      EXPECT_THAT(must(vault_->freezes()), SizeIs(before));
      must(vault_.freeze(FreezeAll{}));
    }
    EXPECT_THAT(must(vault_->freezes()), SizeIs(before + 1));
  });
}
TEST_P(VaultOnAFaultyDisk, AnActWithoutTheTokenIsDoneOrStaysOpen) {
  writes_.fails([this] {
    const Uuid key = vault_.make_key("issuer-p-256");
    const Uuid act = vault_.approved(KeyActivate{key});
    if (!writes_.faulty([&] { return vault_->execute(act); })) {
      EXPECT_EQ(state(act), ActState::kOpen);
      EXPECT_EQ(vault_.key(key).state, KeyState::kPreActivation);
      must(vault_->execute(act));
    }
    EXPECT_EQ(vault_.key(key).state, KeyState::kActive);
    EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  });
}
// The token is asked only after the intent is durable; what it did while the result could not be
// recorded is swept and done again.
TEST_P(VaultOnAFaultyDisk, AKeyIsMadeOnce) {
  writes_.fails([this] {
    const Uuid key = vault_.new_id();
    const Uuid act = vault_.approved(KeyGenerate{key, "issuer-p-256", "coin"});
    if (!writes_.faulty([&] { return vault_->execute(act); })) {
      if (state(act) == ActState::kOpen) {
        EXPECT_EQ(on_token(key), 0U);
      } else {
        EXPECT_EQ(state(act), ActState::kExecuting);
      }
      EXPECT_EQ(must(vault_->execute(act)).state, ActState::kExecuted);
    }
    EXPECT_EQ(state(act), ActState::kExecuted);
    EXPECT_EQ(on_token(key), 2U);
    EXPECT_THAT(vault_->execute(act), FailsWith(Code::kConflict));
  });
}
TEST_P(VaultOnAFaultyDisk, AKeyIsDestroyedOnlyAfterItsIntent) {
  writes_.fails([this] {
    const Uuid key = vault_.make_key("issuer-p-256");
    const Uuid act = vault_.approved(KeyDestroy{key});
    if (!writes_.faulty([&] { return vault_->execute(act); })) {
      if (state(act) == ActState::kOpen) {
        EXPECT_EQ(on_token(key), 2U);
      }
      EXPECT_EQ(vault_.key(key).state, KeyState::kPreActivation);
      EXPECT_EQ(must(vault_->execute(act)).state, ActState::kExecuted);
    }
    EXPECT_EQ(on_token(key), 0U);
    EXPECT_EQ(vault_.key(key).state, KeyState::kDestroyed);
  });
}
// SIGN-DURABLE, SIGN-RETRY. Trap 27: the token was not asked.
TEST_P(VaultOnAFaultyDisk, NothingIsSignedWithoutItsLeaf) {
  const Uuid key = vault_.make_active_key("issuer-p-256");
  std::atomic<unsigned> signed_messages{0};
  script_.sign = [&](std::span<const pkcs11::SignJob> jobs) {
    for (const auto& job : jobs) signed_messages += job.key == key;
    return real_->sign(jobs);
  };
  writes_.fails([&] {
    const SignRequest request =
        vault_.request(key, {to_bytes("coin " + std::to_string(writes_.nth()))});
    const unsigned before = signed_messages;
    if (!writes_.faulty([&] { return vault_.sign(request); })) {
      EXPECT_EQ(signed_messages, before);
      EXPECT_EQ(requests_of(request.request), 0U);
      must(vault_.sign(request));
    }
    EXPECT_EQ(signed_messages, before + 1);
    EXPECT_EQ(requests_of(request.request), 1U);
  });
  script_.sign = nullptr;
}
// A retry of what is in the log needs no room: its leaf is durable.
TEST_P(VaultOnAFaultyDisk, ARetryIsAnsweredWhileNothingCanBeWritten) {
  const Uuid key = vault_.make_active_key("issuer-ed25519");
  const SignRequest request = vault_.request(key, {to_bytes("a coin")});
  const SignAnswer first = must(vault_.sign(request));
  fault_vfs::fail_at(1, GetParam().kind, fault_vfs::Until::kRoom);
  EXPECT_THAT(vault_->check_store(), FailsWith(Code::kStore));
  EXPECT_THAT(vault_.sign(key, {to_bytes("another coin")}), FailsWith(Code::kStore));
  for (int i = 0; i < 20; ++i) {
    const auto again = vault_.sign(request);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->signatures, first.signatures);
    EXPECT_EQ(again->receipt.leaf_index, first.receipt.leaf_index);
  }
  EXPECT_GT(fault_vfs::heal(), 0U);
  EXPECT_EQ(requests_of(request.request), 1U);
  EXPECT_THAT(vault_->check_store(), IsOk());
  EXPECT_THAT(vault_.sign(key, {to_bytes("another coin")}), IsOk());
  vault_->stop();
  const auto report = vault_.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

// ---- Opening and closing ------------------------------------------------------------------------

TEST_P(VaultOnAFaultyDisk, OpensOrSaysThatTheStoreFails) {
  writes_.fails([this] {
    close();
    std::unique_ptr<Vault> opened;
    const auto outcome = writes_.faulty([&]() -> Result<void> {
      PYX_ASSIGN(opened, Vault::open(options()));
      return {};
    });
    EXPECT_EQ(outcome.ok(), opened != nullptr);
    opened.reset();
    open();
  });
}
// As after a power cut on a disk that was full before: the last commits are there or not, whole.
TEST_P(VaultOnAFaultyDisk, ClosedWithoutRoomIsOpenedAgainWithAllThatWasSaidToBeDone) {
  writes_.fails([this] {
    const Act act = vault_.act(KeyGenerate{vault_.new_id(), "issuer-p-256", "coin"});
    const auto envelope = envelope_by({&vault_.people.at("olga")}, encode_act(act));
    const std::size_t before = must(vault_->acts()).size();
    bool proposed = false;
    static_cast<void>(writes_.faulty([&]() -> Result<void> {
      const auto outcome = vault_->propose(envelope, std::nullopt);
      proposed = outcome.ok();
      close();
      PYX_TRY(outcome);
      return {};
    }));
    open();
    const std::size_t after = must(vault_->acts()).size();
    // A commit that was refused may still be whole on the disk: it is then as good as any.
    EXPECT_GE(after, before + (proposed ? 1 : 0));
    EXPECT_LE(after, before + 1);
    EXPECT_THAT(vault_.exported_and_verified(), IsOk());
  });
}

const auto kName = [](const auto& one) { return one.param.name; };
INSTANTIATE_TEST_SUITE_P(On, StoreFaults, ::testing::ValuesIn(all_faults()), kName);
INSTANTIATE_TEST_SUITE_P(On, VaultOnAFaultyDisk, ::testing::ValuesIn(all_faults()), kName);

}  // namespace store_faults_test
}  // namespace pyx::custody

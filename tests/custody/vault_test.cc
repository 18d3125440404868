#include "custody/vault.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/store/sqlite_store.h"
#include "pkcs11/open_token.h"
#include "tests/support/live_vault.h"

namespace pyx::custody {
namespace vault_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Bytes> two_messages() { return {to_bytes("a coin of 5"), to_bytes("a coin of 10")}; }

struct MainJob {
  std::string profile;
  Scheme scheme;
};

class VaultMainJob : public ::testing::TestWithParam<MainJob> {};

TEST_P(VaultMainJob, GeneratesActivatesSignsAndLeavesALogThatVerifies) {
  LiveVault vault;
  const Uuid key = vault.make_active_key(GetParam().profile);
  const KeyRecord record = vault.key(key);
  EXPECT_EQ(record.state, KeyState::kActive);

  const auto answer = vault.sign(key, two_messages());
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->scheme, GetParam().scheme);
  EXPECT_EQ(answer->receipt.vault, vault.id);
  ASSERT_THAT(answer->signatures, SizeIs(2));
  ASSERT_TRUE(record.public_key);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(
        record.public_key->verify(answer->scheme, two_messages()[i], answer->signatures[i]));
    EXPECT_FALSE(
        record.public_key->verify(answer->scheme, two_messages()[1 - i], answer->signatures[i]));
  }
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->authenticated);
  EXPECT_EQ(report->vault, vault.id);
  EXPECT_THAT(report->unsettled, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(EveryKeyTypeThatSigns, VaultMainJob,
                         ::testing::Values(MainJob{"issuer-rsa-2048", Scheme::kRsaPssSha256},
                                           MainJob{"issuer-rsa-3072", Scheme::kRsaPssSha256},
                                           MainJob{"issuer-rsa-4096", Scheme::kRsaPssSha256},
                                           MainJob{"issuer-p-256", Scheme::kEcdsaSha256},
                                           MainJob{"issuer-p-384", Scheme::kEcdsaSha384},
                                           MainJob{"issuer-ed25519", Scheme::kEd25519}),
                         [](const auto& param) {
                           std::string name;
                           for (const char c : param.param.profile) {
                             if (c != '-') name += c;
                           }
                           return name;
                         });

TEST(Vault, AMacIsTheSameForTheSameMessageAndAnotherForAnotherMessageOrKey) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-generic-secret");
  const Uuid other = vault.make_active_key("issuer-generic-secret");
  const auto first = must(vault.sign(key, two_messages()));
  const auto again = must(vault.sign(key, two_messages()));
  EXPECT_EQ(first.signatures, again.signatures);
  EXPECT_NE(first.receipt.leaf_index, again.receipt.leaf_index);
  EXPECT_THAT(first.signatures, Each(SizeIs(32)));
  EXPECT_NE(first.signatures[0], first.signatures[1]);
  EXPECT_NE(must(vault.sign(other, two_messages())).signatures, first.signatures);
}

TEST(Vault, AKeyThatEncryptsSignsNothing) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-aes-256");
  EXPECT_FALSE(vault.sign(key, two_messages()).ok());
}

TEST(Vault, OpenTwiceIsAConflictThatNamesTheProcess) {
  LiveVault vault;
  EXPECT_THAT(Vault::open(vault.options()),
              FailsSaying(Code::kConflict, "pid " + std::to_string(::getpid())));
}

TEST(Vault, OfAFolderWithoutOneIsNotFound) {
  LiveVault vault(LiveVault::Start::kTokenOnly);
  EXPECT_THAT(Vault::open(vault.options()), FailsWith(Code::kNotFound));
}

TEST(Vault, WhoseFoundingIsNotFinishedDoesNotOpen) {
  LiveVault vault(LiveVault::Start::kTokenOnly);
  must(vault.draft());
  EXPECT_FALSE(Vault::open(vault.options()).ok());
}

TEST(Vault, WithoutAClockIsABug) {
  LiveVault vault(LiveVault::Start::kFounded);
  VaultOptions options = vault.options();
  options.clock = nullptr;
  EXPECT_THAT(Vault::open(options), FailsWith(Code::kBug));
}

TEST(Vault, AsksForAWrongPinOnce) {
  LiveVault vault(LiveVault::Start::kFounded);
  unsigned asked = 0;
  VaultOptions options = vault.options();
  options.open_token = [&](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
    ++asked;
    PYX_ASSIGN(const auto parsed, pkcs11::parse_token_uri(uri));
    return pkcs11::open_token(parsed, pyx::testing::wrong_pin());
  };
  constexpr unsigned long kPinIncorrect = 0xA0;
  EXPECT_THAT(Vault::open(options), FailsWithCkr(kPinIncorrect));
  EXPECT_EQ(asked, 1U);
}

TEST(Vault, OnAnotherTokenRefusesByTokenBound) {
  LiveVault vault(LiveVault::Start::kFounded);
  const auto other = vault.softhsm.make_token("other");
  VaultOptions options = vault.options();
  options.open_token = [&](const std::string&) {
    return pkcs11::open_token(other.uri(), other.pin());
  };
  EXPECT_THAT(Vault::open(options), RefusedBy("TOKEN-BOUND"));
}

// A token whose identity is right and whose marker is gone: initialised anew, or a copy from before
// the founding.
TEST(Vault, OnATokenWithoutItsMarkerRefusesByTokenBound) {
  LiveVault vault(LiveVault::Start::kTokenOnly);
  const auto before = vault.softhsm.folder() / "before";
  std::filesystem::copy(vault.softhsm.tokens(), before, std::filesystem::copy_options::recursive);
  vault.found();
  std::filesystem::remove_all(vault.softhsm.tokens());
  std::filesystem::rename(before, vault.softhsm.tokens());
  EXPECT_THAT(Vault::open(vault.options()), RefusedBy("TOKEN-BOUND"));
}

TEST(Vault, WithoutATokenShowsItsStateAndAsksAPersonForTheRest) {
  LiveVault vault(LiveVault::Start::kFounded);
  VaultOptions options = vault.options();
  options.open_token = nullptr;
  options.signing_threads = 0;
  vault.open(options);
  EXPECT_THAT(vault->info(), IsOk());
  EXPECT_THAT(vault->acts(), IsOk());
  EXPECT_THAT(vault->canary(), FailsWith(Code::kAskPerson));
  EXPECT_THAT(vault->checkpoint(), FailsWith(Code::kAskPerson));
  EXPECT_THAT(vault.sign(vault.new_id(), two_messages()), FailsWith(Code::kRefused));
  const Uuid act = vault.approved(KeyGenerate{vault.new_id(), "issuer-p-256", "later"});
  EXPECT_THAT(vault->execute(act), FailsWith(Code::kAskPerson));
  EXPECT_EQ(must(vault->act(act)).state, ActState::kOpen);
}

TEST(Vault, SaysThatItsPinIsOnASingleHost) {
  LiveVault vault;
  const VaultInfo info = must(vault->info());
  EXPECT_EQ(info.id, vault.id);
  EXPECT_EQ(info.token_serials, std::vector<std::string>{vault.token.serial()});
  EXPECT_THAT(info.warnings, ::testing::Contains(HasSubstr("single-host PIN")));
}

TEST(Vault, TheCanarySignsAndTheStoreTakesACommit) {
  LiveVault vault;
  EXPECT_THAT(vault->canary(), IsOk());
  EXPECT_THAT(vault->check_store(), IsOk());
}

TEST(Vault, KnowsAClientByNameAndKeyTogether) {
  LiveVault vault;
  EXPECT_THAT(vault->client(pyx::testing::issuer()), IsOk());
  ClientIdentity wrong_key = pyx::testing::issuer();
  wrong_key.spki_sha256[0] ^= 1U;
  EXPECT_THAT(vault->client(wrong_key), RefusedBy("CLIENT-PINNED"));
  ClientIdentity wrong_name = pyx::testing::issuer();
  wrong_name.san_uri += "x";
  EXPECT_THAT(vault->client(wrong_name), RefusedBy("CLIENT-PINNED"));
}

TEST(Vault, AClockThatStepsBackStopsActsAndSignaturesUntilItIsRight) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  vault.clock.shift(-std::chrono::minutes(1));
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
  EXPECT_THAT(vault.freeze(FreezeAll{}), RefusedBy("CLOCK-SANE"));
  vault.clock.shift(std::chrono::minutes(1));
  EXPECT_THAT(vault.sign(key, two_messages()), IsOk());
}

// CLOCK-SANE
TEST(Vault, AClockThatAnActAcceptedIsOutOfDoubtForTheNextStartToo) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  vault.clock.step(std::chrono::hours(24));
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
  vault.done(ClockAccept{vault.clock.now() + std::chrono::minutes(1)});
  vault.close();
  vault.clock.shift(std::chrono::hours(1));
  vault.open();
  EXPECT_THAT(vault.sign(key, two_messages()), IsOk());
}
TEST(Vault, ThatSomebodyProposesToAcceptTheClockEndsNoDoubt) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  vault.clock.step(std::chrono::hours(24));
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
  vault.propose(ClockAccept{vault.clock.now() + std::chrono::minutes(1)});
  vault.close();
  vault.open();
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
}
TEST(Vault, AnActThatAcceptsLessThanTheClockSaysEndsNoDoubt) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  vault.clock.step(std::chrono::hours(24));
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
  const Uuid act = vault.approved(ClockAccept{vault.clock.now() + std::chrono::minutes(1)});
  vault.clock.step(std::chrono::minutes(2));
  must(vault->execute(act));
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
  vault.close();
  vault.open();
  EXPECT_THAT(vault.sign(key, two_messages()), RefusedBy("CLOCK-SANE"));
}

TEST(Vault, AFreezeOfKeyClientOrAllStopsSigningAndAThawStartsItAgain) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  const Uuid other = vault.make_active_key("issuer-p-256");
  for (const FreezeTarget& target :
       {FreezeTarget(FreezeKey{key}), FreezeTarget(FreezeClient{"issuer"}),
        FreezeTarget(FreezeAll{})}) {
    SCOPED_TRACE(to_text(target));
    const bool only_the_key = std::holds_alternative<FreezeKey>(target);
    const auto freeze = vault.freeze(target);
    ASSERT_THAT(freeze, IsOk());
    EXPECT_THAT(vault.sign(key, two_messages()), FailsWith(Code::kFrozen));
    if (only_the_key) {
      EXPECT_THAT(vault.sign(other, two_messages()), IsOk());
    } else {
      EXPECT_THAT(vault.sign(other, two_messages()), FailsWith(Code::kFrozen));
    }
    vault.done(Thaw{{freeze->id}, false});
    EXPECT_THAT(vault.sign(key, two_messages()), IsOk());
  }
  vault->stop();
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(Vault, OpensAgainAsItWasClosed) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-ed25519");
  const SignRequest request = vault.request(key, two_messages());
  const auto before = must(vault.sign(request));
  const std::uint64_t acts = must(vault->acts()).size();
  vault.close();
  vault.open();
  EXPECT_EQ(must(vault->acts()).size(), acts);
  EXPECT_EQ(vault.key(key).state, KeyState::kActive);
  const auto after = must(vault.sign(request));
  EXPECT_EQ(after.signatures, before.signatures);
  EXPECT_EQ(after.receipt.leaf_index, before.receipt.leaf_index);
  EXPECT_EQ(after.receipt.leaf_hash, before.receipt.leaf_hash);
}

// Of the checkpoint that is in the files of the store now, as if the host had stopped; 0 if none.
std::uint64_t kept_checkpoint(const LiveVault& vault) {
  const pyx::testing::TempFolder copy;
  std::error_code failed;  // of a file that changes while it is copied: the next look sees more
  std::filesystem::copy(vault.folder.path(), copy.path(), failed);
  const auto store = open_sqlite_store(copy.path());
  if (failed || !store) return 0;
  const auto text = (*store)->note("checkpoint");
  if (!text || !*text) return 0;
  return must(parse_checkpoint(must(parse_note(**text)).text)).size;
}

// LOG-WHOLE: without anybody asking for it.
TEST(Vault, AReceiptIsUnderASignedCheckpointSoonAfterwards) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  const auto answer = vault.sign(key, {to_bytes("a coin")});
  ASSERT_THAT(answer, IsOk());
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::uint64_t size = 0;
  while (size <= answer->receipt.leaf_index && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    size = kept_checkpoint(vault);
  }
  EXPECT_GT(size, answer->receipt.leaf_index);
}

TEST(Vault, ManyClientsAtOnceGetEachTheirOwnSignaturesAndLeaf) {
  LiveVault vault;
  const Uuid key = vault.make_active_key("issuer-p-256");
  const PublicKey public_key = *vault.key(key).public_key;
  constexpr unsigned kThreads = 8;
  constexpr unsigned kEach = 25;
  std::mutex mutex;
  std::set<std::uint64_t> leaves;
  std::vector<std::thread> clients;
  for (unsigned t = 0; t < kThreads; ++t) {
    clients.emplace_back([&, t] {
      for (unsigned i = 0; i < kEach; ++i) {
        const Bytes message = to_bytes(std::to_string(t) + "/" + std::to_string(i));
        const auto answer = vault.sign(key, {message});
        const std::lock_guard lock(mutex);
        ASSERT_THAT(answer, IsOk());
        EXPECT_TRUE(public_key.verify(Scheme::kEcdsaSha256, message, answer->signatures.front()));
        EXPECT_TRUE(leaves.insert(answer->receipt.leaf_index).second);
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_THAT(leaves, SizeIs(kThreads * kEach));
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
}

}  // namespace vault_test
}  // namespace pyx::custody

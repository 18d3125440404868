#include "custody/founding/founding.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/file.h"
#include "custody/evidence/leaf.h"
#include "custody/store/sqlite_store.h"
#include "pkcs11/open_token.h"
#include "tests/crash_point_hook.h"
#include "tests/support/fake_token.h"
#include "tests/support/live_vault.h"
#include "tests/support/token_stub.h"

namespace pyx::custody {
namespace founding_test {

namespace fs = std::filesystem;
using pyx::testing::envelope_by;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_of;
using pyx::testing::RefusedBy;
using pyx::testing::TestKey;
using pyx::testing::TokenStub;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Founding : public ::testing::Test {
 protected:
  const fs::path& folder() const { return vault_.folder.path(); }
  bool has_store() const { return fs::exists(folder() / kStoreFile); }
  Draft draft() const { return must(read_draft(folder())); }
  FoundingStatement statement() const { return must(parse_founding(draft().statement)); }
  std::size_t objects() const { return must(vault_.open_token()->objects()).size(); }
  std::optional<Bytes> marker() const { return must(vault_.open_token()->read_marker()); }
  void draft_and_sign() {
    must(vault_.draft());
    must(vault_.sign_founding());
  }
  Result<Draft> sign(const std::string& person) {
    return add_founding_signature(folder(),
                                  envelope_by({&vault_.people.at(person)}, draft().statement));
  }
  // Neither store nor marker, and the draft as it was.
  void expect_not_founded() const {
    EXPECT_FALSE(has_store());
    EXPECT_FALSE(marker());
    EXPECT_TRUE(has_draft(folder()));
  }
  template <class Step>
  static bool is_killed_at(std::string_view point, Step step) {
    const pid_t child = ::fork();
    if (child == 0) {
      pyx::testing::crash_at(point);
      step();
      std::_Exit(EXIT_SUCCESS);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

  LiveVault vault_{LiveVault::Start::kTokenOnly};
};

// TOKEN-ENFORCES
TEST_F(Founding, WhatTheTokenWasSeenToEnforceIsInWhatEverybodySigns) {
  must(vault_.draft());
  const FoundingStatement founding = statement();
  EXPECT_EQ(founding.token_firmware, "2.6");
  for (const TokenRule rule : kTokenRules) {
    EXPECT_TRUE(pkcs11::enforces(founding.token_rules, rule)) << to_text(rule);
  }
  EXPECT_EQ(objects(), 4U);  // two key pairs, and nothing of the probe
}
TEST_F(Founding, AProfileThatTheTokenDoesNotServeStopsTheDraftBeforeAnyKeyIsMade) {
  pyx::testing::FakeToken lax({"1", "Model", "Maker", "lax"});
  lax.rules = pyx::testing::with_outcome(TokenRule::kCopies, RuleOutcome::kNotEnforced);
  const auto refused =
      draft_vault(folder(), as_bytes(vault_.policy()), "policy.toml", "pkcs11:", lax, vault_.clock);
  EXPECT_THAT(refused, RefusedBy("TOKEN-ENFORCES"));
  EXPECT_THAT(refused, FailsSaying(Code::kRefused, "copies (not enforced)"));
  EXPECT_THAT(lax.calls, IsEmpty());
  EXPECT_FALSE(has_store());
}

TEST_F(Founding, TheVaultIdIsTheSha256OfWhatEverybodySigned) {
  EXPECT_FALSE(has_draft(folder()));
  const Bytes drafted = must(vault_.draft());
  EXPECT_TRUE(has_draft(folder()));
  EXPECT_EQ(statement().token.serial, vault_.token.serial());
  EXPECT_EQ(statement().policy, sha256(vault_.policy()));
  const Bytes nonce = statement().nonce;
  must(vault_.sign_founding());
  EXPECT_EQ(must(vault_.finish()), sha256(drafted));
  EXPECT_EQ(marker(), nonce);
  EXPECT_FALSE(has_draft(folder()));
  EXPECT_THAT(vault_.finish(), FailsWith(Code::kNotFound));
  vault_.open();
  EXPECT_EQ(must(vault_->info()).id, sha256(drafted));
}
TEST_F(Founding, ADraftTakenAgainIsTheSameAndMakesNoMoreKeys) {
  const Bytes first = must(vault_.draft());
  const std::size_t made = objects();
  EXPECT_GT(made, 0U);
  EXPECT_EQ(must(vault_.draft()), first);
  EXPECT_EQ(objects(), made);
}
TEST_F(Founding, PeopleSignInAnyOrderAndTheRestIsNamed) {
  must(vault_.draft());
  EXPECT_THAT(draft().missing, ElementsAre("olga", "alice", "bob", "carol", "dave"));
  must(sign("carol"));
  EXPECT_THAT(must(sign("alice")).signed_by, ElementsAre("alice", "carol"));
  EXPECT_THAT(draft().missing, ElementsAre("olga", "bob", "dave"));
}

// ACT-ONCE.
TEST_F(Founding, ADraftThatACrashCutOffIsTakenUpAndLeavesNoKeyBehind) {
  ASSERT_TRUE(is_killed_at("crash-point:found-keys-made", [&] { must(vault_.draft()); }));
  EXPECT_THAT(read_draft(folder()), FailsWith(Code::kNotFound));
  must(vault_.draft());
  const auto token = vault_.open_token();
  EXPECT_EQ(objects_of(*token, statement().log_key), 2U);
  EXPECT_EQ(objects_of(*token, statement().canary_key), 2U);
  EXPECT_EQ(must(token->objects()).size(), 4U);
}
TEST_F(Founding, AFinishThatACrashCutOffIsTakenUp) {
  draft_and_sign();
  const Sha256 id = sha256(draft().statement);
  ASSERT_TRUE(is_killed_at("crash-point:found-before-commit", [&] { must(vault_.finish()); }));
  EXPECT_FALSE(marker());
  EXPECT_EQ(must(vault_.finish()), id);
  vault_.open();
  EXPECT_EQ(vault_.leaves().size(), 1U);
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}
TEST_F(Founding, AFinishWhoseMarkerCouldNotBeWrittenIsTakenUp) {
  draft_and_sign();
  const Sha256 id = sha256(draft().statement);
  TokenStub failing(statement().token);
  failing.write_fails = error(Code::kToken, "device error");
  EXPECT_THAT(finish_vault(folder(), failing, vault_.clock), FailsWith(Code::kToken));
  EXPECT_TRUE(has_draft(folder()));
  EXPECT_THAT(abandon_draft(folder(), failing), FailsWith(Code::kConflict));
  EXPECT_EQ(must(vault_.finish()), id);
  vault_.open();
  EXPECT_EQ(vault_.leaves().size(), 1U);
}

// ACT-QUORUM.
TEST_F(Founding, WithoutEverySignatureIsRefusedNamingWhoIsMissing) {
  must(vault_.draft());
  EXPECT_THAT(vault_.finish(), RefusedBy("ACT-QUORUM"));
  for (const char* const person : {"olga", "alice", "bob", "carol"}) must(sign(person));
  EXPECT_THAT(vault_.finish(), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(vault_.finish(), FailsSaying(Code::kRefused, "not signed by dave"));
  expect_not_founded();
}
TEST_F(Founding, AStrangersSignatureIsRefused) {
  const Bytes drafted = must(vault_.draft());
  const TestKey stranger(KeyType::kEd25519);
  EXPECT_THAT(add_founding_signature(folder(), envelope_by({&stranger}, drafted)),
              RefusedBy("ACT-QUORUM"));
  // Under the key id of a person.
  Envelope forged = envelope_by({&stranger}, drafted);
  forged.signatures.front().key_id = vault_.people.at("alice").public_key().id();
  EXPECT_THAT(add_founding_signature(folder(), forged), RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(draft().signed_by, IsEmpty());
}
// Trap 1.
TEST_F(Founding, AnEnvelopeOfTwoOrAPersonASecondTimeIsRefused) {
  const Bytes drafted = must(vault_.draft());
  const auto& people = vault_.people;
  EXPECT_THAT(add_founding_signature(
                  folder(), envelope_by({&people.at("alice"), &people.at("bob")}, drafted)),
              RefusedBy("ACT-QUORUM"));
  EXPECT_THAT(draft().signed_by, IsEmpty());
  must(sign("alice"));
  EXPECT_THAT(sign("alice"), FailsWith(Code::kConflict));
  EXPECT_THAT(draft().signed_by, ElementsAre("alice"));
}
TEST_F(Founding, ASignatureOnOtherBytesIsRefused) {
  Bytes other = must(vault_.draft());
  other.push_back(' ');
  EXPECT_THAT(add_founding_signature(folder(), envelope_by({&vault_.people.at("alice")}, other)),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(draft().signed_by, IsEmpty());
}
TEST_F(Founding, OnePersonsSignaturePutInPlaceOfAnothersIsRefused) {
  must(vault_.draft());
  for (const char* const person : {"olga", "alice", "bob", "carol"}) must(sign(person));
  const fs::path signatures = folder() / "draft" / "signatures";
  fs::copy_file(signatures / "alice.dsse.json", signatures / "dave.dsse.json");
  EXPECT_THAT(vault_.finish(), RefusedBy("ACT-QUORUM"));
  expect_not_founded();
}

// Trap 4.
TEST_F(Founding, APolicyThatWasChangedAfterTheDraftIsRefused) {
  draft_and_sign();
  must(write_file(folder() / "draft" / "policy.toml", as_bytes(vault_.policy() + "# more\n"),
                  Overwrite::kYes));
  EXPECT_THAT(read_draft(folder()), FailsWith(Code::kBadInput));
  EXPECT_THAT(vault_.finish(), FailsWith(Code::kBadInput));
  expect_not_founded();
}
TEST_F(Founding, ADraftOfAnotherPolicyIsAConflict) {
  const Bytes first = must(vault_.draft());
  vault_.people.insert_or_assign("carol", TestKey(KeyType::kP256));
  EXPECT_THAT(vault_.draft(), FailsWith(Code::kConflict));
  EXPECT_EQ(draft().statement, first);
}
TEST_F(Founding, APolicyThatDoesNotParseMakesNothing) {
  const auto token = vault_.open_token();
  EXPECT_THAT(draft_vault(folder(), as_bytes("version = 1\n"), "policy.toml", "pkcs11:", *token,
                          vault_.clock),
              FailsWith(Code::kBadInput));
  EXPECT_FALSE(has_draft(folder()));
  EXPECT_THAT(must(token->objects()), IsEmpty());
}

// Control TOKEN-BOUND.
TEST_F(Founding, OnAnotherTokenThanTheDraftsIsRefusedByTokenBound) {
  draft_and_sign();
  const std::string uri = draft().token_uri;
  const std::size_t made = objects();
  const auto other = vault_.softhsm.make_token("other");
  const auto token = must(pkcs11::open_token(other.uri(), other.pin()));
  EXPECT_THAT(finish_vault(folder(), *token, vault_.clock), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(draft_vault(folder(), as_bytes(vault_.policy()), "policy.toml", other.uri_text(),
                          *token, vault_.clock),
              RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(abandon_draft(folder(), *token), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(must(token->objects()), IsEmpty());
  EXPECT_EQ(draft().token_uri, uri);
  EXPECT_EQ(objects(), made);
  expect_not_founded();
}
TEST_F(Founding, OnATokenThatIsMarkedForAnotherVaultIsAConflict) {
  must(vault_.open_token()->write_marker(as_bytes("of another vault")));
  const std::size_t before = objects();
  EXPECT_THAT(vault_.draft(), FailsWith(Code::kConflict));
  EXPECT_EQ(objects(), before);
}
// Two drafts on one token, and the other was finished first: this one can still be abandoned.
TEST_F(Founding, OnATokenThatWasMarkedAfterTheDraftIsAConflictAndMakesNoStore) {
  draft_and_sign();
  must(vault_.open_token()->write_marker(as_bytes("of another vault")));
  EXPECT_THAT(vault_.finish(), FailsWith(Code::kConflict));
  EXPECT_FALSE(has_store());
  EXPECT_THAT(abandon_draft(folder(), *vault_.open_token()), IsOk());
  EXPECT_EQ(marker(), to_bytes("of another vault"));
}
TEST_F(Founding, OverTheStoreOfAnotherVaultIsAConflict) {
  draft_and_sign();
  {
    const auto store = must(create_sqlite_store(folder()));
    Commit commit;
    commit.leaves = {
        {LeafClass::kRegister, must(encode_leaf({vault_.clock.now(), GenesisLeaf{}}))}};
    must(store->commit(commit));
  }
  EXPECT_THAT(vault_.finish(), FailsWith(Code::kConflict));
  EXPECT_FALSE(marker());
  EXPECT_TRUE(has_draft(folder()));
  EXPECT_EQ(must(must(open_sqlite_store(folder()))->head()).log_size, 1U);
}
TEST_F(Founding, InAFolderThatHoldsAVaultIsAConflict) {
  vault_.found();
  const std::size_t before = objects();
  EXPECT_THAT(vault_.draft(), FailsWith(Code::kConflict));
  EXPECT_FALSE(has_draft(folder()));
  EXPECT_EQ(objects(), before);
}

TEST_F(Founding, AbandonedSweepsItsOwnTwoKeysAndNothingElse) {
  const Uuid stranger = vault_.new_id();
  const auto token = vault_.open_token();
  must(token->generate({stranger, KeyType::kP256, Purpose::kSign, "pyx log"}));
  must(draft_vault(folder(), as_bytes(vault_.policy()), "policy.toml", vault_.token.uri_text(),
                   *token, vault_.clock));
  const FoundingStatement founding = statement();
  ASSERT_EQ(objects_of(*token, founding.log_key), 2U);
  EXPECT_THAT(abandon_draft(folder(), *token), IsOk());
  EXPECT_EQ(must(token->objects()).size(), 2U);
  EXPECT_EQ(objects_of(*token, stranger), 2U);
  EXPECT_FALSE(has_draft(folder()));
  EXPECT_THAT(abandon_draft(folder(), *token), FailsWith(Code::kNotFound));
}
TEST_F(Founding, ADraftThatACrashCutOffIsAbandonedWithItsKeys) {
  ASSERT_TRUE(is_killed_at("crash-point:found-keys-made", [&] { must(vault_.draft()); }));
  ASSERT_GT(objects(), 0U);
  EXPECT_THAT(abandon_draft(folder(), *vault_.open_token()), IsOk());
  EXPECT_EQ(objects(), 0U);
  vault_.found();
  vault_.open();
  EXPECT_THAT(vault_->info(), IsOk());
}
TEST_F(Founding, ThatIsFinishedIsNotAbandoned) {
  vault_.found();
  const std::size_t before = objects();
  EXPECT_THAT(abandon_draft(folder(), *vault_.open_token()), FailsWith(Code::kConflict));
  EXPECT_EQ(objects(), before);
}
TEST_F(Founding, WithoutADraftThereIsNothingToReadSignOrFinish) {
  EXPECT_THAT(read_draft(folder()), FailsWith(Code::kNotFound));
  EXPECT_THAT(add_founding_signature(folder(), envelope_by({&vault_.people.at("alice")}, {})),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.finish(), FailsWith(Code::kNotFound));
  EXPECT_FALSE(has_store());
  EXPECT_FALSE(marker());
}

}  // namespace founding_test
}  // namespace pyx::custody

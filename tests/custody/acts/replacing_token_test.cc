#include "custody/acts/replacing_token.h"

#include "custody/acts/executing.h"
#include "custody/acts/preconditions.h"
#include "tests/support/memory_backup.h"

namespace pyx::custody {
namespace replacing_token_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::TestKey;

class ReplacingToken : public ::testing::Test {
 protected:
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }
  const Books& books() const { return vault_.books(); }
  Result<void> check(const TokenReplace& act) const { return check_replace(books(), act); }
  // Approved, with its intent in the log.
  Uuid begun(const TokenReplace& replace) {
    const Uuid act = vault_.approved(replace);
    must(vault_.append(vault_.intent(act)));
    return act;
  }
  ExecutedLeaf leaf_of(const Uuid& act) {
    ExecutedLeaf leaf{act, {}, acts_left_by(books(), act)};
    leaf.token_binding = vault_.put_binding(vault_.binding(act, log_key_), log_key_);
    return leaf;
  }
  // With a change to what an honest vault would say.
  Result<std::uint64_t> append_with(const Uuid& act,
                                    const std::function<void(BindingStatement&)>& change) {
    BindingStatement said = vault_.binding(act, log_key_);
    change(said);
    ExecutedLeaf leaf = leaf_of(act);
    leaf.token_binding = vault_.put_binding(said, log_key_);
    return vault_.append(leaf);
  }
  // An act that is executing on the vault's token and gets no outcome.
  Uuid cut_off() {
    const Uuid act = vault_.approved(KeyGenerate{new_id(), "p-256", "a key of a test"});
    must(vault_.append(vault_.intent(act)));
    return act;
  }

  pyx::testing::MemoryVault vault_;
  const TestKey log_key_{KeyType::kEd25519};
};

TEST_F(ReplacingToken, GoesToAnotherTokenUnderIdsThatAreFree) {
  EXPECT_THAT(check(vault_.move_to("second")), IsOk());
  EXPECT_THAT(check(vault_.move_to(books().binding.serial())), FailsWith(Code::kConflict));
  TokenReplace taken = vault_.move_to("second");
  taken.log_key = books().log_key;
  EXPECT_THAT(check(taken), FailsSaying(Code::kConflict, "there already"));
  taken = vault_.move_to("second");
  taken.canary_key = vault_.new_key("p-256");
  EXPECT_THAT(check(taken), FailsSaying(Code::kConflict, "there already"));
}
TEST_F(ReplacingToken, BindsTheVaultToTheNewTokenAndTheLogToItsKey) {
  const std::string old = books().binding.serial();
  const Uuid old_canary = books().binding.canary_key;
  const TokenReplace replace = vault_.move_to("second");
  const Uuid act = begun(replace);
  EXPECT_EQ(books().binding.serial(), old);
  vault_.clock.advance(std::chrono::minutes(1));
  must(vault_.append(leaf_of(act)));
  const TokenBinding& binding = books().binding;
  EXPECT_EQ(binding.serial(), "second");
  EXPECT_EQ(binding.findings.firmware, "2.0");
  EXPECT_EQ(binding.act, act);
  EXPECT_EQ(binding.left_serial, old);
  EXPECT_EQ(binding.since, vault_.clock.now());
  EXPECT_EQ(binding.canary_key, replace.canary_key);
  const Sha256 digest = sha256(books().act(act)->proposal.payload);
  EXPECT_TRUE(std::ranges::equal(binding.marker, digest));
  EXPECT_EQ(books().log_key, replace.log_key);
  EXPECT_EQ(books().log_public_key.id(), log_key_.public_key().id());
  ASSERT_EQ(books().left_tokens.size(), 1U);
  EXPECT_EQ(books().left_tokens.front().serial, old);
  EXPECT_EQ(books().left_tokens.front().size, replace.checkpoint.size);
  // Ids of former keys are taken for ever, and the founding stays what it was.
  EXPECT_TRUE(books().key_id_taken(old_canary));
  EXPECT_TRUE(books().key_id_taken(books().founding.log_key));
  EXPECT_EQ(books().founding.token.serial, old);
}
TEST_F(ReplacingToken, MakesKeysOnTheNewTokenFromThenOnAndDoesNotGoBack) {
  const std::string old = books().binding.serial();
  vault_.done(vault_.move_to("second"));
  EXPECT_EQ(books().key(vault_.new_key("p-256"))->token_serial, "second");
  EXPECT_THAT(check(vault_.move_to(old)), FailsSaying(Code::kConflict, "does not go back"));
  vault_.done(vault_.move_to("third"));
  EXPECT_EQ(books().binding.left_serial, "second");
  EXPECT_THAT(check(vault_.move_to("second")), FailsWith(Code::kConflict));
}
TEST_F(ReplacingToken, ItsIntentNamesTheNewToken) {
  const Uuid act = vault_.approved(vault_.move_to("second"));
  IntentLeaf intent = vault_.intent(act);
  EXPECT_EQ(intent.token_serial, "second");
  intent.token_serial = books().binding.serial();
  EXPECT_THAT(vault_.append(intent), RefusedBy("ACT-ONCE"));
}
TEST_F(ReplacingToken, ALeafThatSaysOtherwiseThanTheActIsRefused) {
  const Uuid act = begun(vault_.move_to("second"));
  const auto says = [](std::string_view what) { return FailsSaying(Code::kBadInput, what); };
  EXPECT_THAT(append_with(act, [](auto& said) { said.vault = sha256("other"); }),
              says("another vault or act"));
  EXPECT_THAT(append_with(act, [&](auto& said) { said.act = new_id(); }),
              says("another vault or act"));
  EXPECT_THAT(append_with(act, [](auto& said) { said.findings.token.serial = "third"; }),
              says("another token"));
  EXPECT_THAT(append_with(act, [&](auto& said) { said.log_key.id = new_id(); }),
              says("not those of the act"));
  EXPECT_THAT(append_with(act, [&](auto& said) { said.canary_key.id = new_id(); }),
              says("not those of the act"));
  EXPECT_THAT(
      append_with(act,
                  [](auto& said) { said.log_key.key = TestKey(KeyType::kEd25519).public_key(); }),
      says("not signed by the new log key"));
  EXPECT_THAT(append_with(act, [&](auto& said) { said.keys.push_back(new_id()); }),
              says("has no copy on the new token"));
  EXPECT_THAT(append_with(act, [](auto&) {}), IsOk());
}
TEST_F(ReplacingToken, AKeyThatWasNeverRestoredThereDoesNotComeAlong) {
  const Uuid key = vault_.active_key("p-256");
  const Uuid act = begun(vault_.move_to("second"));
  EXPECT_THAT(append_with(act, [&](auto& said) { said.keys.push_back(key); }),
              FailsSaying(Code::kBadInput, "has no copy on the new token"));
}
TEST_F(ReplacingToken, ALeafWithoutItsBindingOrOfAnotherTypeWithOneIsRefused) {
  const Uuid act = begun(vault_.move_to("second"));
  ExecutedLeaf leaf = leaf_of(act);
  const auto binding = std::exchange(leaf.token_binding, std::nullopt);
  EXPECT_THAT(vault_.append(leaf), FailsSaying(Code::kBadInput, "does not fit"));
  must(vault_.append(FailedLeaf{act, "ask-person", "", ""}));
  ExecutedLeaf other{vault_.approved(KeyRetire{vault_.active_key("p-256")}), {}, {}};
  other.token_binding = binding;
  EXPECT_THAT(vault_.append(other), FailsSaying(Code::kBadInput, "does not fit"));
}

// ACT-ONCE: what was cut off on a lost token must not keep the vault from going on.
TEST_F(ReplacingToken, GoesPastAnActThatWasCutOffOnTheOldTokenAndEndsItAsFailed) {
  const Uuid lost = cut_off();
  const Uuid act = begun(vault_.move_to("second"));
  EXPECT_EQ(books().executing, act);
  EXPECT_EQ(books().cut_off, lost);
  EXPECT_EQ(books().act(lost)->state, ActState::kExecuting);
  ExecutedLeaf silent = leaf_of(act);
  silent.voided.clear();
  EXPECT_THAT(vault_.append(silent), FailsSaying(Code::kBadInput, "cut off"));
  const std::uint64_t index = must(vault_.append(leaf_of(act)));
  EXPECT_EQ(books().act(lost)->state, ActState::kFailed);
  EXPECT_EQ(books().act(lost)->closing_leaf, index);
  EXPECT_FALSE(books().executing.has_value());
  EXPECT_FALSE(books().cut_off.has_value());
  EXPECT_EQ(books().keys.size(), 0U);
}
TEST_F(ReplacingToken, GivenUpLeavesTheActThatWasCutOffWhereItWas) {
  const Uuid lost = cut_off();
  const Uuid act = begun(vault_.move_to("second"));
  must(vault_.append(FailedLeaf{act, "ask-person", "", ""}));
  EXPECT_EQ(books().executing, lost);
  EXPECT_FALSE(books().cut_off.has_value());
  ExecutedLeaf made{lost, vault_.made_key(KeyType::kP256), {}};
  EXPECT_THAT(vault_.append(made), IsOk());
}
TEST_F(ReplacingToken, WhileItIsUnderWayTheActThatWasCutOffHasNoOutcome) {
  const Uuid lost = cut_off();
  begun(vault_.move_to("second"));
  ExecutedLeaf made{lost, vault_.made_key(KeyType::kP256), {}};
  EXPECT_THAT(vault_.append(made), FailsWith(Code::kConflict));
  EXPECT_THAT(vault_.append(FailedLeaf{lost, "token", "", ""}), FailsWith(Code::kConflict));
}
TEST_F(ReplacingToken, DoesNotGoPastAnActThatPeopleHaveBegunAtATable) {
  begun(vault_.move_to("second"));
  const Uuid other = vault_.approved(vault_.move_to("third"));
  EXPECT_THAT(vault_.append(vault_.intent(other)), FailsWith(Code::kRetry));
}

// LOG-WHOLE
TEST_F(ReplacingToken, ThePointThatItGoesOnFromIsOneOfThisLog) {
  const std::uint64_t size = vault_.leaves().size();
  const auto root_at = [&](std::uint64_t at) { return Result<Sha256>(vault_.root_at(at)); };
  const auto check_with = [&](std::uint64_t at, const Sha256& root) {
    TokenReplace replace = vault_.move_to("second");
    replace.checkpoint = {at, root};
    const Leaf leaf{vault_.clock.now(), vault_.proposal(vault_.act(replace))};
    return check_known_checkpoint(leaf, size, root_at);
  };
  EXPECT_THAT(check_with(size, vault_.root_at(size)), IsOk());
  EXPECT_THAT(check_with(size, sha256("another root")), RefusedBy("LOG-WHOLE"));
  EXPECT_THAT(check_with(size + 1, vault_.root_at(size)), RefusedBy("LOG-WHOLE"));
  vault_.new_key("p-256");
  EXPECT_THAT(check_with(1, vault_.root_at(1)), IsOk());
}
TEST_F(ReplacingToken, OtherLeavesGoOnFromNothing) {
  const auto none = [](std::uint64_t) { return Result<Sha256>(error(Code::kBug, "not asked")); };
  const Leaf proposal{vault_.clock.now(), vault_.proposal(vault_.act(LogRotate{new_id()}))};
  EXPECT_THAT(check_known_checkpoint(proposal, 1, none), IsOk());
  EXPECT_THAT(check_known_checkpoint({vault_.clock.now(), ExpiredLeaf{new_id()}}, 1, none), IsOk());
}

}  // namespace replacing_token_test
}  // namespace pyx::custody

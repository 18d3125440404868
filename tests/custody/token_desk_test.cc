#include "custody/token_desk.h"

#include <gmock/gmock.h>

#include "custody/acts/binding_statement.h"
#include "custody/freshness/anchor.h"
#include "pkcs11/open_token.h"
#include "tests/support/moving_vault.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace token_desk_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::MovingVault;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using pyx::testing::ScriptedToken;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AtTheTokenDesk : public ::testing::Test {
 protected:
  ActState state(const Uuid& act) { return must(at_.vault->act(act)).state; }
  std::size_t objects_on_new() {
    return must(must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()))->objects()).size();
  }
  // Whose generation of keys fails.
  NewToken failing_token() {
    const NewToken real = at_.new_token();
    script_.generate = [](pkcs11::Token&, const pkcs11::KeySpec&) {
      return device_error("C_GenerateKeyPair");
    };
    return {
        real.uri,
        [this, open = real.open](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
          PYX_ASSIGN(auto token, open(uri));
          return std::unique_ptr<pkcs11::Token>(
              std::make_unique<ScriptedToken>(script_, std::move(token)));
        }};
  }
  // An act that made its key on the vault's token and could not record it.
  Uuid cut_off() {
    const Uuid act = at_.vault.approved(KeyGenerate{at_.vault.new_id(), "issuer-p-256", "a test"});
    script_.generate = [](pkcs11::Token& beneath, const pkcs11::KeySpec& spec) {
      must(beneath.generate(spec));
      return device_error("C_GenerateKeyPair");
    };
    script_.destroy = [](pkcs11::Token&, const Uuid&) { return device_error("C_DestroyObject"); };
    VaultOptions options = at_.vault.options();
    options.signing_threads = 0;
    options.open_token = [this, open = options.open_token](
                             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
      PYX_ASSIGN(auto token, open(uri));
      return std::unique_ptr<pkcs11::Token>(
          std::make_unique<ScriptedToken>(script_, std::move(token)));
    };
    at_.vault.close();
    at_.vault.open(std::move(options));
    EXPECT_FALSE(at_.vault->execute(act).ok());
    EXPECT_EQ(state(act), ActState::kExecuting);
    at_.vault.close();
    script_ = {};
    return act;
  }

  MovingVault at_;
  pyx::testing::TokenScript script_;
};

TEST_F(AtTheTokenDesk, APlannedMoveTakesTheKeysAlongThatWereRestoredAndLeavesTheOthers) {
  const Uuid key = at_.lasting_key();
  const Uuid other = at_.vault.make_active_key("issuer-p-256");
  at_.restore(key);
  const Uuid act = at_.approved_move();
  EXPECT_EQ(must(at_.token_desk().replace(act, at_.new_token())).state, ActState::kExecuted);
  const VaultInfo info = must(at_.vault->info());
  EXPECT_THAT(info.token_serials, ElementsAre(at_.spare.serial()));
  ASSERT_EQ(info.former_tokens.size(), 1U);
  EXPECT_EQ(info.former_tokens.front().serial, at_.vault.token.serial());
  EXPECT_EQ(info.former_tokens.front().act, act);
  EXPECT_THAT(info.warnings, Contains(HasSubstr("KEY-HOME")));
  EXPECT_EQ(at_.vault.key(key).token_serial, at_.spare.serial());
  EXPECT_TRUE(at_.vault.key(other).left_behind.has_value());
  // In this process already.
  EXPECT_THAT(at_.vault->checkpoint(), IsOk());
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
  at_.vault.close();
  at_.open_on_new(MovingVault::As::kServer);
  EXPECT_THAT(at_.vault.sign(key, {to_bytes("a message")}), IsOk());
  EXPECT_THAT(at_.vault.sign(other, {to_bytes("a message")}), RefusedBy("KEY-HOME"));
  EXPECT_THAT(at_.vault->canary(), IsOk());
}
// STATE-FRESH
TEST_F(AtTheTokenDesk, TheNewTokenHasTheAnchorFromTheMoveOnAndThatItHadNoneBeforeIsNoLoss) {
  must(at_.vault->checkpoint());
  at_.moved();
  EXPECT_FALSE(at_.vault->freshness().suspended);
  EXPECT_THAT(at_.vault->freshness().warnings, ::testing::IsEmpty());
  const std::uint64_t size = must(at_.vault->info()).log_size;
  at_.vault.close();
  const auto token = must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()));
  const auto anchor = newest_anchor(must(token->read_anchors()), at_.vault.id);
  ASSERT_TRUE(anchor);
  EXPECT_EQ(anchor->size, size);
}
TEST_F(AtTheTokenDesk, WithoutItsOldTokenAVaultOpensRestoresAndMoves) {
  const Uuid key = at_.lasting_key();
  at_.vault.close();
  at_.lose_token();
  at_.open();
  EXPECT_FALSE(at_.vault->checkpoint().ok());
  at_.restore(key);
  at_.moved();
  at_.vault.close();
  at_.open_on_new(MovingVault::As::kServer);
  EXPECT_THAT(at_.vault.sign(key, {to_bytes("a message")}), IsOk());
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
TEST_F(AtTheTokenDesk, WhatWasNotRestoredBeforeTheMoveIsRestoredAfterIt) {
  const Uuid key = at_.lasting_key();
  at_.vault.close();
  at_.lose_token();
  at_.open();
  at_.moved();
  EXPECT_TRUE(at_.vault.key(key).left_behind.has_value());
  at_.vault.close();
  at_.open_on_new();
  at_.restore(key);
  at_.vault.close();
  at_.open_on_new(MovingVault::As::kServer);
  EXPECT_THAT(at_.vault.sign(key, {to_bytes("a message")}), IsOk());
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
// ACT-ONCE
TEST_F(AtTheTokenDesk, AnActThatWasCutOffOnALostTokenEndsWithTheMove) {
  at_.lasting_key();
  const Uuid lost = cut_off();
  at_.lose_token();
  at_.open();
  EXPECT_EQ(state(lost), ActState::kExecuting);
  const Uuid other = at_.vault.approved(LogRotate{at_.vault.new_id()});
  EXPECT_FALSE(at_.vault->execute(other).ok());
  at_.moved();
  EXPECT_EQ(state(lost), ActState::kFailed);
  EXPECT_THAT(at_.vault->execute(other), IsOk());
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
TEST_F(AtTheTokenDesk, AnActThatWasCutOffIsFinishedBeforeAMoveWhileItsTokenIsThere) {
  at_.lasting_key();
  const Uuid act = cut_off();
  at_.open();
  at_.moved();
  EXPECT_EQ(state(act), ActState::kExecuted);
}
TEST_F(AtTheTokenDesk, CalledAgainItMakesSureThatTheVaultFindsItsToken) {
  const Uuid key = at_.lasting_key();
  at_.restore(key);
  const Uuid act = at_.approved_move();
  const NewToken right = at_.new_token();
  // A place where no token is, once the vault has moved.
  must(at_.token_desk().replace(act, {"pkcs11:serial=none?module-path=/nowhere",
                                      [&](const std::string&) { return right.open(right.uri); }}));
  at_.vault.close();
  at_.open_on_new();
  EXPECT_FALSE(at_.vault->checkpoint().ok());
  EXPECT_THAT(at_.token_desk().replace(act, right), IsOk());
  at_.vault.close();
  at_.open_on_new();
  EXPECT_THAT(at_.vault->checkpoint(), IsOk());
  at_.vault.close();
  EXPECT_EQ(objects_on_new(), 5U + 2U + 1U);  // the anchor too (STATE-FRESH)
}
// TOKEN-BOUND
TEST_F(AtTheTokenDesk, TheOldTokenIsRefusedAndTheRefusalNamesTheMove) {
  at_.lasting_key();
  const Uuid act = at_.approved_move();
  const NewToken to = at_.new_token();
  must(at_.token_desk().replace(act, {pkcs11::to_text(at_.vault.token_uri()),
                                      [&](const std::string&) { return to.open(to.uri); }}));
  at_.vault.close();
  at_.open();
  EXPECT_THAT(at_.vault->canary(), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(at_.vault->canary(), FailsSaying(Code::kRefused, act.text()));
  EXPECT_THAT(at_.vault->canary(), FailsSaying(Code::kRefused, at_.spare.serial()));
}
TEST_F(AtTheTokenDesk, AMoveThatFailsIsGoneOnWithUnderTheSameActOrGivenUp) {
  at_.lasting_key();
  const Uuid act = at_.approved_move();
  EXPECT_THAT(at_.token_desk().replace(act, failing_token()), FailsWith(Code::kToken));
  EXPECT_EQ(state(act), ActState::kExecuting);
  EXPECT_THAT(at_.vault->execute(act), FailsSaying(Code::kBadInput, "pyx vault move"));
  const Uuid other = at_.vault.approved(LogRotate{at_.vault.new_id()});
  EXPECT_THAT(at_.vault->execute(other), FailsSaying(Code::kRetry, "vault move --give-up"));
  EXPECT_THAT(must(at_.vault->info()).token_serials, ElementsAre(at_.vault.token.serial()));
  ASSERT_THAT(at_.token_desk().give_up(act, at_.new_token()), IsOk());
  EXPECT_EQ(state(act), ActState::kFailed);
  EXPECT_EQ(objects_on_new(), 0U);
  EXPECT_THAT(at_.vault->execute(other), IsOk());
  EXPECT_THAT(at_.token_desk().give_up(act, std::nullopt), FailsWith(Code::kConflict));
  EXPECT_THAT(at_.token_desk().replace(act, at_.new_token()), FailsWith(Code::kConflict));
  EXPECT_THAT(at_.vault.exported_and_verified(), IsOk());
}
TEST_F(AtTheTokenDesk, WithoutItsQuorumTheNewTokenIsNotEvenOpened) {
  at_.lasting_key();
  const Uuid act = at_.vault.propose(at_.move());
  const auto never = [](const std::string&) -> Result<std::unique_ptr<pkcs11::Token>> {
    ADD_FAILURE() << "the token was opened";
    return error(Code::kBug, "opened");
  };
  EXPECT_THAT(at_.token_desk().replace(act, {"pkcs11:", never}), RefusedBy("ACT-QUORUM"));
  EXPECT_EQ(state(act), ActState::kOpen);
}
TEST_F(AtTheTokenDesk, AnActOfAnotherTypeIsBadInput) {
  const Uuid act = at_.vault.approved(LogRotate{at_.vault.new_id()});
  EXPECT_THAT(at_.token_desk().replace(act, at_.new_token()), FailsWith(Code::kBadInput));
  EXPECT_THAT(at_.token_desk().give_up(act, std::nullopt), FailsWith(Code::kBadInput));
}
// LOG-WHOLE: an act that was agreed on with what a witness has does not fit a log that was rolled
// back.
TEST_F(AtTheTokenDesk, AnActThatGoesOnFromAnotherLogIsNotEvenProposed) {
  at_.lasting_key();
  TokenReplace move = at_.move();
  move.checkpoint.root = sha256("another log");
  const auto propose = [&] {
    return at_.vault->propose(
        pyx::testing::envelope_by({&at_.vault.people.at("olga")}, encode_act(at_.vault.act(move))),
        std::nullopt);
  };
  EXPECT_THAT(propose(), RefusedBy("LOG-WHOLE"));
  move.checkpoint = {1'000'000, at_.move().checkpoint.root};
  EXPECT_THAT(propose(), RefusedBy("LOG-WHOLE"));
  move.checkpoint = at_.move().checkpoint;
  EXPECT_THAT(propose(), IsOk());
}
TEST_F(AtTheTokenDesk, AVaultThatServesRequestsDoesNotMove) {
  at_.lasting_key();
  const Uuid act = at_.approved_move();
  at_.vault.close();
  at_.vault.open();
  EXPECT_THAT(at_.token_desk().replace(act, at_.new_token()),
              FailsSaying(Code::kConflict, "stop pyxd"));
  EXPECT_EQ(state(act), ActState::kOpen);
}

}  // namespace token_desk_test
}  // namespace pyx::custody

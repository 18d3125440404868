#include "custody/acts/token_move.h"

#include <gmock/gmock.h>

#include "custody/acts/binding_statement.h"
#include "pkcs11/open_token.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/memory_backup.h"
#include "tests/support/scripted_token.h"

namespace pyx::custody {
namespace token_move_test {

using pyx::testing::device_error;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::FailsWithCkr;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::IsEmpty;

constexpr unsigned long kDeviceError = 0x30;

// An act that goes on on a SoftHSM2 token.
class TokenMove : public ::testing::Test {
 protected:
  TokenMove() {
    TokenReplace replace = vault_.move_to(made_.serial());
    replace.token = token_->identity();
    act_ = vault_.approved(replace);
  }
  const ActRecord& act() const { return *vault_.books().act(act_); }
  const TokenReplace& replace() const { return std::get<TokenReplace>(act().act.parameters); }
  Result<Performed> perform(pkcs11::Token& token, Attempt attempt = Attempt::kFirst) {
    return perform_move(token, vault_.books(), act(), attempt, vault_.clock.now());
  }
  Result<Performed> perform(Attempt attempt = Attempt::kFirst) { return perform(*token_, attempt); }
  static BindingStatement said(const Performed& done) {
    return must(parse_binding(must(parse_envelope(as_text(done.blobs.front()))).payload));
  }
  std::size_t objects() { return must(token_->objects()).size(); }

  pyx::testing::MemoryVault vault_;
  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken made_ = softhsm_.make_token();
  std::unique_ptr<pkcs11::Token> token_ = must(pkcs11::open_token(made_.uri(), made_.pin()));
  Uuid act_;
};

TEST_F(TokenMove, MakesTwoKeysMarksTheTokenAndSaysWhatItFound) {
  ASSERT_THAT(check_new_token(*token_, act()), IsOk());
  const Performed done = must(perform());
  EXPECT_EQ(done.leaf.act, act_);
  EXPECT_EQ(done.leaf.token_binding, sha256(done.blobs.front()));
  const BindingStatement statement = said(done);
  EXPECT_EQ(statement.vault, vault_.books().vault);
  EXPECT_EQ(statement.findings.token.serial, made_.serial());
  EXPECT_EQ(statement.findings.firmware, "2.6");
  EXPECT_TRUE(pkcs11::enforces(statement.findings.rules, TokenRule::kSensitive));
  EXPECT_EQ(statement.log_key.id, replace().log_key);
  EXPECT_THAT(statement.keys, IsEmpty());
  EXPECT_TRUE(signed_by(must(parse_envelope(as_text(done.blobs.front()))), statement.log_key.key));
  EXPECT_EQ(objects(), 5U);  // two key pairs and the marker
  EXPECT_TRUE(std::ranges::equal(must(token_->read_marker()).value(), marker_of(act())));
  // What the register makes of it.
  must(vault_.append(vault_.intent(act_)));
  vault_.put_blob(done.blobs.front());
  EXPECT_THAT(vault_.append(done.leaf), IsOk());
  EXPECT_EQ(vault_.books().binding.serial(), made_.serial());
}
// TOKEN-BOUND
TEST_F(TokenMove, AnotherTokenThanTheActsIsRefused) {
  const auto other_made = softhsm_.make_token("other");
  const auto other = must(pkcs11::open_token(other_made.uri(), other_made.pin()));
  EXPECT_THAT(check_new_token(*other, act()), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(perform(*other), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(sweep_move(*other, act()), RefusedBy("TOKEN-BOUND"));
  EXPECT_THAT(must(other->objects()), IsEmpty());
}
TEST_F(TokenMove, ATokenThatIsMarkedForAnotherVaultIsLeftAlone) {
  must(token_->write_marker(as_bytes("of another vault")));
  EXPECT_THAT(check_new_token(*token_, act()), FailsSaying(Code::kConflict, "marked"));
  EXPECT_THAT(perform(Attempt::kAfterCrash), FailsSaying(Code::kConflict, "another vault"));
  EXPECT_EQ(objects(), 1U);
}
TEST_F(TokenMove, AnObjectUnderOneOfOurIdsIsNotOurs) {
  must(token_->generate({replace().canary_key, KeyType::kP256, Purpose::kSign, "not ours"}));
  EXPECT_THAT(check_new_token(*token_, act()), FailsSaying(Code::kConflict, "left alone"));
}
// ACT-ONCE
TEST_F(TokenMove, DoneAgainAfterACrashSweepsAndLeavesTwoKeys) {
  const BindingStatement first = said(must(perform()));
  const BindingStatement second = said(must(perform(Attempt::kAfterCrash)));
  EXPECT_NE(first.log_key.key.id(), second.log_key.key.id());
  EXPECT_EQ(objects(), 5U);
}
TEST_F(TokenMove, GivenUpLeavesNothingAndWhatIsNotItsOwnStays) {
  must(perform());
  const Uuid foreign = Uuid::v7(vault_.clock.now());
  must(token_->generate({foreign, KeyType::kP256, Purpose::kSign, "not ours"}));
  EXPECT_THAT(sweep_move(*token_, act()), IsOk());
  EXPECT_EQ(objects(), 2U);
  EXPECT_FALSE(must(token_->read_marker()).has_value());
  EXPECT_THAT(sweep_move(*token_, act()), IsOk());
  EXPECT_THAT(check_new_token(*token_, act()), IsOk());
}
TEST_F(TokenMove, ATokenThatDoesNotSignWithItsNewKeysIsNotMarked) {
  pyx::testing::TokenScript script;
  script.sign = [](auto) { return device_error("C_Sign"); };
  pyx::testing::ScriptedToken failing(script, std::move(token_));
  EXPECT_THAT(perform(failing), FailsWithCkr(kDeviceError));
  EXPECT_FALSE(must(failing.read_marker()).has_value());
}
// A copy that the log has a record of, and the token does not have: it was initialised anew since.
TEST_F(TokenMove, AKeyThatIsNotThereAfterAllDoesNotComeAlong) {
  pyx::testing::MemoryBackup backup(vault_);
  const Uuid key = backup.new_key();
  const Uuid id = backup.live({key});
  backup.execute(vault_.approved(BackupRestore{id, {key}, made_.serial(), RestoreWay::kInToken}));
  EXPECT_THAT(said(must(perform())).keys, IsEmpty());
}
// Trap 15: an id is no proof. Made there, it is another key.
TEST_F(TokenMove, AnotherKeyUnderTheIdDoesNotComeAlong) {
  pyx::testing::MemoryBackup backup(vault_);
  const Uuid key = backup.new_key();
  const Uuid id = backup.live({key});
  backup.execute(vault_.approved(BackupRestore{id, {key}, made_.serial(), RestoreWay::kInToken}));
  must(token_->generate({key, KeyType::kP256, Purpose::kSign, "another"}));
  EXPECT_THAT(said(must(perform())).keys, IsEmpty());
}
TEST_F(TokenMove, ATokenThatMakesNoKeyIsNotMarked) {
  pyx::testing::TokenScript script;
  script.generate = [](pkcs11::Token&, const pkcs11::KeySpec&) {
    return device_error("C_GenerateKeyPair");
  };
  pyx::testing::ScriptedToken failing(script, std::move(token_));
  EXPECT_THAT(perform(failing), FailsWith(Code::kToken));
  EXPECT_FALSE(must(failing.read_marker()).has_value());
}

}  // namespace token_move_test
}  // namespace pyx::custody

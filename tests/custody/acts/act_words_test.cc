#include "custody/acts/act_words.h"

#include "base/pgp_words.h"
#include "tests/support/custody_fixture.h"

namespace pyx::custody {
namespace act_words_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class WordsOfAnAct : public ::testing::Test {
 protected:
  std::string shown(ActParameters parameters) const {
    const Act act = vault_.act(std::move(parameters));
    return act_in_words(act, encode_act(act));
  }
  Uuid new_id() const { return Uuid::v7(vault_.clock.now()); }

  pyx::testing::MemoryVault vault_;
};

TEST_F(WordsOfAnAct, SayOfEveryTypeOfActWhatItDoesAndToWhat) {
  const Uuid key = new_id();
  const std::string generate = shown(KeyGenerate{key, "p-256", "issuer 2027"});
  EXPECT_THAT(generate, StartsWith("generate a key\n"));
  for (const std::string& part : {key.text(), std::string("p-256"), std::string("issuer 2027")})
    EXPECT_THAT(generate, HasSubstr(part));
  const std::vector<std::pair<ActParameters, std::string>> of_a_key = {
      {KeyActivate{key}, "activate a key"},
      {KeyRetire{key}, "retire a key"},
      {KeyDestroy{key}, "DESTROY a key"},
      {LogRotate{key}, "make a new key for the evidence log"}};
  for (const auto& [parameters, title] : of_a_key) {
    EXPECT_THAT(shown(parameters), StartsWith(title));
    EXPECT_THAT(shown(parameters), HasSubstr(key.text()));
  }
}
TEST_F(WordsOfAnAct, SayOfEachActOfAMintWhatItMovesAndForWhom) {
  const Uuid five = new_id();
  const Uuid one = new_id();
  const std::string schedule = shown(KeysSchedule{{{five, "eur-5", 3}, {one, "eur-1", 12}}});
  EXPECT_THAT(schedule, StartsWith("make keys of denominations"));
  EXPECT_THAT(schedule, HasSubstr("eur-5, period 3, id " + five.text()));
  EXPECT_THAT(schedule, HasSubstr("eur-1, period 12, id " + one.text()));
  const Sha256 digest = sha256("budgets");
  const std::string budgets = shown(BudgetSet{digest});
  EXPECT_THAT(budgets, StartsWith("set budgets"));
  EXPECT_THAT(budgets, HasSubstr(to_hex(digest)));
  EXPECT_THAT(budgets, HasSubstr(to_pgp_words(digest)));
  // Bob's public key of RFC 7748, 6.1.
  const std::string holder = "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
  const std::string refund = shown(CoinsRefund{4711, holder, "case 42"});
  EXPECT_THAT(refund, StartsWith("refund: "));
  for (const std::string& part : {std::string("4711"), holder, std::string("case 42")})
    EXPECT_THAT(refund, HasSubstr(part));
  const std::string free = shown(ReservationFree{4712, "case 43"});
  EXPECT_THAT(free, StartsWith("give back what an unanswered request has reserved"));
  EXPECT_THAT(free, HasSubstr("4712"));
  EXPECT_THAT(free, HasSubstr("case 43"));
  const std::string lost =
      shown(StateAccept{20, sha256("lost"), vault_.leaves().size(), sha256("left")});
  EXPECT_THAT(lost, HasSubstr("GIVE UP"));
  EXPECT_THAT(lost, HasSubstr("20 leaves"));
  EXPECT_THAT(lost, HasSubstr(to_hex(sha256("lost"))));
  const std::string clock = shown(ClockAccept{vault_.clock.now() + std::chrono::hours(1)});
  EXPECT_THAT(clock, StartsWith("accept the clock"));
  EXPECT_THAT(clock, HasSubstr("2026-11-23T10:00:00.000Z"));
}
TEST_F(WordsOfAnAct, OfANewPolicyHaveItsDigestInHexAndInWords) {
  const Sha256 policy = sha256("a new policy");
  const std::string text = shown(PolicyChange{policy});
  EXPECT_THAT(text, StartsWith("change the policy"));
  EXPECT_THAT(text, HasSubstr(to_hex(policy)));
  EXPECT_THAT(text, HasSubstr(to_pgp_words(policy)));
}
TEST_F(WordsOfAnAct, OfAThawNameEachFreezeAndTheRightOfWhoFroze) {
  const std::string suspends = shown(Thaw{{sha256("first"), sha256("second")}, true});
  EXPECT_THAT(suspends, HasSubstr(to_hex(sha256("first"))));
  EXPECT_THAT(suspends, HasSubstr(to_hex(sha256("second"))));
  EXPECT_THAT(suspends, HasSubstr("lose the right to freeze"));
  EXPECT_THAT(shown(Thaw{{sha256("first")}, false}), HasSubstr("keep their right"));
}
TEST_F(WordsOfAnAct, OfARewrapAndOfACopySayWhatDies) {
  const Uuid from = new_id();
  const std::string rewrap =
      shown(BackupRewrap{from, new_id(), {1, {{2, {"alice", "bob", "carol"}}}}});
  EXPECT_THAT(rewrap, HasSubstr("under a NEW key"));
  EXPECT_THAT(rewrap, HasSubstr(from.text() + ", whose shares die"));
  EXPECT_THAT(rewrap, HasSubstr("2 of (alice, bob, carol)"));
  const std::string copy = shown(CopyDestroy{from, "1234"});
  EXPECT_THAT(copy, StartsWith("DESTROY a key's copy"));
  EXPECT_THAT(copy, HasSubstr("1234"));
}

}  // namespace act_words_test
}  // namespace pyx::custody

#include "custody/coins/payment_look.h"

#include "tests/matchers.h"

namespace pyx::custody {
namespace payment_look_test {

using ::testing::ElementsAre;

JudgedCoin coin(Verdict verdict) {
  JudgedCoin judged;
  judged.verdict = verdict;
  return judged;
}

CoinFace face(std::uint8_t key, std::uint8_t id) {
  CoinFace made;
  made.key.bytes.fill(key);
  made.id.fill(id);
  return made;
}

TEST(PaymentLook, SaysWhatIsWrongInTheOrderOfItsKinds) {
  EXPECT_EQ(what_is_wrong({}), std::nullopt);
  EXPECT_EQ(what_is_wrong({coin(Verdict::kGood), coin(Verdict::kGood)}), std::nullopt);
  EXPECT_EQ(what_is_wrong({coin(Verdict::kRetired), coin(Verdict::kGood), coin(Verdict::kBadTag),
                           coin(Verdict::kRetired)}),
            "3 of 4 coins are not good: 1 bad-tag, 2 retired");
  for (const Verdict verdict :
       {Verdict::kBadTag, Verdict::kUnknownKey, Verdict::kExpired, Verdict::kOver,
        Verdict::kRetired, Verdict::kTwice, Verdict::kFrozen}) {
    EXPECT_TRUE(what_is_wrong({coin(verdict)}).has_value()) << to_text(verdict);
    EXPECT_EQ(count_of({coin(verdict), coin(Verdict::kGood)}, verdict), 1U);
  }
}

TEST(PaymentLook, PutsRetiredCoinsTogetherByKeyAsTheyAppear) {
  const Sha256 vault = sha256("a vault");
  const auto lines = retired_coins(vault, {face(2, 1), face(1, 1), face(2, 3)});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].key, face(2, 1).key);
  EXPECT_THAT(lines[0].coins, ElementsAre(retired_name(vault, face(2, 1).key, face(2, 1).id),
                                          retired_name(vault, face(2, 3).key, face(2, 3).id)));
  EXPECT_EQ(lines[1].key, face(1, 1).key);
  EXPECT_EQ(lines[1].coins.size(), 1U);
  EXPECT_TRUE(retired_coins(vault, {}).empty());
}

}  // namespace payment_look_test
}  // namespace pyx::custody

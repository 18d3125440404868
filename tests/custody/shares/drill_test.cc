#include "custody/shares/drill.h"

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::shares {
namespace drill_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using testing::Backup;
using testing::copy_of;
using ::testing::HasSubstr;
using testing::Splitting;
using testing::text_of;
using testing::words_of;

class Drilling : public ::testing::Test {
 protected:
  Drill drilled(std::string_view holder, const ShareWords& words) const {
    return drill(splitting_.set, holder, words, kNow).value();
  }
  Drill drilled(std::string_view holder, const Share& share) const {
    return drilled(holder, words_of(share));
  }
  const Time kNow = testing::set_time() + std::chrono::hours(24 * 90);
  Backup backup_;
  Splitting splitting_ = backup_.two_of_three();
};

// One share, no other, no secret: that is all there is to it.
TEST_F(Drilling, OfTheRightShareIsGoodAndItsReceiptSaysOfWhat) {
  const Drill made = drilled("bob", splitting_.shares[0][1]);
  const DrillReceipt& receipt = made.receipt;
  EXPECT_EQ(receipt.result, DrillResult::kGood);
  EXPECT_EQ(receipt.vault, splitting_.set.vault);
  EXPECT_EQ(receipt.set, splitting_.set.id);
  EXPECT_EQ(receipt.version, 1U);
  EXPECT_EQ(receipt.group, 0U);
  EXPECT_EQ(receipt.member, 1U);
  EXPECT_EQ(receipt.holder, "bob");
  EXPECT_EQ(receipt.commitment, splitting_.set.members[1].commitment);
  EXPECT_EQ(receipt.time, kNow);
  EXPECT_EQ(made.message, "this is the share of bob, as it was handed out with version 1");
}
TEST_F(Drilling, OfAnothersShareSaysWhose) {
  const Drill made = drilled("bob", splitting_.shares[0][2]);
  EXPECT_EQ(made.receipt.result, DrillResult::kOtherMember);
  EXPECT_EQ(made.receipt.member, 1U);
  EXPECT_EQ(made.message, "this is not the share of bob, but that of carol");
}
TEST_F(Drilling, OfAChangedShareSaysSo) {
  Share changed = copy_of(splitting_.shares[0][1]);
  changed.value.reveal_mutable(reveal())[0] ^= 0x80U;
  const Drill made = drilled("bob", changed);
  EXPECT_EQ(made.receipt.result, DrillResult::kWrongValue);
  EXPECT_THAT(made.message, HasSubstr("not one that was handed out"));
}
TEST_F(Drilling, OfAnotherVersionsShareSaysSo) {
  const Splitting next = backup_.two_of_three(2);
  EXPECT_EQ(drilled("bob", next.shares[0][1]).receipt.result, DrillResult::kOtherSet);
  Backup other;
  other.used = backup_.used;
  const Drill made = drilled("bob", other.two_of_three().shares[0][1]);
  EXPECT_EQ(made.receipt.result, DrillResult::kOtherSet);
  EXPECT_THAT(made.message, HasSubstr("another version"));
}
TEST_F(Drilling, OfWordsThatAreNoShareSaysWhichWordIsWrong) {
  std::string text = text_of(words_of(splitting_.shares[0][1]));
  text.replace(text.rfind(' '), std::string::npos, " xyzzy");
  const Drill made = drilled("bob", words_of(text));
  EXPECT_EQ(made.receipt.result, DrillResult::kUnreadable);
  EXPECT_EQ(made.hint.word, 33U);
  EXPECT_EQ(made.message, "word 33 is not in the word list");
  EXPECT_THAT(drilled("bob", words_of("")).message, HasSubstr("0 words"));
}
TEST_F(Drilling, BySomebodyWhoHoldsNoShareIsRefused) {
  EXPECT_THAT(drill(splitting_.set, "mallory", words_of(splitting_.shares[0][1]), kNow),
              FailsWith(Code::kNotFound));
}
TEST_F(Drilling, AgainstARecordThatIsWrongByItselfIsRefused) {
  ShareSet set = splitting_.set;
  set.members.pop_back();
  EXPECT_THAT(drill(set, "bob", words_of(splitting_.shares[0][1]), kNow),
              FailsSaying(Code::kBadInput, "scheme"));
}
TEST(DrillResultText, ComesBackFromIt) {
  for (const DrillResult result :
       {DrillResult::kGood, DrillResult::kUnreadable, DrillResult::kOtherMember,
        DrillResult::kWrongValue, DrillResult::kOtherSet})
    EXPECT_EQ(drill_result_from(to_text(result)), result);
  EXPECT_EQ(drill_result_from("Good"), std::nullopt);
  EXPECT_EQ(drill_result_from(""), std::nullopt);
}

}  // namespace drill_test
}  // namespace pyx::shares

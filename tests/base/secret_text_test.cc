#include "base/secret_text.h"

#include "base/reveal.h"
#include "tests/matchers.h"

namespace pyx {
namespace secret_text_test {

using testing::FailsSaying;
using testing::IsOk;

SecretText with_room(std::size_t bytes) { return SecretText::with_room(bytes).value(); }
std::string text_of(const SecretBytes& secret) { return to_text(secret.reveal(reveal())); }

TEST(SecretText, IsItsPiecesOneAfterAnother) {
  Bytes middle = to_bytes("two ");
  SecretText text = with_room(16);
  text.add("one ").add(SecretBytes::take(middle).value()).add("").add("three");
  EXPECT_EQ(text.size_bytes(), 13U);
  const auto taken = text.take();
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(text_of(*taken), "one two three");
}

TEST(SecretText, MayFillItsRoomToTheLastByte) {
  const auto taken = with_room(3).add("abc").take();
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(text_of(*taken), "abc");
}

TEST(SecretText, OneByteTooManyIsTold) {
  EXPECT_THAT(with_room(3).add("abcd").take(), FailsSaying(Code::kBug, "longer than the room"));
}

// What did not fit must not leave a hole in the middle.
TEST(SecretText, AfterAPieceThatDidNotFitNothingIsAdded) {
  SecretText text = with_room(3);
  text.add("ab").add("cd").add("e");
  EXPECT_EQ(text.size_bytes(), 2U);
  EXPECT_THAT(text.take(), FailsSaying(Code::kBug, "longer than the room"));
}

TEST(SecretText, IsEmptyOnceTaken) {
  SecretText text = with_room(3);
  text.add("abc");
  EXPECT_THAT(text.take(), IsOk());
  EXPECT_EQ(text.size_bytes(), 0U);
  const auto again = text.take();
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->empty());
}

}  // namespace secret_text_test
}  // namespace pyx

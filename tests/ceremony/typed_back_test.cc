#include "ceremony/typed_back.h"

#include <gmock/gmock.h>

#include "tests/custody/shares/shares_fixture.h"

namespace pyx::ceremony {
namespace typed_back_test {

std::size_t difference(std::string_view typed, std::string_view share) {
  return first_difference(shares::testing::words_of(typed), shares::testing::words_of(share));
}

TEST(TypedBack, TheSameWordsInAnotherCaseAndCutShortAreTheSame) {
  EXPECT_EQ(difference("deal keyboard academic", "deal keyboard academic"), 0U);
  EXPECT_EQ(difference("DEAL keyb Acad", "deal keyboard academic"), 0U);
}

TEST(TypedBack, TheFirstWordThatDiffersIsNamed) {
  EXPECT_EQ(difference("deal keyboard acid", "deal keyboard academic"), 3U);
  EXPECT_EQ(difference("deal kezboard academic", "deal keyboard academic"), 2U);
}

TEST(TypedBack, AMissingWordAndOneTooManyAreNamed) {
  EXPECT_EQ(difference("deal", "deal keyboard"), 2U);
  EXPECT_EQ(difference("deal keyboard", "deal"), 2U);
}

}  // namespace typed_back_test
}  // namespace pyx::ceremony

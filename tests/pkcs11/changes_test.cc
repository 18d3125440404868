#include "pkcs11/changes.h"

#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "pkcs11/from_ckr.h"
#include "tests/matchers.h"

namespace pyx::pkcs11 {
namespace changes_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

class LooksBesideChanges : public ::testing::Test {
 protected:
  // Answers in this order, and then well.
  Result<int> look(std::vector<Error> refusals) {
    return changes_.look([&]() -> Result<int> {
      const std::size_t at = looks_++;
      if (at == 0 && while_looking_) while_looking_();
      if (at < refusals.size()) return refusals[at];
      return 7;
    });
  }

  const Error blurred_ = ckr_error(CKR_GENERAL_ERROR, "C_GetAttributeValue");
  Changes changes_;
  std::size_t looks_ = 0;
  std::function<void()> while_looking_;
};

TEST_F(LooksBesideChanges, AreMadeOnceIfNothingIsChanged) {
  EXPECT_THAT(look({blurred_}), FailsWith(Code::kToken));
  EXPECT_EQ(looks_, 1U);
}

TEST_F(LooksBesideChanges, AreMadeOnceMoreWhenTheChangeIsOver) {
  std::promise<void> looked;
  auto held = changes_.begin();
  ASSERT_THAT(held, IsOk());
  while_looking_ = [&] { looked.set_value(); };
  std::optional<Turns::Turn> turn = *std::move(held);
  std::atomic<bool> over = false;
  std::jthread changer([&] {
    looked.get_future().wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    over = true;
    turn.reset();
  });
  EXPECT_THAT(look({blurred_}), IsOk());
  EXPECT_TRUE(over);
  EXPECT_EQ(looks_, 2U);
}

TEST_F(LooksBesideChanges, AreMadeOnceMoreIfAChangeCameAndWentMeanwhile) {
  while_looking_ = [this] { EXPECT_THAT(changes_.begin(), IsOk()); };
  EXPECT_THAT(look({blurred_}), IsOk());
}

TEST_F(LooksBesideChanges, ThatAreRefusedAgainAreRefused) {
  while_looking_ = [this] { EXPECT_THAT(changes_.begin(), IsOk()); };
  EXPECT_THAT(look({blurred_, blurred_}), FailsWith(Code::kToken));
  EXPECT_EQ(looks_, 2U);
}

TEST_F(LooksBesideChanges, ThatFindNothingAreMadeOnceMore) {
  while_looking_ = [this] { EXPECT_THAT(changes_.begin(), IsOk()); };
  EXPECT_THAT(look({error(Code::kNotFound, "the token has no such key")}), IsOk());
  EXPECT_EQ(looks_, 2U);
}

// Our own refusals are no answers of a token.
TEST_F(LooksBesideChanges, ThatPyxRefusesAreNotMadeAgain) {
  while_looking_ = [this] { EXPECT_THAT(changes_.begin(), IsOk()); };
  EXPECT_THAT(look({error(Code::kRefused, "not this key")}), FailsWith(Code::kRefused));
  EXPECT_EQ(looks_, 1U);
}

TEST_F(LooksBesideChanges, AtAllThereIsAreMadeOnceMoreWhateverTheySaw) {
  const auto count = [this]() -> Result<std::size_t> {
    if (looks_++ == 0 && while_looking_) while_looking_();
    return looks_;
  };
  EXPECT_EQ(changes_.look_at_all(count).value(), 1U);
  looks_ = 0;
  while_looking_ = [this] { EXPECT_THAT(changes_.begin(), IsOk()); };
  EXPECT_EQ(changes_.look_at_all(count).value(), 2U);
}

}  // namespace changes_test
}  // namespace pyx::pkcs11

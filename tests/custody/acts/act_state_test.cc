#include "custody/acts/act_state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pyx::custody {
namespace act_state_test {

constexpr ActState kAll[] = {ActState::kOpen,      ActState::kExecuting, ActState::kExecuted,
                             ActState::kFailed,    ActState::kRefused,   ActState::kExpired,
                             ActState::kWithdrawn, ActState::kVoided};

TEST(ActState, EveryStateHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (const ActState state : kAll) {
    words.insert(std::string(to_text(state)));
    EXPECT_EQ(act_state_from(to_text(state)), state);
  }
  EXPECT_EQ(words.size(), std::size(kAll));
}
TEST(ActState, AnotherWordIsNoState) {
  for (const char* word : {"", "Open", "done", "open "}) EXPECT_FALSE(act_state_from(word));
}

}  // namespace act_state_test
}  // namespace pyx::custody

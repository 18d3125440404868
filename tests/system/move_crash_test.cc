// ACT-ONCE while a vault goes on on another token: a child process is killed at every named point
// of the move; before its outcome is durable the vault is on its old token, behind it on the new
// one, and the same call under the same act ends it.

#include <gmock/gmock.h>

#include "pkcs11/open_token.h"
#include "tests/support/crashes.h"
#include "tests/support/moving_vault.h"

namespace pyx::custody {
namespace move_crash_test {

using pyx::testing::CrashPage;
using pyx::testing::dies_at;
using pyx::testing::expect_log_verifies;
using pyx::testing::IsOk;
using pyx::testing::last_leaf;
using pyx::testing::MovingVault;
using pyx::testing::must;
using pyx::testing::saw;
using pyx::testing::test_name;
using ::testing::ElementsAre;

using Name = std::string_view;

const CrashPage kPage("Moves");

constexpr Name kBeforeIntent = "crash-point:execute-before-intent";
constexpr Name kRecorded = "crash-point:move-recorded";
constexpr Name kPoints[] = {kBeforeIntent,
                            "crash-point:execute-intent-written",
                            "crash-point:move-keys-made",
                            "crash-point:move-marked",
                            "crash-point:execute-before-commit",
                            kRecorded};
// While the move is done again after it was killed with both keys made.
constexpr Name kSecondPoints[] = {"crash-point:execute-swept", "crash-point:move-keys-made",
                                  "crash-point:move-marked", "crash-point:execute-before-commit",
                                  kRecorded};

// A vault whose token is lost, with a key that was restored onto the new one, and an act that has
// its quorum; closed.
class MoveCrash : public ::testing::TestWithParam<Name> {
 protected:
  MoveCrash() {
    key_ = at_.lasting_key();
    at_.restore(key_);
    act_ = at_.approved_move();
    at_.vault.close();
    at_.lose_token();
  }
  void dies_moving_at(Name point) {
    dies_at(point, [this] {
      at_.open();
      must(at_.token_desk().replace(act_, at_.new_token()));
    });
  }
  // What is on the new token beside the key that was restored there.
  std::string on_new_token() const {
    const auto token = must(pkcs11::open_token(at_.spare.uri(), at_.spare.pin()));
    const bool marked = must(token->read_marker()).has_value();
    // The anchor is put there by whoever opens or closes the vault afterwards (STATE-FRESH).
    const std::size_t made =
        must(token->objects()).size() - 2 - (marked ? 1 : 0) - must(token->read_anchors()).size();
    return std::string(made == 0   ? "nothing"
                       : made == 4 ? "both keys"
                                   : std::to_string(made) + " objects") +
           (marked ? " and the marker" : "");
  }
  // The vault, without its old token, and what it says.
  void found(Name point, const std::string& during) {
    const std::string then = last_leaf(at_.vault) + "; on the new token " + on_new_token();
    at_.open();
    const ActState state = must(at_.vault->act(act_)).state;
    const bool moved = point == kRecorded;
    EXPECT_EQ(state, moved                    ? ActState::kExecuted
                     : point == kBeforeIntent ? ActState::kOpen
                                              : ActState::kExecuting);
    EXPECT_THAT(must(at_.vault->info()).token_serials,
                ElementsAre(moved ? at_.spare.serial() : at_.vault.token.serial()));
    saw({std::string(point), during, then,
         std::string("the act is ") + std::string(to_text(state)) + ", the vault on its " +
             (moved ? "new token, which it does not find yet" : "old token"),
         "whoever moves it: `pyx vault move` again under the same act"});
  }
  void expect_moved_once() {
    must(at_.token_desk().replace(act_, at_.new_token()));
    EXPECT_EQ(must(at_.vault->act(act_)).state, ActState::kExecuted);
    at_.vault.close();
    EXPECT_EQ(on_new_token(), "both keys and the marker");
    at_.open_on_new(MovingVault::As::kServer);
    EXPECT_THAT(at_.vault.sign(key_, {to_bytes("a message")}), IsOk());
    std::size_t outcomes = 0;
    for (const Leaf& leaf : at_.vault.leaves()) {
      const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
      outcomes += executed != nullptr && executed->act == act_;
    }
    EXPECT_EQ(outcomes, 1U);
    expect_log_verifies(at_.vault);
  }

  MovingVault at_;
  Uuid key_;
  Uuid act_;
};

class FirstCrash : public MoveCrash {};
TEST_P(FirstCrash, IsGoneOnWithUnderTheSameAct) {
  dies_moving_at(GetParam());
  found(GetParam(), "token.replace");
  expect_moved_once();
}
INSTANTIATE_TEST_SUITE_P(At, FirstCrash, ::testing::ValuesIn(kPoints),
                         [](const auto& one) { return test_name(one.param); });

class SecondCrash : public MoveCrash {};
TEST_P(SecondCrash, IsGoneOnWithUnderTheSameActToo) {
  dies_moving_at("crash-point:move-keys-made");
  dies_moving_at(GetParam());
  found(GetParam(), "token.replace, again");
  expect_moved_once();
}
INSTANTIATE_TEST_SUITE_P(At, SecondCrash, ::testing::ValuesIn(kSecondPoints),
                         [](const auto& one) { return test_name(one.param); });

}  // namespace move_crash_test
}  // namespace pyx::custody

// Rehearsals of all shipped plans are killed at one step after the other, taken up again each time,
// and come to an end that both verifiers accept.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "base/file.h"
#include "ceremony/cli/open_vault.h"
#include "ceremony/running/rehearsal.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/transcript.h"
#include "tests/ceremony/planning/plans.h"
#include "tests/ceremony/running/kill_list.h"
#include "tests/ceremony/running/rehearsed_plan.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running {
namespace rehearsal_crash_test {

namespace fs = std::filesystem;

using planning::testing::kShipped;
using planning::testing::shipped;
using pyx::testing::IsOk;
using ::testing::HasSubstr;
using testing::Kill;
using testing::KillingGuide;

constexpr int kDone = 0;
constexpr int kKilled = -1;

bool at_every_step() { return std::getenv("PYX_KILL_ROUNDS") != nullptr; }

class KilledRehearsal : public ::testing::TestWithParam<std::string_view> {
 protected:
  fs::path plan() const {
    return PYX_SOURCE_DIR "/ceremony/plans/" + std::string(GetParam()) + ".toml";
  }
  RehearsalStage stage() const { return {folder_.path() / "stage", plan()}; }

  // In a process of its own; its exit code, or kKilled.
  int goes_on(const Kill& kill, KillingGuide::NotDone not_done) const {
    const bool begun = fs::exists(stage().bundle() / transcript::kTranscriptFile);
    const pid_t child = ::fork();
    if (child == 0) std::_Exit(run(kill, not_done, begun));
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kKilled;
  }

  std::size_t crashes() const {
    const auto text = read_file(stage().bundle() / transcript::kTranscriptFile, 1U << 26U);
    if (!text) return 0;
    const auto read = transcript::read_lines(as_text(*text));
    return static_cast<std::size_t>(std::ranges::count(
        read.transcript.entries, transcript::Kind::kCrash, &transcript::Entry::kind));
  }

  void expect_acceptable() const {
    transcript::Trust trust;
    trust.mode = transcript::Mode::kRehearsal;
    const auto report = transcript::verify_bundle(stage().bundle(), trust);
    ASSERT_THAT(report, IsOk());
    for (const auto& fault : report->faults)
      ADD_FAILURE() << to_text(fault.kind) << ": " << fault.text;
    EXPECT_EQ(report->verdict, transcript::Verdict::kDeviations);
    EXPECT_THAT(testing::second_verdict_of(stage().bundle()),
                HasSubstr("\"verdict\":\"clean with deviations\","));
  }

  pyx::testing::TempFolder folder_;

 private:
  int run(const Kill& kill, KillingGuide::NotDone not_done, bool begun) const {
    Output output(std::cout, std::cerr, Colour::kNo);
    const SystemClock clock;
    Context context{output,
                    {nullptr, false},
                    clock,
                    [&clock](const VaultPlace& place) { return open_vault(place, clock); },
                    open_token};
    context.second_token_program = PYX_PROGRAM;
    KillingGuide guide(kill, not_done);
    const auto end = begun
                         ? take_up_rehearsal(stage(), context, guide)
                         : rehearse({plan(), stage().folder, "/usr/lib/softhsm/libsofthsm2.so", {}},
                                    context, guide);
    if (!end) std::cerr << describe(end.error()) << "\n";
    return end ? kDone : 1;
  }
};

TEST_P(KilledRehearsal, GoesOnAfterEachKillAndIsAcceptable) {
  const std::vector<Kill> kills =
      at_every_step() ? testing::every_kill(shipped(GetParam())) : testing::few_kills(GetParam());
  std::size_t number = 0;
  for (const Kill& kill : kills) {
    const auto not_done =
        ++number % 2 == 0 ? KillingGuide::NotDone::kAgain : KillingGuide::NotDone::kContinue;
    ASSERT_EQ(goes_on(kill, not_done), kKilled) << kill.step << " at " << kill.point;
  }
  ASSERT_EQ(goes_on({}, KillingGuide::NotDone::kContinue), kDone);
  EXPECT_EQ(crashes(), kills.size());
  expect_acceptable();
}

std::string name_of(const ::testing::TestParamInfo<std::string_view>& plan) {
  std::string name(plan.param);
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Plans, KilledRehearsal, ::testing::ValuesIn(kShipped), name_of);

TEST(KillList, HitsEveryActionOfTheShippedPlansOnce) {
  std::set<planning::Action> actions;
  std::set<planning::Action> hit;
  std::size_t kills = 0;
  for (const std::string_view name : kShipped) {
    const planning::Plan plan = shipped(name);
    const auto few = testing::few_kills(name);
    EXPECT_FALSE(few.empty()) << name;
    kills += few.size();
    for (const planning::Step& step : plan.steps) {
      actions.insert(step.action);
      if (std::ranges::find(few, step.id, &Kill::step) != few.end()) hit.insert(step.action);
    }
  }
  EXPECT_EQ(hit, actions);
  EXPECT_EQ(kills, actions.size());
}

}  // namespace rehearsal_crash_test
}  // namespace pyx::ceremony::running

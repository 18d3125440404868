// A rehearsed genesis is killed at one step after the other, taken up again each time, and comes to
// its end.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "base/file.h"
#include "ceremony/cli/open_vault.h"
#include "ceremony/planning/plan_reader.h"
#include "ceremony/running/brief_guide.h"
#include "ceremony/running/rehearsal.h"
#include "ceremony/running/scripted_guide.h"
#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/transcript.h"
#include "tests/crash_point_hook.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running {
namespace rehearsal_crash_test {

namespace fs = std::filesystem;

using pyx::testing::IsOk;

constexpr const char* kPlan = PYX_SOURCE_DIR "/ceremony/plans/genesis.toml";
constexpr int kDone = 0;

// Every step in a long run, each eighth otherwise.
unsigned steps_between() { return std::getenv("PYX_KILL_ROUNDS") != nullptr ? 1 : 8; }

class KilledRehearsal : public ::testing::Test {
 protected:
  RehearsalStage stage() const { return {folder_.path() / "stage", kPlan}; }

  // In a process of its own; its exit code, or -1 if it was killed. `point` is empty: it lives.
  int goes_on(const std::string& point) {
    const bool begun = fs::exists(stage().bundle() / transcript::kTranscriptFile);
    const pid_t child = ::fork();
    if (child == 0) std::_Exit(run(point, begun));
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::size_t crashes() const {
    const auto text = read_file(stage().bundle() / transcript::kTranscriptFile, 1U << 24U);
    if (!text) return 0;
    std::size_t count = 0;
    for (const auto& entry : transcript::read_lines(as_text(*text)).transcript.entries)
      count += entry.kind == transcript::Kind::kCrash ? 1 : 0;
    return count;
  }

  void expect_acceptable() const {
    transcript::Trust trust;
    trust.mode = transcript::Mode::kRehearsal;
    const auto report = transcript::verify_bundle(stage().bundle(), trust);
    ASSERT_THAT(report, IsOk());
    for (const auto& fault : report->faults)
      ADD_FAILURE() << to_text(fault.kind) << ": " << fault.text;
    EXPECT_EQ(report->verdict, transcript::Verdict::kDeviations);
  }

  pyx::testing::TempFolder folder_;

 private:
  int run(const std::string& point, bool begun) const {
    if (!point.empty()) pyx::testing::crash_at(point, steps_between() - 1);
    Output output(std::cout, std::cerr, Colour::kNo);
    const SystemClock clock;
    Context context{output,
                    {nullptr, false},
                    clock,
                    [&clock](const VaultPlace& place) { return open_vault(place, clock); },
                    open_token};
    context.second_token_program = PYX_PROGRAM;
    QuietGuide quiet;
    ScriptedGuide guide(Answers::expected(), quiet, ScriptedGuide::Unknown::kIsMadeUp);
    const auto end = begun
                         ? take_up_rehearsal(stage(), context, guide)
                         : rehearse({kPlan, stage().folder, "/usr/lib/softhsm/libsofthsm2.so", {}},
                                    context, guide);
    if (!end) std::cerr << describe(end.error()) << "\n";
    return end ? kDone : 1;
  }
};

std::size_t steps_of_genesis() {
  const auto bytes = read_file(kPlan);
  return planning::read_plan(*bytes, "genesis.toml").plan->steps.size();
}

TEST_F(KilledRehearsal, AtEveryStepThatIsBegunGoesOnAndIsAcceptable) {
  std::size_t killed = 0;
  int exit = -1;
  while (exit == -1 && killed <= 2 * steps_of_genesis()) {
    exit = goes_on("crash-point:ceremony-step-begun");
    if (exit == -1) ++killed;
  }
  ASSERT_EQ(exit, kDone);
  EXPECT_GT(killed, steps_of_genesis() / steps_between() / 2);
  EXPECT_EQ(crashes(), killed);
  expect_acceptable();
}

TEST_F(KilledRehearsal, AtEveryStepThatWasDoneAndIsNotWrittenGoesOnAndIsAcceptable) {
  std::size_t killed = 0;
  int exit = -1;
  while (exit == -1 && killed <= 2 * steps_of_genesis()) {
    exit = goes_on("crash-point:ceremony-step-worked");
    if (exit == -1) ++killed;
  }
  ASSERT_EQ(exit, kDone);
  EXPECT_GT(killed, steps_of_genesis() / steps_between() / 2);
  EXPECT_EQ(crashes(), killed);
  expect_acceptable();
}

}  // namespace rehearsal_crash_test
}  // namespace pyx::ceremony::running

#include "ceremony/running/deviating.h"

#include <gmock/gmock.h>

#include <functional>

#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace deviating_test {

using pyx::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Recorder;
using testing::SmallCeremony;

// Something happens while a question is being asked.
class Meanwhile final : public Guide {
 public:
  Meanwhile(Recorder& guide, std::string id, std::function<void()> what)
      : guide_(guide), id_(std::move(id)), what_(std::move(what)) {}
  void show(const Moment& moment) override { guide_.show(moment); }
  void say(std::string_view sentence) override { guide_.say(sentence); }
  void read(std::string_view text) override { guide_.read(text); }
  Result<std::string> ask(const Question& question) override {
    if (question.id == id_) what_();
    return guide_.ask(question);
  }

 private:
  Recorder& guide_;
  std::string id_;
  std::function<void()> what_;
};

TEST(Deviating, IsSignedByThoseWhoHaveToKnow) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.fetch", "deviation")
      .answer("step.fetch.deviation.class", "item")
      .answer("step.fetch.deviation.severity", "major")
      .answer("step.fetch.deviation.text", "the bag has another colour")
      .answer("step.fetch.deviation.signers", "wanda, bob");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_TRUE(guide.was_asked("deviation.1.sign.wanda"));
  EXPECT_TRUE(guide.was_asked("deviation.1.sign.bob"));
  EXPECT_FALSE(guide.was_asked("deviation.1.sign.alice"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Deviating, ACriticalOneMakesTheCeremonyWorthNothing) {
  SmallCeremony room;
  Recorder guide;
  guide.answer("step.fetch", "deviation")
      .answer("step.fetch.deviation.severity", "critical")
      .answer("step.fetch.deviation.text", "a stranger was in the room");
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.verdict(), HasSubstr("deviation"));
  EXPECT_THAT(room.verdict(), HasSubstr("critical"));
}

TEST(Deviating, AClockThatJumpsIsNoticedAtTheNextStep) {
  SmallCeremony room;
  Recorder recorder;
  Meanwhile guide(recorder, "step.fetch", [&] { room.clock.set(std::chrono::seconds(60)); });
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("deviation clock"));
  EXPECT_EQ(room.verdict(), "clean with deviations");
}

TEST(Deviating, TimeThatOnlyPassesIsNoJump) {
  SmallCeremony room;
  Recorder recorder;
  Meanwhile guide(recorder, "step.fetch", [&] { room.clock.wait(std::chrono::minutes(10)); });
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Not(Contains("deviation clock")));
}

TEST(Deviating, MoreTimeThanThePlanSaysIsTold) {
  SmallCeremony room;
  Recorder recorder;
  Meanwhile guide(recorder, "step.fetch", [&] { room.clock.wait(std::chrono::hours(3)); });
  ASSERT_THAT(room.hold(guide), IsOk());
  EXPECT_THAT(room.entries(), Contains("deviation overrun"));
}

}  // namespace deviating_test
}  // namespace pyx::ceremony::running

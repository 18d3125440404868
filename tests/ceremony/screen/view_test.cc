#include "ceremony/screen/view.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ceremony/running/moment_words.h"
#include "tests/ceremony/screen/shown_moment.h"

namespace pyx::ceremony::screen {
namespace view_test {

using running::Stage;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::shown_view;
using testing::whole;

std::string shown(const View& view, Size size = {}) { return whole(frame_of(view, size).lines); }

std::vector<Size> sizes() {
  std::vector<Size> all;
  for (const std::size_t rows : {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 16, 18, 24, 31, 40, 70}) {
    for (const std::size_t columns : {1, 2, 5, 10, 20, 33, 60, 80, 132, 250})
      all.push_back({rows, columns});
  }
  return all;
}

std::string long_text(std::size_t lines) {
  std::string text;
  for (std::size_t i = 1; i <= lines; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

// A frame is as large as the screen, whatever it shows.
void expect_fits(const View& view) {
  for (const Size size : sizes()) {
    const Frame frame = frame_of(view, size);
    EXPECT_EQ(frame.lines.size(), size.rows) << size.rows << "x" << size.columns;
    for (const Line& line : frame.lines) EXPECT_LE(columns_of(line), size.columns);
    EXPECT_LT(frame.cursor_row, size.rows);
    EXPECT_LT(frame.cursor_column, size.columns);
    EXPECT_LE(frame.scrolled.first + frame.scrolled.shown, frame.scrolled.total);
  }
}

TEST(ScreenView, At80By24EverythingIsThere) {
  const std::string text = shown(shown_view());
  for (const char* part :
       {"Ceremony  A genesis", "The token, section 2 of 8, step 7 of 12", "1 deviation, minor",
        "[################", "33 % done", "step 0:31 of 5 min, 4:29 left",
        "27 min used, 1 h to go as planned", "The token is new", "Olga Example (olga)",
        "The serial is the one on paper.", "The token gets its PINs", "not identified yet: wanda",
        "nobody is logged in on token vault", "step inspect?", "Enter: begin", "> "})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(ScreenView, FitsWindowsOfAllSizes) {
  expect_fits(shown_view());
  View working = shown_view();
  working.question.reset();
  expect_fits(working);
  View reading = shown_view();
  reading.to_read = long_text(100);
  reading.first = 1000;
  expect_fits(reading);
  expect_fits({});
}

TEST(ScreenView, NoSizeAtAllIsNoFrame) {
  EXPECT_TRUE(frame_of(shown_view(), {0, 80}).lines.empty());
  EXPECT_TRUE(frame_of(shown_view(), {24, 0}).lines.empty());
}

TEST(ScreenView, ARehearsalSaysSoAtEveryStageAndSizeAndARealCeremonyNever) {
  for (int i = 0; i <= static_cast<int>(Stage::kEnd); ++i) {
    for (const bool asks : {true, false}) {
      View view = shown_view();
      view.moment.stage = static_cast<Stage>(i);
      if (!asks) view.question.reset();
      view.to_read = i % 2 == 0 ? "" : long_text(50);
      EXPECT_THAT(shown(view), Not(HasSubstr("REHEARSAL")));
      view.moment.rehearsal = true;
      for (const Size size : sizes()) {
        if (size.columns < 10 || size.rows < 2) continue;
        const Frame frame = frame_of(view, size);
        EXPECT_THAT(text_of(frame.lines.front()), HasSubstr("REHEARSAL"));
        EXPECT_EQ(frame.lines.front().front().style, Style::kBanner);
      }
    }
  }
}

TEST(ScreenView, ARehearsalInOneRowSaysSoWhereOneTypes) {
  View view = shown_view();
  view.moment.rehearsal = true;
  EXPECT_THAT(shown(view, {1, 80}), HasSubstr("rehearsal> "));
}

TEST(ScreenView, EachStageIsTold) {
  for (int i = 0; i <= static_cast<int>(Stage::kEnd); ++i) {
    View view = shown_view();
    view.moment.stage = static_cast<Stage>(i);
    EXPECT_THAT(shown(view), HasSubstr(std::string(running::sentence_of(view.moment.stage))));
  }
}

TEST(ScreenView, HostileTextsNeitherSendSequencesNorBreakTheFrame) {
  const std::string bad =
      "\x1b[2J\x1b]0;owned\x07 \x9b"
      "31m \r\n\b\t \xe2\x80\xae\xff " +
      std::string(300, 'x') +
      " \xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1\xe4\xba\xac e\xcc\x81\xcc\x82\xcc\x83";
  View view = shown_view();
  running::Moment& moment = view.moment;
  moment.title = moment.section_title = moment.step_title = moment.deed = moment.say = bad;
  moment.evidence = moment.next = bad;
  moment.doers = moment.next_doers = {bad, bad};
  moment.room = {{bad, bad, {bad}, false, false}};
  moment.deviations = {{1, bad, bad, bad}};
  view.said = {bad, bad, bad};
  view.question->text = view.question->person = view.question->expected = bad;
  view.question->choices = {{bad, bad}};
  for (const std::string& to_read : {std::string(), bad}) {
    view.to_read = to_read;
    view.complaint = to_read;
    expect_fits(view);
    for (const Size size : sizes()) {
      const std::string text = shown(view, size);
      EXPECT_EQ(text.find_first_of("\x1b\x07\r\b\t\x9b\xff"), std::string::npos);
      EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    }
  }
}

TEST(ScreenView, ALongTextIsTurnedPageByPageAndNoneOfItIsLeftOut) {
  View view = shown_view();
  view.to_read = long_text(100);
  std::string seen;
  for (;;) {
    const Frame frame = frame_of(view, {});
    seen += whole(frame.lines);
    if (frame.scrolled.at_end()) break;
    ASSERT_GT(frame.scrolled.shown, 1U);
    view.first = frame.scrolled.first + frame.scrolled.shown;
  }
  for (int i = 1; i <= 100; ++i) EXPECT_THAT(seen, HasSubstr("line " + std::to_string(i) + "\n"));
}

TEST(ScreenView, ALongTextSaysThatThereIsMore) {
  View view = shown_view();
  view.to_read = long_text(100);
  EXPECT_THAT(shown(view), HasSubstr("of 100; page down reads on"));
  view.first = 1000;
  EXPECT_THAT(shown(view), HasSubstr("of 100, the end"));
  view.to_read = long_text(2);
  EXPECT_THAT(shown(view), Not(HasSubstr("page down")));
}

TEST(ScreenView, AShortTextStandsBelowTheStep) {
  View view = shown_view();
  view.to_read = "plan\n6fce\n";
  const std::string text = shown(view, {40, 120});
  EXPECT_THAT(text, HasSubstr("The token is new"));
  EXPECT_THAT(text, HasSubstr("6fce"));
  EXPECT_TRUE(frame_of(view, {40, 120}).scrolled.at_end());
}

TEST(ScreenView, WithoutRoomToReadNothingCountsAsRead) {
  View view = shown_view();
  view.to_read = long_text(3);
  EXPECT_FALSE(frame_of(view, {3, 80}).scrolled.at_end());
}

TEST(ScreenView, HelpStandsInPlaceOfTheText) {
  View view = shown_view();
  view.to_read = "to be read";
  view.helps = true;
  const std::string text = shown(view);
  EXPECT_THAT(text, HasSubstr("deviation: something is not as planned"));
  EXPECT_THAT(text, Not(HasSubstr("to be read")));
}

TEST(ScreenView, ALongerCardThanTheScreenIsTurnedToo) {
  View view = shown_view();
  view.moment.say = long_text(60);
  const Frame frame = frame_of(view, {});
  EXPECT_LT(frame.scrolled.shown, frame.scrolled.total);
  view.first = 1000;
  EXPECT_THAT(shown(view), HasSubstr("line 60"));
}

TEST(ScreenView, TimeThatIsOverIsAnAlarm) {
  View view = shown_view();
  view.moment.step_begun = view.moment.now - std::chrono::minutes(6);
  const Frame frame = frame_of(view, {});
  EXPECT_TRUE(std::ranges::any_of(frame.lines, [](const Line& line) {
    return std::ranges::any_of(line, [](const Span& span) {
      return span.style == Style::kAlarm && span.text == "6:00 of 5 min, 1:00 over";
    });
  }));
}

TEST(ScreenView, TheNewestSentenceIsTheLastOfThoseThatAreShown) {
  View view = shown_view();
  view.said.clear();
  for (int i = 1; i <= 50; ++i) view.said.push_back("sentence " + std::to_string(i));
  const std::string text = shown(view);
  EXPECT_THAT(text, HasSubstr("sentence 49\nsentence 50\n"));
  EXPECT_THAT(text, Not(HasSubstr("sentence 40\n")));
}

}  // namespace view_test
}  // namespace pyx::ceremony::screen

#include "ceremony/running/moment_words.h"

#include <algorithm>
#include <array>

#include "ceremony/planning/script.h"

namespace pyx::ceremony::running {
namespace {

constexpr std::array<std::string_view, 4> kSeverities = {"", "minor", "major", "critical"};

std::size_t weight_of(std::string_view severity) {
  const auto* const found = std::ranges::find(kSeverities, severity);
  return found == kSeverities.end() ? 0 : static_cast<std::size_t>(found - kSeverities.begin());
}

// In whole seconds, so that used and left together are what was planned.
Duration used_of_step(const Moment& moment) {
  return std::chrono::floor<std::chrono::seconds>(moment.now - moment.step_begun);
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

Moment later(Moment moment, Duration by) {
  moment.now += by;
  if (moment.stage == Stage::kIntermission) moment.away += by;
  return moment;
}

std::string place_of(const Moment& moment) {
  std::string text(to_text(moment.stage));
  if (!moment.section_title.empty())
    text = moment.section_title + ", section " + std::to_string(moment.section_number) + " of " +
           std::to_string(moment.sections);
  if (moment.step_number > 0)
    text += ", step " + std::to_string(moment.step_number) + " of " + std::to_string(moment.steps);
  return text;
}

std::string_view sentence_of(Stage stage) {
  switch (stage) {
    case Stage::kOpening:
      return "before the first step";
    case Stage::kStep:
      return {};
    case Stage::kInitials:
      return "done; the witness initials it";
    case Stage::kSection:
      return "the section is done; everybody signs it";
    case Stage::kIntermission:
      return "an intermission; everybody is away";
    case Stage::kCrash:
      return "the program had ended in this step";
    case Stage::kEnd:
      return "the end; everybody signs it";
  }
  return {};
}

std::vector<std::string> names_of(const Moment& moment, const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto found = std::ranges::find(moment.room, id, &PersonHere::id);
    const bool named = found != moment.room.end() && !found->name.empty() && found->name != id;
    names.push_back(named ? found->name + " (" + id + ")" : id);
  }
  return names;
}

std::string flowing(std::string_view text) {
  std::string flows;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = text[i] == '\n' && i > 0 && i + 1 < text.size();
    const bool sentence_goes_on =
        inside && std::string_view(".:;!?\n").find(text[i - 1]) == std::string_view::npos &&
        text[i + 1] != ' ' && text[i + 1] != '\n';
    flows += sentence_goes_on ? ' ' : text[i];
  }
  return flows;
}

std::size_t done_of(const Moment& moment, std::size_t width) {
  if (width == 0) return 0;
  std::size_t done = 0;
  if (moment.planned.count() > 0) {
    const auto part = std::max<std::int64_t>(0, moment.planned_done.count());
    done =
        width * static_cast<std::size_t>(part) / static_cast<std::size_t>(moment.planned.count());
  } else if (moment.steps > 0 && moment.step_number > 0) {
    done = width * (moment.step_number - 1) / moment.steps;
  }
  return std::min(done, moment.stage == Stage::kEnd ? width : width - 1);
}

std::string bar_of(const Moment& moment, std::size_t width) {
  const std::size_t filled = done_of(moment, width);
  return std::string(filled, '#') + std::string(width - filled, '.');
}

std::string in_seconds(Duration length) {
  const std::int64_t all =
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(length).count());
  const std::int64_t hours = all / 3600;
  const std::int64_t minutes = all / 60 % 60;
  const std::string tail = ":" + two_digits(all % 60);
  if (hours == 0) return std::to_string(minutes) + tail;
  return std::to_string(hours) + ":" + two_digits(minutes) + tail;
}

std::string time_line(const Moment& moment) {
  return planning::in_hours(moment.used()) + " used, " + planning::in_hours(moment.left()) +
         " to go as planned";
}

std::string step_time(const Moment& moment) {
  if (moment.stage == Stage::kIntermission || moment.step_planned.count() <= 0) return {};
  const Duration used = used_of_step(moment);
  const Duration left = moment.step_planned - used;
  return in_seconds(used) + " of " + planning::in_hours(moment.step_planned) + ", " +
         (left.count() >= 0 ? in_seconds(left) + " left" : in_seconds(-left) + " over");
}

bool step_is_over(const Moment& moment) {
  return moment.stage != Stage::kIntermission && moment.step_planned.count() > 0 &&
         used_of_step(moment) > moment.step_planned;
}

std::string deviations_line(const Moment& moment) {
  if (moment.deviations.empty()) return {};
  const auto gravest =
      std::ranges::max_element(moment.deviations, {}, [](const DeviationHere& one) {
        return weight_of(one.severity);
      })->severity;
  if (moment.deviations.size() == 1) return "1 deviation, " + gravest;
  return std::to_string(moment.deviations.size()) + " deviations, the gravest " + gravest;
}

}  // namespace pyx::ceremony::running

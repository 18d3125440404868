#include "ceremony/screen/step_card.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/planning/finding.h"
#include "ceremony/running/moment_words.h"

namespace pyx::ceremony::screen {
namespace {

using running::DeviationHere;
using running::Moment;
using running::PersonHere;

constexpr std::size_t kMostDeviations = 3;  // of those that are told in words

std::string next_of(const Moment& moment) {
  if (moment.next.empty()) return {};
  if (moment.next_doers.empty()) return moment.next;
  return moment.next + ": " + planning::listed(moment.next_doers);
}

std::string here_of(const Moment& moment) {
  std::vector<std::string> known;
  std::vector<std::string> others;
  for (const PersonHere& one : moment.room) (one.identified ? known : others).push_back(one.id);
  std::string text = planning::listed(known);
  if (others.empty()) return text;
  return text + (text.empty() ? "" : "; ") + "not identified yet: " + planning::listed(others);
}

Lines deviations_of(const Moment& moment, std::size_t columns) {
  Lines lines = labelled("not as", running::deviations_line(moment), columns, Style::kAlarm);
  const std::size_t count = std::min(kMostDeviations, moment.deviations.size());
  for (std::size_t i = 0; i < count; ++i) {
    const DeviationHere& one = *(moment.deviations.rbegin() + static_cast<std::ptrdiff_t>(i));
    append(lines, labelled(i == 0 ? "planned" : "",
                           std::to_string(one.number) + " " + one.what + ", " + one.severity +
                               ": " + one.text,
                           columns));
  }
  return lines;
}

}  // namespace

Lines step_card(const Moment& moment, std::size_t columns) {
  Lines card;
  if (const auto sentence = running::sentence_of(moment.stage); !sentence.empty())
    append(card, paragraph(sentence, columns, Style::kStrong));
  append(card, labelled("step", moment.step_title, columns, Style::kStrong));
  append(card, labelled("who", planning::listed(running::names_of(moment, moment.doers)), columns,
                        Style::kStrong));
  append(card, labelled("do", moment.deed, columns));
  append(card, labelled("say", running::flowing(moment.say), columns));
  append(card, labelled("note", running::flowing(moment.evidence), columns));
  append(card, labelled("next", next_of(moment), columns, Style::kPale));
  append(card, labelled("here", here_of(moment), columns, Style::kPale));
  append(card, deviations_of(moment, columns));
  return card;
}

}  // namespace pyx::ceremony::screen

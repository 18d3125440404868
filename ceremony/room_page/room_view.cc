#include "ceremony/room_page/room_view.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "ceremony/cli/escape.h"
#include "ceremony/planning/finding.h"
#include "ceremony/running/moment_words.h"

namespace pyx::ceremony::room_page {
namespace {

using running::Moment;

constexpr std::size_t kThousandths = 1000;

json::array deviations_of(const Moment& moment) {
  json::array all;
  for (const running::DeviationHere& one : moment.deviations)
    all.emplace_back(std::to_string(one.number) + " " + escape_line(one.what) + ", " +
                     escape_line(one.severity) + ": " + escape_line(one.text));
  return all;
}

json::array room_of(const Moment& moment) {
  json::array all;
  for (const running::PersonHere& one : moment.room)
    all.emplace_back(escape_line(one.name.empty() ? one.id : one.name));
  return all;
}

// Without ids: who reads a wall knows people by their names.
std::string names(const Moment& moment, const std::vector<std::string>& ids) {
  std::vector<std::string> all;
  for (const std::string& id : ids) {
    const auto found = std::ranges::find(moment.room, id, &running::PersonHere::id);
    all.push_back(found == moment.room.end() || found->name.empty() ? id : found->name);
  }
  return escape_line(planning::listed(all));
}

}  // namespace

std::string room_view(const Moment& moment) {
  json::object view;
  view["rehearsal"] = moment.rehearsal;
  view["title"] = escape_line(moment.title);
  view["place"] = escape_line(running::place_of(moment));
  view["stage"] = running::sentence_of(moment.stage);
  view["step"] = escape_line(moment.step_title);
  view["who"] = names(moment, moment.doers);
  view["say"] = escape_lines(running::flowing(moment.say));
  view["next"] = escape_line(moment.next);
  view["next_who"] = names(moment, moment.next_doers);
  view["step_time"] = running::step_time(moment);
  view["step_over"] = running::step_is_over(moment);
  view["whole_time"] = running::time_line(moment);
  view["done"] = running::done_of(moment, kThousandths);
  view["deviations"] = deviations_of(moment);
  view["deviations_line"] = escape_line(running::deviations_line(moment));
  view["room"] = room_of(moment);
  return json::serialize(view);
}

}  // namespace pyx::ceremony::room_page

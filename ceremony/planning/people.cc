#include "ceremony/planning/people.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pyx::ceremony::planning {

bool Participant::has_role(std::string_view role) const {
  return std::ranges::find(roles, role) != roles.end();
}

std::int64_t least_of(const Role& role, const Values& values) {
  const auto inside = sole_parameter(role.least);
  const std::string text = inside ? std::string() : role.least;
  if (inside) {
    const Value* const value = values.find(*inside);
    if (value == nullptr) return 0;
    if (const auto* const shares = std::get_if<MOfN>(&value->held)) return shares->n;
    if (const auto* const number = std::get_if<std::int64_t>(&value->held))
      return std::max<std::int64_t>(*number, 0);
    return 0;
  }
  std::int64_t least = 0;
  for (const char digit : text) least = least * 10 + (digit - '0');
  return least;
}

std::vector<Participant> generated_people(const Plan& plan, const Values& values) {
  constexpr std::size_t kMost = 256;  // as many as a site may name
  std::vector<Participant> people;
  for (const Role& role : plan.roles) {
    const std::int64_t count = least_of(role, values);
    for (std::int64_t i = 1; i <= count; ++i) {
      if (people.size() == kMost) return people;
      const std::string number = std::to_string(i);
      people.push_back({role.id + "-" + number, role.title + " " + number, {role.id}});
    }
  }
  return people;
}

ValuesReading read_values(const Plan& plan,
                          std::span<const std::pair<std::string, std::string>> given) {
  ValuesReading reading;
  const auto add = [&](toml::Position at, std::string what, std::string advice) {
    reading.findings.push_back(
        {FindingKind::kParameter, "", at, std::move(what), std::move(advice)});
  };
  std::set<std::string> named;
  for (const auto& [name, text] : given) {
    const ParameterSpec* const spec = plan.parameter(name);
    if (spec == nullptr) {
      add({1, 1}, "the plan has no parameter " + name, "leave it out");
      continue;
    }
    if (!named.insert(name).second) {
      add(spec->at, "parameter " + name + " is given twice", "give it once");
      continue;
    }
    auto value = parse_value(*spec, text);
    if (value) {
      reading.values.set(name, std::move(*value));
    } else {
      add(spec->at, value.error().message, "");
    }
  }
  for (const ParameterSpec& spec : plan.parameters) {
    if (named.contains(spec.name)) continue;
    if (spec.standard) {
      if (auto value = parse_value(spec, *spec.standard))
        reading.values.set(spec.name, std::move(*value));
    } else if (spec.kind != ParameterKind::kPeople) {
      add(spec.at, "parameter " + spec.name + " has no value",
          "give it with --set " + spec.name + "=VALUE, or in the site: " + spec.meaning);
    }
  }
  return reading;
}

void add_people_values(const Plan& plan, std::span<const Participant> people, Values& values) {
  for (const ParameterSpec& spec : plan.parameters) {
    if (spec.kind != ParameterKind::kPeople || values.find(spec.name) != nullptr) continue;
    std::vector<std::string> ids;
    std::string text;
    for (const Participant& one : people) {
      if (!one.has_role(spec.role)) continue;
      text += (text.empty() ? "" : ", ") + one.id;
      ids.push_back(one.id);
    }
    values.set(spec.name, Value{std::move(text), std::move(ids)});
  }
}

std::vector<std::string> people_named(std::span<const std::string> names, const Values& values,
                                      std::span<const Participant> people) {
  std::vector<std::string> named;
  for (const Participant& one : people) {
    const bool is_named = std::ranges::any_of(names, [&](const std::string& name) {
      const auto inside = sole_parameter(name);
      if (!inside) return one.has_role(name);
      const Value* const value = values.find(*inside);
      const auto* const ids =
          value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&value->held);
      return ids != nullptr && std::ranges::find(*ids, one.id) != ids->end();
    });
    if (is_named) named.push_back(one.id);
  }
  return named;
}

}  // namespace pyx::ceremony::planning

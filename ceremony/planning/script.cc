#include "ceremony/planning/script.h"

#include <algorithm>

#include "ceremony/planning/finding.h"

namespace pyx::ceremony::planning {
namespace {

constexpr std::string_view kIndent = "         ";

std::string clock_text(Duration since) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since).count();
  const std::string rest = std::to_string(minutes % 60);
  return std::to_string(minutes / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

// Each line of a text behind an indent.
std::string indented(std::string_view text, std::string_view first) {
  std::string lines;
  std::string_view indent = first;
  while (true) {
    const std::size_t end = text.find('\n');
    lines += std::string(indent) + std::string(text.substr(0, end)) + "\n";
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
    indent = "           ";
  }
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + "  ";
}

std::string step_text(const Step& step, const Values& values, Duration begins) {
  std::string text =
      padded(clock_text(begins), 5) + step.id + ": " + values.fill(step.title) + "\n";
  text += std::string(kIndent) + "who  " + values.fill(listed(step.who)) + "\n";
  text += std::string(kIndent) + "do   " + values.fill(deed_of(step)) + "\n";
  if (!step.say.empty()) text += indented(values.fill(step.say), std::string(kIndent) + "say  ");
  if (!step.evidence.empty())
    text += indented(values.fill(step.evidence), std::string(kIndent) + "note ");
  text += std::string(kIndent) + "time " + in_hours(std::chrono::minutes(step.minutes)) + "\n";
  return text;
}

}  // namespace

std::string in_hours(Duration length) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length).count();
  std::string rest = std::to_string(minutes % 60) + " min";
  if (minutes < 60) return rest;
  return std::to_string(minutes / 60) + " h" + (minutes % 60 == 0 ? "" : " " + rest);
}

std::string deed_of(const Step& step) {
  std::string text(to_text(step.action));
  std::string rest;
  for (const auto& [name, value] : step.with) {
    const auto* const list = std::get_if<std::vector<std::string>>(&value);
    rest += rest.empty() ? ": " : "; ";
    rest += name + " " + (list != nullptr ? listed(*list) : std::get<std::string>(value));
  }
  return text + rest;
}

std::string heading_of(const Plan& plan, const Values& values,
                       std::span<const Participant> people) {
  std::string text = plan.title + "\n\n" + plan.purpose + "\n\nPeople\n";
  for (const Role& role : plan.roles) {
    std::vector<std::string> named;
    for (const Participant& one : people)
      if (one.has_role(role.id)) named.push_back(one.name);
    text += "  " + padded(role.id, 18) + "at least " + std::to_string(least_of(role, values)) +
            ": " + listed(named) + "\n";
    text += indented(role.duty, "                    ");
  }
  if (!plan.parameters.empty()) text += "\nParameters\n";
  for (const ParameterSpec& spec : plan.parameters) {
    const Value* const value = values.find(spec.name);
    text += "  " + padded(spec.name, 18) + padded(value == nullptr ? "" : value->text, 12) +
            spec.meaning + "\n";
  }
  text += "\nThings\n";
  for (const Item& item : plan.items) {
    text += "  " + padded(item.id, 18) + padded(std::string(to_text(item.kind)), 8) + item.meaning +
            (item.each.empty() ? "" : " (one for each " + listed(item.each) + ")") + "\n";
  }
  return text;
}

std::string steps_of(const Plan& plan, const Values& values) {
  std::string text;
  Duration begins{};
  std::string section;
  for (const Step& step : plan.steps) {
    if (step.section != section) {
      section = step.section;
      const Section* const found = plan.section(section);
      text += "\n" + (found == nullptr ? section : found->title) + "\n\n";
    }
    text += step_text(step, values, begins) + "\n";
    begins += std::chrono::minutes(step.minutes);
  }
  return text + "In all " + in_hours(plan.length()) + ", at most " + in_hours(plan.longest) + ".\n";
}

}  // namespace pyx::ceremony::planning

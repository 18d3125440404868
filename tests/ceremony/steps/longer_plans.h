// Plans made of the one for a founding, with steps put into it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace pyx::ceremony::steps::testing {

// `steps` in front of the step of that id, in its section.
inline std::string with_steps(std::string plan, std::string_view before, std::string_view steps) {
  const std::string mark = "[[step]]\nid = \"" + std::string(before) + "\"\n";
  const std::size_t at = plan.find(mark);
  if (at == std::string::npos) throw std::runtime_error("no step " + std::string(before));
  plan.insert(at, steps);
  return plan;
}

inline std::string step_text(const std::string& id, const std::string& section,
                             const std::string& who, const std::string& action,
                             const std::string& with) {
  return "[[step]]\nid = \"" + id + "\"\nsection = \"" + section + "\"\ntitle = \"" + id +
         "\"\nwho = [" + who + "]\ndo = \"" + action + "\"\nwith = { " + with +
         " }\nminutes = 1\n\n";
}

// Proposed by the operator, approved by the officers, and executed unless it has an action of its
// own; the act is called like the steps: "propose-NAME", "approve-NAME", "execute-NAME".
inline std::string act_steps(const std::string& name, const std::string& section,
                             const std::string& act, const std::string& more = {},
                             bool execute = true) {
  std::string text =
      step_text("propose-" + name, section, "\"operator\"", "propose",
                "act = \"" + act + "\", name = \"" + name + "\"" + more) +
      step_text("approve-" + name, section, "\"officer\"", "approve", "acts = [\"" + name + "\"]");
  if (execute)
    text += step_text("execute-" + name, section, "\"operator\"", "execute",
                      "acts = [\"" + name + "\"]");
  return text;
}

// With a card for each custodian more.
inline std::string with_card(std::string plan, const std::string& id) {
  const std::string mark = "[[item]]\nid = \"so-card\"";
  const std::size_t at = plan.find(mark);
  if (at == std::string::npos) throw std::runtime_error("no card");
  plan.insert(at, "[[item]]\nid = \"" + id +
                      "\"\nkind = \"card\"\ntext = \"empty\"\nat = \"table\"\neach = "
                      "[\"custodian\"]\nends = \"table\"\n\n");
  return plan;
}

// The plan's rule for acts, for more of them.
inline std::string with_rules(std::string plan, std::string_view acts) {
  const std::string mark = "\"backup.prove\"]\nquorum";
  const std::size_t at = plan.find(mark);
  if (at == std::string::npos) throw std::runtime_error("no rule");
  plan.insert(at + std::string_view("\"backup.prove\"").size(), ", " + std::string(acts));
  return plan;
}

}  // namespace pyx::ceremony::steps::testing

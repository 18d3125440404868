// Whether what a part of a plan names is there, and is of the right kind.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/planning/gather.h"
#include "ceremony/planning/plan.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {

class References {
 public:
  References(const Plan& plan, Gather& gather) : plan_(plan), gather_(gather) {}

  // Of whom the following is said.
  void at(toml::Position place, std::string what) {
    place_ = place;
    what_ = std::move(what);
  }

  void missing(const std::string& what) { say("names " + what + ", which is not there"); }
  void say(const std::string& what, FindingKind kind = FindingKind::kReference) {
    gather_.add(kind, place_, what_.empty() ? what : what_ + " " + what);
  }

  void braces(std::string_view text) {
    const Braces found = braces_of(text);
    if (!found.sound)
      say("has a brace that stands around no parameter: " + policies::in_quotes(text),
          FindingKind::kMalformed);
    for (const std::string& name : found.names)
      if (plan_.parameter(name) == nullptr) missing("parameter " + name);
  }
  void role(const std::string& id) {
    if (plan_.role(id) == nullptr) missing("role " + id);
  }
  void parameter(const std::string& name, std::initializer_list<ParameterKind> kinds) {
    const ParameterSpec* const spec = plan_.parameter(name);
    if (spec == nullptr) return missing("parameter " + name);
    if (std::ranges::find(kinds, spec->kind) != kinds.end()) return;
    std::string wanted;
    for (const ParameterKind kind : kinds)
      wanted += (wanted.empty() ? "" : " or ") + std::string(to_text(kind));
    say("names parameter " + name + ", which is of kind " + std::string(to_text(spec->kind)) +
        ", not " + wanted);
  }
  void people(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (const auto inside = sole_parameter(name)) {
        parameter(*inside, {ParameterKind::kPeople});
      } else {
        role(name);
      }
    }
  }
  void m_of_n(const std::string& text) {
    if (const auto inside = sole_parameter(text)) return parameter(*inside, {ParameterKind::kMOfN});
    if (!m_of_n_from(text))
      say("has " + policies::in_quotes(text) + ", but it must be written as \"2 of 3\"",
          FindingKind::kMalformed);
  }
  void thing(const std::string& id) {
    if (plan_.item(id) == nullptr) missing("item " + id);
  }
  void token(const std::string& id) {
    if (plan_.token(id) == nullptr) missing("token " + id);
  }
  void key(const std::string& id) {
    if (plan_.key(id) == nullptr) missing("key " + id);
  }
  void backup(const std::string& id) {
    if (plan_.backup(id) == nullptr) missing("backup " + id);
  }
  // Cards and papers carry what is read; media too where files are sealed.
  void carrier(const std::string& id, bool or_media) {
    const Item* const item = plan_.item(id);
    if (item == nullptr) return missing("item " + id);
    const bool fits = item->kind == ItemKind::kCard || item->kind == ItemKind::kPaper ||
                      (or_media && item->kind == ItemKind::kMedia);
    if (!fits)
      say("puts a secret on " + id + ", which is of kind " + std::string(to_text(item->kind)));
  }
  void pins(const PinKeeping& pin) {
    if (!pin.on.empty()) carrier(pin.on, false);
    if (pin.way == PinWay::kSplit) {
      people(pin.holders);
      m_of_n(pin.shares);
    }
  }

 private:
  const Plan& plan_;
  Gather& gather_;
  toml::Position place_;
  std::string what_;
};

// Of the steps alone.
void check_step_references(const Plan& plan, References& refer, Gather& gather);

}  // namespace pyx::ceremony::planning

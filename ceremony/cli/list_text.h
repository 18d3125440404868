// Lists of words, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace pyx::ceremony {

// "alice, bob"
inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

inline json::array array_of(const std::vector<std::string>& words) {
  json::array list;
  for (const std::string& word : words) list.emplace_back(word);
  return list;
}

}  // namespace pyx::ceremony

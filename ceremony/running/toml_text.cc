#include "ceremony/running/toml_text.h"

namespace pyx::ceremony::running {

std::string toml_text(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c == '\n' ? ' ' : c;
  }
  return all + "\"";
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& one : texts) all += (all.empty() ? "" : ", ") + toml_text(one);
  return "[" + all + "]";
}

}  // namespace pyx::ceremony::running

// What a rehearsal writes into the plans, policies and sites that it makes, as TOML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyx::ceremony::running {

std::string toml_text(std::string_view text);  // a basic string; the end of a line is a space
std::string toml_list(const std::vector<std::string>& texts);

}  // namespace pyx::ceremony::running

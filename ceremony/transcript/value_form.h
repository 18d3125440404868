// Whether the value of a field has the one spelling that its form allows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ceremony/transcript/entry_kind.h"

namespace pyx::ceremony::transcript {

inline constexpr std::size_t kTextMostBytes = 4096;
inline constexpr std::size_t kEnvelopeMostBytes = 65536;

bool has_form(Form form, std::string_view value);
std::string_view form_words(Form form);  // "a number without leading zeros"
bool is_choice(std::string_view choices, std::string_view value);
// The names of a value of Form::kNames.
std::vector<std::string> names_in(std::string_view value);
std::string join_names(const std::vector<std::string>& names);

}  // namespace pyx::ceremony::transcript

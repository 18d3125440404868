#include "ceremony/planning/parameter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "ceremony/planning/finding.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

constexpr std::array<std::pair<ParameterKind, std::string_view>, 7> kKinds = {{
    {ParameterKind::kInteger, "integer"},
    {ParameterKind::kDuration, "duration"},
    {ParameterKind::kChoice, "choice"},
    {ParameterKind::kKeyType, "key-type"},
    {ParameterKind::kDenominations, "denominations"},
    {ParameterKind::kMOfN, "m-of-n"},
    {ParameterKind::kPeople, "people"},
}};

Error wrong(const ParameterSpec& spec, std::string_view text, const std::string& wanted) {
  return error(Code::kBadInput, "parameter " + spec.name + " is " + policies::in_quotes(text) +
                                    ", but must be " + wanted);
}

std::string bounds(const ParameterSpec& spec) {
  return std::to_string(spec.least) + " to " + std::to_string(spec.most);
}

// In decimal, without a leading zero or a plus.
std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (std::to_string(number) != text) return std::nullopt;
  return number;
}

Result<Value> integer(const ParameterSpec& spec, std::string_view text) {
  const auto number = whole_number(text);
  if (!number || *number < spec.least || *number > spec.most)
    return wrong(spec, text, "a whole number from " + bounds(spec));
  return Value{std::string(text), *number};
}

Result<Value> duration(const ParameterSpec& spec, std::string_view text) {
  const Duration least(spec.least);
  const Duration most(spec.most);
  const auto length = parse_duration(text);
  if (!length || *length < least || *length > most) {
    return wrong(spec, text,
                 "a duration from " + pyx::to_text(least) + " to " + pyx::to_text(most));
  }
  return Value{pyx::to_text(*length), *length};
}

Result<Value> choice(const ParameterSpec& spec, std::string_view text) {
  if (std::ranges::find(spec.choices, text) == spec.choices.end())
    return wrong(spec, text, "one of " + listed(spec.choices));
  if (spec.kind == ParameterKind::kChoice) return Value{std::string(text), std::string(text)};
  const auto type = key_type_from(text);
  if (!type) return wrong(spec, text, "a key type");
  return Value{std::string(text), *type};
}

// "eur-5, eur-1"; nothing if one is no id, or stands twice.
std::optional<std::vector<std::string>> ids_from(std::string_view text) {
  std::vector<std::string> ids;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view id = text.substr(0, comma);
    while (id.starts_with(' ')) id.remove_prefix(1);
    while (id.ends_with(' ')) id.remove_suffix(1);
    if (!policies::is_id(id) || std::ranges::find(ids, id) != ids.end()) return std::nullopt;
    ids.emplace_back(id);
    if (comma == std::string_view::npos) return ids;
    text.remove_prefix(comma + 1);
  }
}

Result<Value> ids(const ParameterSpec& spec, std::string_view text) {
  auto found = ids_from(text);
  if (!found || std::cmp_less(found->size(), spec.least) ||
      std::cmp_greater(found->size(), spec.most)) {
    const bool people = spec.kind == ParameterKind::kPeople;
    return wrong(spec, text,
                 bounds(spec) + (people ? " people" : " denominations") +
                     ", ids with commas between, none twice");
  }
  std::string shown = listed(*found);
  return Value{std::move(shown), std::move(*found)};
}

Result<Value> m_of_n(const ParameterSpec& spec, std::string_view text) {
  const auto value = m_of_n_from(text);
  if (!value || value->m < spec.least || value->n > spec.most) {
    return wrong(spec, text,
                 "written as \"2 of 3\", with at least " + std::to_string(spec.least) +
                     " needed of at most " + std::to_string(spec.most));
  }
  return Value{to_text(*value), *value};
}

}  // namespace

std::string_view to_text(ParameterKind kind) {
  for (const auto& [known, text] : kKinds)
    if (known == kind) return text;
  return "unknown";
}

std::optional<ParameterKind> parameter_kind_from(std::string_view text) {
  for (const auto& [kind, known] : kKinds)
    if (known == text) return kind;
  return std::nullopt;
}

std::optional<MOfN> m_of_n_from(std::string_view text) {
  constexpr std::string_view kOf = " of ";
  constexpr std::int64_t kMost = 256;
  const std::size_t of = text.find(kOf);
  if (of == std::string_view::npos) return std::nullopt;
  const auto m = whole_number(text.substr(0, of));
  const auto n = whole_number(text.substr(of + kOf.size()));
  if (!m || !n || *m < 1 || *m > *n || *n > kMost) return std::nullopt;
  return MOfN{static_cast<unsigned>(*m), static_cast<unsigned>(*n)};
}

std::string to_text(const MOfN& value) {
  return std::to_string(value.m) + " of " + std::to_string(value.n);
}

Result<Value> parse_value(const ParameterSpec& spec, std::string_view text) {
  switch (spec.kind) {
    case ParameterKind::kInteger:
      return integer(spec, text);
    case ParameterKind::kDuration:
      return duration(spec, text);
    case ParameterKind::kChoice:
    case ParameterKind::kKeyType:
      return choice(spec, text);
    case ParameterKind::kDenominations:
    case ParameterKind::kPeople:
      return ids(spec, text);
    case ParameterKind::kMOfN:
      return m_of_n(spec, text);
  }
  return error(Code::kBug, "parameter " + spec.name + " has a kind that nobody reads");
}

const Value* Values::find(std::string_view name) const {
  const auto found = held_.find(name);
  return found == held_.end() ? nullptr : &found->second;
}

std::string Values::fill(std::string_view text) const {
  std::string filled;
  while (true) {
    const std::size_t open = text.find('{');
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    const Value* const value = find(text.substr(open + 1, close - open - 1));
    filled += text.substr(0, open);
    filled += value == nullptr ? std::string(text.substr(open, close - open + 1)) : value->text;
    text.remove_prefix(close + 1);
  }
  return filled + std::string(text);
}

Braces braces_of(std::string_view text) {
  Braces braces;
  std::size_t from = 0;
  while (true) {
    const std::size_t next = text.find_first_of("{}", from);
    if (next == std::string_view::npos) return braces;
    const std::size_t close = text.find_first_of("{}", next + 1);
    const bool pair = text[next] == '{' && close != std::string_view::npos && text[close] == '}' &&
                      policies::is_id(text.substr(next + 1, close - next - 1));
    if (!pair) {
      braces.sound = false;
      return braces;
    }
    braces.names.emplace_back(text.substr(next + 1, close - next - 1));
    from = close + 1;
  }
}

std::optional<std::string> sole_parameter(std::string_view text) {
  const Braces braces = braces_of(text);
  if (!braces.sound || braces.names.size() != 1) return std::nullopt;
  if (text.size() != braces.names.front().size() + 2) return std::nullopt;
  return braces.names.front();
}

}  // namespace pyx::ceremony::planning

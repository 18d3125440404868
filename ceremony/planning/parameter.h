// The parameters of a plan: declared and typed, with bounds and defaults; their values are given
// by the site or after --set. Format: docs/formats/ceremony-plan.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/key_type.h"
#include "base/result.h"
#include "base/toml.h"

namespace pyx::ceremony::planning {

enum class ParameterKind { kInteger, kDuration, kChoice, kKeyType, kDenominations, kMOfN, kPeople };
std::string_view to_text(ParameterKind kind);  // "integer" "duration" "choice" "key-type"
                                               // "denominations" "m-of-n" "people"
std::optional<ParameterKind> parameter_kind_from(std::string_view text);

// "2 of 3"
struct MOfN {
  unsigned m = 0;
  unsigned n = 0;
  friend bool operator==(const MOfN&, const MOfN&) = default;
};
// 1 <= m <= n <= 256, single spaces, no leading zeros; otherwise nothing.
std::optional<MOfN> m_of_n_from(std::string_view text);
std::string to_text(const MOfN& value);

struct ParameterSpec {
  std::string name;
  toml::Position at;
  ParameterKind kind = ParameterKind::kInteger;
  std::string meaning;  // one sentence for people
  // Of an integer its value, of a duration milliseconds, of denominations and people how many; of
  // m-of-n `least` bounds m and `most` bounds n.
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::vector<std::string> choices;     // of a choice or a key type
  std::string role;                     // of people: each must have it
  std::optional<std::string> standard;  // the default, written as after --set
};

struct Value {
  std::string text;  // as people read it, in one form: "7d", "2 of 3", "alice, bob"
  std::variant<std::int64_t, Duration, std::string, KeyType, MOfN, std::vector<std::string>> held;
};
// Errors: kBadInput naming the parameter, what was given and the bounds. That people have the role
// is seen where the people are known (Model::begin).
Result<Value> parse_value(const ParameterSpec& spec, std::string_view text);

// Every parameter of a plan with its value.
class Values {
 public:
  void set(const std::string& name, Value value) { held_.insert_or_assign(name, std::move(value)); }
  const Value* find(std::string_view name) const;
  const std::map<std::string, Value, std::less<>>& all() const { return held_; }
  // `text` with each {name} as the value's text; what is no parameter stays as it is.
  std::string fill(std::string_view text) const;

 private:
  std::map<std::string, Value, std::less<>> held_;
};

// The names in braces of a text. A brace without its other half, or around anything but an id, is
// nothing.
struct Braces {
  std::vector<std::string> names;
  bool sound = true;
};
Braces braces_of(std::string_view text);
// The name, if the text is "{name}" and nothing else.
std::optional<std::string> sole_parameter(std::string_view text);

}  // namespace pyx::ceremony::planning

// TOML as people write it, read strictly: every error names file, line and column; keys that nobody
// asked for are refused. A light tree of our own, so that only base/toml.cc compiles toml++.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::toml {

struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

class Table;
struct Value;
using Array = std::vector<Value>;
struct Value {
  Position at;
  std::variant<std::string, std::int64_t, bool, Array, std::shared_ptr<Table>> held;
};

// A string with where it stands, so that later checks ("no such role") can point at it.
struct Text {
  std::string text;
  Position at;
};

// Not thread-safe: reading marks keys as asked for.
class Table {
 public:
  Position at() const { return at_; }
  bool has(std::string_view key) const;
  // Required forms. Errors: kBadInput "policy.toml:12:5: [[person]] needs the key \"name\"", or of
  // another type.
  Result<Text> string(std::string_view key);
  Result<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  Result<bool> boolean(std::string_view key);
  Result<Duration> duration(std::string_view key);  // parse_duration of base/clock.h
  Result<std::vector<Text>> strings(std::string_view key);
  Result<Table*> table(std::string_view key);
  Result<std::vector<Table*>> tables(std::string_view key);  // [[key]], one or more
  // Optional forms: the default when absent, an error when present and wrong.
  Result<std::optional<Text>> string_if(std::string_view key);
  Result<std::int64_t> integer_or(std::string_view key, std::int64_t least, std::int64_t most,
                                  std::int64_t otherwise);
  Result<bool> boolean_or(std::string_view key, bool otherwise);
  Result<Duration> duration_or(std::string_view key, Duration otherwise);
  Result<std::vector<Text>> strings_or_none(std::string_view key);
  Result<Table*> table_if(std::string_view key);  // nullptr when absent
  Result<std::vector<Table*>> tables_or_none(std::string_view key);

  Position position_of(
      std::string_view key) const;        // of the key's value; the table's own when absent
  std::vector<std::string> keys() const;  // in the order of the alphabet; asking does not count
  // Errors: kBadInput naming the first key in this table or any below it that nobody asked for, and
  // those that were asked for in its place.
  Result<void> finish() const;
  // "policy.toml:12:5: message", for checks made later.
  Error fail(Position at, std::string_view message) const;

 private:
  friend class Reader;
  Value* ask(std::string_view key);  // nullptr when absent
  Result<Value*> need(std::string_view key);
  Error wrong(std::string_view key, Position at, std::string_view wanted) const;
  std::string asked_names() const;
  void find_unasked(std::optional<std::pair<Position, Error>>& first) const;

  std::string source_;  // the file's name for messages
  std::string name_;    // "[[person]]"; empty for the root
  Position at_;
  std::map<std::string, Value, std::less<>> values_;
  mutable std::set<std::string, std::less<>> asked_;
};

// kBadInput: "policy.toml:12:5: message".
Error fail_at(std::string_view source, Position at, std::string_view message);

// Errors: kBadInput with source:line:column for a syntax error, a redefined key, a date, a float or
// more than 1 MiB.
Result<std::shared_ptr<Table>> parse(std::string_view text, std::string_view source_name);

}  // namespace pyx::toml

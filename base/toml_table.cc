#include <utility>

#include "base/toml.h"

namespace pyx::toml {
namespace {

bool before(Position a, Position b) {
  return std::pair(a.line, a.column) < std::pair(b.line, b.column);
}

// The tables that a value holds: itself, or the items of [[key]].
std::vector<const Table*> tables_in(const Value& value) {
  std::vector<const Table*> found;
  if (const auto* one = std::get_if<std::shared_ptr<Table>>(&value.held)) {
    found.push_back(one->get());
  } else if (const auto* items = std::get_if<Array>(&value.held)) {
    for (const Value& item : *items) {
      const auto inner = tables_in(item);
      found.insert(found.end(), inner.begin(), inner.end());
    }
  }
  return found;
}

}  // namespace

Error fail_at(std::string_view source, Position at, std::string_view message) {
  return error(Code::kBadInput, std::string(source) + ":" + std::to_string(at.line) + ":" +
                                    std::to_string(at.column) + ": " + std::string(message));
}

Error Table::fail(Position at, std::string_view message) const {
  return fail_at(source_, at, message);
}

Error Table::wrong(std::string_view key, Position at, std::string_view wanted) const {
  return fail(at, "\"" + std::string(key) + "\" must be " + std::string(wanted));
}

Value* Table::ask(std::string_view key) {
  asked_.emplace(key);
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

Result<Value*> Table::need(std::string_view key) {
  if (Value* const found = ask(key)) return found;
  return fail(at_,
              (name_.empty() ? "the file" : name_) + " needs the key \"" + std::string(key) + "\"");
}

bool Table::has(std::string_view key) const { return values_.contains(key); }

Result<Text> Table::string(std::string_view key) {
  PYX_ASSIGN(const Value* const found, need(key));
  const auto* text = std::get_if<std::string>(&found->held);
  if (text == nullptr) return wrong(key, found->at, "a string");
  return Text{*text, found->at};
}

Result<std::int64_t> Table::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  PYX_ASSIGN(const Value* const found, need(key));
  const auto* number = std::get_if<std::int64_t>(&found->held);
  if (number == nullptr || *number < least || *number > most) {
    return wrong(key, found->at,
                 "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return *number;
}

Result<bool> Table::boolean(std::string_view key) {
  PYX_ASSIGN(const Value* const found, need(key));
  const bool* truth = std::get_if<bool>(&found->held);
  if (truth == nullptr) return wrong(key, found->at, "true or false");
  return *truth;
}

Result<Duration> Table::duration(std::string_view key) {
  PYX_ASSIGN(const Text text, string(key));
  auto length = parse_duration(text.text);
  if (!length) return fail(text.at, "\"" + std::string(key) + "\": " + length.error().message);
  return length;
}

Result<std::vector<Text>> Table::strings(std::string_view key) {
  PYX_ASSIGN(const Value* const found, need(key));
  const auto* items = std::get_if<Array>(&found->held);
  if (items == nullptr) return wrong(key, found->at, "an array of strings");
  std::vector<Text> texts;
  for (const Value& item : *items) {
    const auto* text = std::get_if<std::string>(&item.held);
    if (text == nullptr) return wrong(key, item.at, "an array of strings");
    texts.push_back({*text, item.at});
  }
  return texts;
}

Result<Table*> Table::table(std::string_view key) {
  PYX_ASSIGN(const Value* const found, need(key));
  const auto* inner = std::get_if<std::shared_ptr<Table>>(&found->held);
  if (inner == nullptr) return wrong(key, found->at, "a table");
  return inner->get();
}

Result<std::vector<Table*>> Table::tables(std::string_view key) {
  PYX_ASSIGN(const Value* const found, need(key));
  const std::string wanted = "one or more tables [[" + std::string(key) + "]]";
  const auto* items = std::get_if<Array>(&found->held);
  if (items == nullptr || items->empty()) return wrong(key, found->at, wanted);
  std::vector<Table*> inner;
  for (const Value& item : *items) {
    const auto* one = std::get_if<std::shared_ptr<Table>>(&item.held);
    if (one == nullptr) return wrong(key, item.at, wanted);
    inner.push_back(one->get());
  }
  return inner;
}

Result<std::optional<Text>> Table::string_if(std::string_view key) {
  if (ask(key) == nullptr) return std::optional<Text>();
  PYX_ASSIGN(Text text, string(key));
  return std::optional<Text>(std::move(text));
}

Result<std::int64_t> Table::integer_or(std::string_view key, std::int64_t least, std::int64_t most,
                                       std::int64_t otherwise) {
  return ask(key) != nullptr ? integer(key, least, most) : Result<std::int64_t>(otherwise);
}

Result<bool> Table::boolean_or(std::string_view key, bool otherwise) {
  return ask(key) != nullptr ? boolean(key) : Result<bool>(otherwise);
}

Result<Duration> Table::duration_or(std::string_view key, Duration otherwise) {
  return ask(key) != nullptr ? duration(key) : Result<Duration>(otherwise);
}

Result<std::vector<Text>> Table::strings_or_none(std::string_view key) {
  return ask(key) != nullptr ? strings(key) : Result<std::vector<Text>>(std::vector<Text>());
}

Result<Table*> Table::table_if(std::string_view key) {
  return ask(key) != nullptr ? table(key) : Result<Table*>(nullptr);
}

Result<std::vector<Table*>> Table::tables_or_none(std::string_view key) {
  return ask(key) != nullptr ? tables(key) : Result<std::vector<Table*>>(std::vector<Table*>());
}

Position Table::position_of(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? at_ : found->second.at;
}

std::vector<std::string> Table::keys() const {
  std::vector<std::string> names;
  for (const auto& [key, value] : values_) names.push_back(key);
  return names;
}

std::string Table::asked_names() const {
  std::string names;
  for (const std::string& name : asked_) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "none" : names;
}

// In the order of the file, so that a person mends it from the top.
void Table::find_unasked(std::optional<std::pair<Position, Error>>& first) const {
  for (const auto& [key, value] : values_) {
    if (!asked_.contains(key)) {
      if (first && !before(value.at, first->first)) continue;
      first.emplace(value.at, fail(value.at, (name_.empty() ? "the file" : name_) +
                                                 " has the unknown key \"" + key +
                                                 "\"; it may have " + asked_names()));
      continue;
    }
    for (const Table* const inner : tables_in(value)) inner->find_unasked(first);
  }
}

Result<void> Table::finish() const {
  std::optional<std::pair<Position, Error>> first;
  find_unasked(first);
  if (first) return std::move(first->second);
  return {};
}

}  // namespace pyx::toml

#include "base/toml.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace pyx::toml {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;
// toml++ bounds the depth of brackets, not that of dotted keys, and destroys tables recursively: a
// bound on the line bounds the dots, so that no file can exhaust the stack.
constexpr std::uint32_t kMostLineBytes = 2048;
constexpr std::size_t kMostDepth = 16;

Position begin_of(const ::toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

// toml++ quotes what it met as it stands there, the end of a line too (found by tests/fuzz).
std::string one_line(std::string_view said) {
  std::string line;
  for (const char one : said) {
    const auto byte = static_cast<std::uint8_t>(one);
    if (byte >= ' ' && byte != 0x7f) {
      line += one;
    } else {
      line += "\\u00" + to_hex(ByteView(&byte, 1));
    }
  }
  return line;
}

Result<void> lines_are_short(std::string_view text, std::string_view source) {
  std::uint32_t line = 1;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    if (size > kMostLineBytes) {
      return fail_at(source, {line, kMostLineBytes + 1},
                     "the line is longer than " + std::to_string(kMostLineBytes) + " bytes");
    }
    text.remove_prefix(std::min(size + 1, text.size()));
    ++line;
  }
  return {};
}

bool is_blank(char one) { return one == ' ' || one == '\t'; }
bool begins_a_name(char one) {
  return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
         one == '_' || one == '-' || one == '"' || one == '\'';
}

// toml++ 3.3 runs into what it holds to be unreachable, where anything may happen, when other than
// ASCII stands outside of texts and comments or behind a backslash in a text of several lines, and
// when a table's header does not begin with a name (found by tests/fuzz). They are refused before
// toml++ sees them, and with them a line that a backslash continues, the only one that is TOML.
class Outline {
 public:
  Outline(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  Result<void> check() {
    if (text_.starts_with("\xef\xbb\xbf")) next_ = 3;
    while (next_ < text_.size()) {
      const char one = text_[next_];
      if (one == '#') {
        next_ = std::min(text_.find('\n', next_), text_.size());
      } else if (one == '"' || one == '\'') {
        if (!may_precede_a_text()) return fail("a text must not touch what stands before it");
        PYX_TRY(skip_text(one));
      } else {
        PYX_TRY(check_outside(one));
        ++next_;
      }
    }
    return {};
  }

 private:
  Result<void> skip_text(char quote) {
    line_begins_ = false;
    const std::string mark(text_.substr(next_, 3) == std::string(3, quote) ? 3 : 1, quote);
    next_ += mark.size();
    while (next_ < text_.size() && !text_.substr(next_).starts_with(mark)) {
      if (mark.size() == 1 && text_[next_] == '\n') return {};
      if (quote == '"' && text_[next_] == '\\' && ++next_ < text_.size() && mark.size() == 3 &&
          (text_[next_] <= ' ' || text_[next_] > '~')) {
        return fail("a backslash in a text of several lines must be followed by a character");
      }
      ++next_;
    }
    next_ = std::min(next_ + mark.size(), text_.size());
    return {};
  }

  Result<void> check_outside(char one) {
    if (one == '\n') {
      line_begins_ = true;
      has_equals_ = false;
      return {};
    }
    if (is_blank(one) || one == '\r') return {};
    if (one < ' ' || one > '~') {
      return fail("only ASCII may stand outside of texts and comments");
    }
    if (one == '[' && line_begins_ && open_.empty()) PYX_TRY(check_header());
    line_begins_ = false;
    if (one == '=' && std::exchange(has_equals_, true)) return fail("one value has one =");
    if (one == ',' || one == '{' || one == '}') has_equals_ = false;
    if (one == '[' || one == '{') open_.push_back(one);
    if ((one == ']' || one == '}') && !open_.empty()) {
      if (open_.back() != (one == ']' ? '[' : '{'))
        return fail("a bracket of the other kind is open");
      open_.pop_back();
    }
    return {};
  }

  bool may_precede_a_text() const {
    constexpr std::string_view kBefore = " \t\r\n=[,{.";
    if (next_ == 0 || (next_ == 3 && text_.starts_with("\xef\xbb\xbf"))) return true;
    return kBefore.find(text_[next_ - 1]) != std::string_view::npos;
  }

  Result<void> check_header() const {
    std::size_t at = next_ + 1;
    const auto skip_blanks = [&] {
      while (at < text_.size() && is_blank(text_[at])) ++at;
    };
    skip_blanks();
    if (at < text_.size() && text_[at] == '[') ++at;
    skip_blanks();
    if (at < text_.size() && (begins_a_name(text_[at]) || text_[at] == ']')) return {};
    return fail("a table needs a name");
  }

  Error fail(std::string_view message) const {
    const std::string_view before = text_.substr(0, next_);
    const std::size_t line_at = before.rfind('\n') + 1;  // 0 in the first line
    const auto begins = [](char one) { return (static_cast<unsigned char>(one) & 0xC0U) != 0x80U; };
    return fail_at(
        source_,
        {static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1),
         static_cast<std::uint32_t>(std::ranges::count_if(before.substr(line_at), begins) + 1)},
        message);
  }

  std::string_view text_;
  std::string_view source_;
  std::size_t next_ = 0;
  std::string open_;         // brackets
  bool has_equals_ = false;  // since the line, or what a comma or a brace parts, began
  bool line_begins_ = true;  // nothing but blanks in this line so far
};

}  // namespace

// Turns toml++'s tree into ours. In this namespace by name, since Table knows it as a friend.
class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  // `path` is "person.key" for [person.key] and [[person.key]].
  Result<std::shared_ptr<Table>> table(const ::toml::table& from, const std::string& path,
                                       std::string name, Position at, std::size_t depth) const {
    if (depth > kMostDepth) {
      return fail(at, "tables are nested deeper than " + std::to_string(kMostDepth));
    }
    auto made = std::make_shared<Table>();
    made->source_ = source_;
    made->name_ = std::move(name);
    made->at_ = at;
    for (const auto& [key, node] : from) {
      const std::string below =
          path.empty() ? std::string(key.str()) : path + "." + std::string(key.str());
      // A table that only a dotted key implies has no place of its own.
      const Position found = begin_of(node.source());
      PYX_ASSIGN(auto read, value(node, below, found.line > 0 ? found : begin_of(key.source()),
                                  "[" + below + "]", depth + 1));
      made->values_.emplace(std::string(key.str()), std::move(read));
    }
    return made;
  }

 private:
  Result<Value> value(const ::toml::node& from, const std::string& path, Position at,
                      std::string name, std::size_t depth) const {
    if (const auto* text = from.as_string()) return Value{at, text->get()};
    if (const auto* number = from.as_integer()) return Value{at, number->get()};
    if (const auto* truth = from.as_boolean()) return Value{at, truth->get()};
    if (const auto* items = from.as_array()) return array(*items, path, at, depth);
    if (const auto* inner = from.as_table()) {
      PYX_ASSIGN(auto read, table(*inner, path, std::move(name), at, depth));
      return Value{at, std::move(read)};
    }
    if (from.is_floating_point()) return fail(at, "a whole number is needed, not a float");
    return fail(at, "a string is needed, not a date or a time");
  }

  Result<Value> array(const ::toml::array& from, const std::string& path, Position at,
                      std::size_t depth) const {
    if (depth > kMostDepth) {
      return fail(at, "arrays are nested deeper than " + std::to_string(kMostDepth));
    }
    Array items;
    for (const ::toml::node& node : from) {
      PYX_ASSIGN(auto read,
                 value(node, path, begin_of(node.source()), "[[" + path + "]]", depth + 1));
      items.push_back(std::move(read));
    }
    return Value{at, std::move(items)};
  }

  Error fail(Position at, std::string_view message) const { return fail_at(source_, at, message); }

  std::string source_;
};

Result<std::shared_ptr<Table>> parse(std::string_view text, std::string_view source_name) {
  if (text.size() > kMostBytes) {
    return fail_at(source_name, {1, 1},
                   "the file is larger than " + std::to_string(kMostBytes) + " bytes");
  }
  PYX_TRY(lines_are_short(text, source_name));
  PYX_TRY(Outline(text, source_name).check());
  const ::toml::parse_result parsed = ::toml::parse(text);
  if (!parsed) {
    const ::toml::parse_error& failure = parsed.error();
    return fail_at(source_name, begin_of(failure.source()), one_line(failure.description()));
  }
  return Reader(source_name).table(parsed.table(), "", "", {1, 1}, 0);
}

}  // namespace pyx::toml

#include "base/json.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/src.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pyx::json {
namespace {

using boost::json::error_code;
using JsonError = boost::json::error;
using JsonText = boost::json::string_view;

constexpr std::size_t kFewNames = 16;
constexpr std::size_t kMostShownBytes = 64;

// The names of one open object. A few are compared one by one, which allocates nothing for short
// names; many go to a tree, so that a hostile object costs n log n comparisons and not n^2.
class Names {
 public:
  bool add(std::string name) {
    if (!many_.empty()) return many_.insert(std::move(name)).second;
    if (std::ranges::find(few_, name) != few_.end()) return false;
    few_.push_back(std::move(name));
    if (few_.size() > kFewNames) {
      many_.insert(few_.begin(), few_.end());
      few_.clear();
    }
    return true;
  }
  void clear() {
    few_.clear();
    many_.clear();
  }

 private:
  std::vector<std::string> few_;
  std::set<std::string> many_;
};

enum class Refusal { kNone, kDuplicate, kInfinite };

// Builds a value as boost::json::parser does, and refuses a duplicate member and a number that no
// double holds. Shape: boost::json::basic_parser, "Handler".
class Handler {
 public:
  static constexpr std::size_t max_object_size = object::max_size();
  static constexpr std::size_t max_array_size = array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();

  Handler() : stack_({}, buffer_.data(), buffer_.size()) { stack_.reset(); }
  value release() { return stack_.release(); }
  Refusal refusal() const { return refusal_; }

  bool on_document_begin(error_code& /*ec*/) { return true; }
  bool on_document_end(error_code& /*ec*/) { return true; }
  bool on_array_begin(error_code& /*ec*/) { return true; }
  bool on_array_end(std::size_t count, error_code& /*ec*/) {
    stack_.push_array(count);
    return true;
  }
  bool on_object_begin(error_code& /*ec*/) {
    if (names_.size() == open_objects_) names_.emplace_back();
    names_[open_objects_++].clear();
    return true;
  }
  bool on_object_end(std::size_t count, error_code& /*ec*/) {
    --open_objects_;
    stack_.push_object(count);
    return true;
  }
  bool on_key_part(JsonText part, std::size_t /*size*/, error_code& /*ec*/) {
    name_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(JsonText rest, std::size_t /*size*/, error_code& ec) {
    name_.append(rest.data(), rest.size());
    stack_.push_key(rest);
    return names_[open_objects_ - 1].add(std::exchange(name_, {})) ||
           refuse(Refusal::kDuplicate, ec);
  }
  bool on_string_part(JsonText part, std::size_t /*size*/, error_code& /*ec*/) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(JsonText rest, std::size_t /*size*/, error_code& /*ec*/) {
    stack_.push_string(rest);
    return true;
  }
  bool on_number_part(JsonText /*part*/, error_code& /*ec*/) { return true; }
  bool on_int64(std::int64_t number, JsonText /*text*/, error_code& /*ec*/) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, JsonText /*text*/, error_code& /*ec*/) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double number, JsonText /*text*/, error_code& ec) {
    stack_.push_double(number);
    return std::isfinite(number) || refuse(Refusal::kInfinite, ec);
  }
  bool on_bool(bool truth, error_code& /*ec*/) {
    stack_.push_bool(truth);
    return true;
  }
  bool on_null(error_code& /*ec*/) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(JsonText /*part*/, error_code& /*ec*/) { return true; }
  bool on_comment(JsonText /*text*/, error_code& /*ec*/) { return true; }

 private:
  bool refuse(Refusal refusal, error_code& ec) {
    refusal_ = refusal;
    ec = JsonError::syntax;
    return false;
  }

  std::array<unsigned char, 4096> buffer_;  // not initialised: only the stack's room
  boost::json::value_stack stack_;
  std::vector<Names> names_;  // one for each object that is open now or was
  std::size_t open_objects_ = 0;
  std::string name_;  // what on_key_part brought
  Refusal refusal_ = Refusal::kNone;
};

Error at_byte(std::string what, std::size_t offset) {
  return pyx::error(Code::kBadInput, std::move(what) + " at byte " + std::to_string(offset));
}

// `closing` is the offset of the quote that ends the name. As written, escapes and all: a quote
// inside has a backslash before it, and what is shown cannot break a line of a log.
Error duplicate_member(std::string_view text, std::size_t closing) {
  std::size_t opening = closing;
  bool escaped = true;
  while (escaped) {
    --opening;
    if (text[opening] != '"') continue;
    std::size_t first_backslash = opening;
    while (text[first_backslash - 1] == '\\') --first_backslash;
    escaped = (opening - first_backslash) % 2 == 1;
  }
  const std::string_view name = text.substr(opening + 1, closing - opening - 1);
  std::size_t shown = std::min(name.size(), kMostShownBytes);
  while (shown < name.size() && (static_cast<unsigned char>(name[shown]) & 0xc0U) == 0x80U) --shown;
  return at_byte("duplicate member \"" + std::string(name.substr(0, shown)) +
                     (shown < name.size() ? "...\"" : "\""),
                 opening);
}

}  // namespace

Result<value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.most_bytes) {
    return pyx::error(Code::kBadInput,
                      "JSON is longer than " + std::to_string(limits.most_bytes) + " bytes");
  }
  boost::json::parse_options options;
  options.max_depth = limits.most_depth;
  boost::json::basic_parser<Handler> parser(options);
  error_code ec;
  const std::size_t offset = parser.write_some(false, text.data(), text.size(), ec);
  switch (parser.handler().refusal()) {
    case Refusal::kDuplicate:
      return duplicate_member(text, offset);
    case Refusal::kInfinite:
      return at_byte("number out of range", offset);
    case Refusal::kNone:
      break;
  }
  if (ec == JsonError::too_deep) {
    return at_byte("JSON is nested deeper than " + std::to_string(limits.most_depth), offset);
  }
  if (ec) return at_byte("not JSON (RFC 8259): " + ec.message(), offset);
  if (offset < text.size()) return at_byte("something stands behind the JSON value", offset);
  return parser.handler().release();
}

std::string serialize(const value& from) { return boost::json::serialize(from); }

}  // namespace pyx::json

#include "tests/faulty-token/script.h"

#include <charconv>
#include <optional>

namespace pyx::testing {
namespace {

constexpr CK_RV kLastStandardCkr = 0x203;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  line = line.substr(0, line.find('#'));
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t from = line.find_first_not_of(" \t\r", at);
    if (from == std::string_view::npos) break;
    const std::size_t to = std::min(line.find_first_of(" \t\r", from), line.size());
    words.push_back(line.substr(from, to - from));
    at = to;
  }
  return words;
}

Result<unsigned long> number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    text.remove_prefix(2);
    base = 16;
  }
  unsigned long value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (ec == std::errc() && end == text.data() + text.size()) return value;
  return error(Code::kBadInput, std::string(text) + " is no number");
}

Result<CK_RV> ckr_by_name(std::string_view name) {
  for (CK_RV rv = 0; rv <= kLastStandardCkr; ++rv) {
    if (ckr_name(rv) == name) return rv;
  }
  if (name.starts_with("CKR_0x")) return number(name.substr(4));
  return error(Code::kBadInput, "there is no " + std::string(name));
}

struct Setting {
  std::string_view name;
  std::string_view value;
};
Setting setting_of(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {word, {}};
  return {word.substr(0, equals), word.substr(equals + 1)};
}

Result<void> set_kind(Fault& fault, bool& has_kind, const Setting& setting) {
  if (has_kind) return error(Code::kBadInput, "a line says one thing that goes wrong");
  has_kind = true;
  if (setting.name == "ckr") {
    fault.kind = Fault::Kind::kAnswer;
    PYX_ASSIGN(fault.ckr, ckr_by_name(setting.value));
  } else if (setting.name == "ckr_after") {
    fault.kind = Fault::Kind::kAnswerAfter;
    PYX_ASSIGN(fault.ckr, ckr_by_name(setting.value));
  } else if (setting.name == "delay_ms") {
    fault.kind = Fault::Kind::kDelay;
    PYX_ASSIGN(const unsigned long delay_ms, number(setting.value));
    fault.delay = std::chrono::milliseconds(delay_ms);
  } else if (setting.name == "hang") {
    fault.kind = Fault::Kind::kHang;
  } else if (setting.name == "flip" && fault.call == "C_Sign") {
    fault.kind = Fault::Kind::kFlip;
  } else if (setting.name == "leave-operation" && fault.call == "C_Sign") {
    fault.kind = Fault::Kind::kLeaveOperation;
  } else if (setting.name == "lie" && fault.call == "C_GetAttributeValue") {
    fault.kind = Fault::Kind::kLie;
    PYX_ASSIGN(fault.lie, number(setting.value));
  } else if (setting.name == "flags" && fault.call == "C_GetTokenInfo") {
    fault.kind = Fault::Kind::kFlags;
    PYX_ASSIGN(fault.flags, number(setting.value));
  } else if (setting.name == "keypad" && fault.call == "C_Login" && !setting.value.empty()) {
    fault.kind = Fault::Kind::kKeypad;
    fault.keypad = setting.value;
  } else if (setting.name == "wrapped" && fault.call == "C_UnwrapKey" && !setting.value.empty()) {
    fault.kind = Fault::Kind::kWrapped;
    fault.wrapped = setting.value;
  } else {
    return error(Code::kBadInput,
                 "\"" + std::string(setting.name) + "\" means nothing for " + fault.call);
  }
  return {};
}

Result<Fault> fault_of(const std::vector<std::string_view>& words) {
  Fault fault;
  fault.call = words.front();
  bool has_kind = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Setting setting = setting_of(words[i]);
    if (setting.name == "nth") {
      PYX_ASSIGN(fault.nth, number(setting.value));
      if (fault.times == Fault::kForEver) fault.times = 1;
    } else if (setting.name == "times") {
      PYX_ASSIGN(fault.times, number(setting.value));
    } else if (setting.name == "from") {
      PYX_ASSIGN(fault.nth, number(setting.value));
    } else {
      PYX_TRY(set_kind(fault, has_kind, setting));
    }
  }
  if (!has_kind) return error(Code::kBadInput, "the line does not say what goes wrong");
  if (fault.nth == 0) return error(Code::kBadInput, "calls are counted from 1");
  return fault;
}

Result<void> read_line(std::string_view line, Script& into) {
  const auto words = words_of(line);
  if (words.empty()) return {};
  if (words.front().starts_with("C_")) {
    PYX_ASSIGN(Fault fault, fault_of(words));
    into.faults.push_back(std::move(fault));
    return {};
  }
  if (words.size() > 1) return error(Code::kBadInput, "too many words");
  if (words.front() == "remove" || words.front() == "return") {
    into.removed = words.front() == "remove";
  } else if (words.front() == "lose-sessions") {
    into.lose_sessions = true;
  } else {
    return error(Code::kBadInput, "\"" + std::string(words.front()) + "\" is no command");
  }
  return {};
}

}  // namespace

Result<Script> parse_script(std::string_view text) {
  Script script;
  unsigned number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto read = read_line(text.substr(0, end), script); !read) {
      Error wrong = std::move(read).error();
      wrong.message = "line " + std::to_string(number) + ": " + wrong.message;
      return wrong;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return script;
}

}  // namespace pyx::testing

#include "ceremony/transcript/value_form.h"

#include <algorithm>
#include <set>

#include "base/base64.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/public_key.h"
#include "base/uuid.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::transcript {
namespace {

constexpr std::size_t kNameMostChars = 64;
constexpr std::size_t kNamesMost = 64;
constexpr std::size_t kNumberMostDigits = 18;
constexpr unsigned char kDelete = 0x7f;

bool is_text(std::string_view value) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == kDelete;
  };
  if (value.empty() || value.size() > kTextMostBytes || std::ranges::any_of(value, control))
    return false;
  // The strict reader of JSON judges UTF-8.
  return json::parse(json::serialize(json::value(std::string(value)))).ok();
}

bool is_name(std::string_view value) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto later = [&](char c) { return letter(c) || c == '.' || c == '_' || c == '-'; };
  return !value.empty() && value.size() <= kNameMostChars && letter(value.front()) &&
         std::ranges::all_of(value, later);
}

bool are_names(std::string_view value) {
  const std::vector<std::string> names = names_in(value);
  const std::set<std::string> each(names.begin(), names.end());
  return names.size() <= kNamesMost && each.size() == names.size() &&
         std::ranges::all_of(names, is_name);
}

bool is_number(std::string_view value) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !value.empty() && value.size() <= kNumberMostDigits && std::ranges::all_of(value, digit) &&
         (value == "0" || value.front() != '0');
}

bool is_time(std::string_view value) {
  const auto time = from_rfc3339(value);
  return time.ok() && to_rfc3339(*time) == value;
}

bool is_key(std::string_view value) {
  const auto der = from_base64(value);
  if (!der) return false;
  const auto key = PublicKey::from_spki(*der);
  return key.ok() && (key->type() == KeyType::kEd25519 || key->type() == KeyType::kP256);
}

bool is_envelope(std::string_view value) {
  if (value.size() > kEnvelopeMostBytes) return false;
  const auto envelope = custody::parse_envelope(value);
  return envelope.ok() && custody::to_text(*envelope) == value;
}

}  // namespace

bool has_form(Form form, std::string_view value) {
  switch (form) {
    case Form::kText:
      return is_text(value);
    case Form::kName:
      return is_name(value);
    case Form::kNames:
      return are_names(value);
    case Form::kId:
      return Uuid::parse(value).ok();
    case Form::kDigest:
      return sha256_from_hex(value).ok();
    case Form::kNumber:
      return is_number(value);
    case Form::kTime:
      return is_time(value);
    case Form::kKey:
      return is_key(value);
    case Form::kEnvelope:
      return is_envelope(value);
  }
  return false;
}

std::string_view form_words(Form form) {
  switch (form) {
    case Form::kText:
      return "a text of 1 to 4096 bytes without control characters";
    case Form::kName:
      return "a name of a-z, 0-9, dots, dashes and underscores";
    case Form::kNames:
      return "names with one blank between, each once";
    case Form::kId:
      return "a UUID of version 7";
    case Form::kDigest:
      return "a digest of 64 lower-case hex digits";
    case Form::kNumber:
      return "a number without leading zeros";
    case Form::kTime:
      return "a time in UTC with milliseconds";
    case Form::kKey:
      return "the base64 of the SubjectPublicKeyInfo of an Ed25519 or P-256 key";
    case Form::kEnvelope:
      return "a DSSE envelope without white space";
  }
  return "of any form";
}

bool is_choice(std::string_view choices, std::string_view value) {
  for (std::string_view rest = choices; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    if (rest.substr(0, end) == value) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::vector<std::string> names_in(std::string_view value) {
  std::vector<std::string> names;
  for (std::size_t from = 0;;) {
    const std::size_t blank = value.find(' ', from);
    names.emplace_back(value.substr(from, blank - from));
    if (blank == std::string_view::npos) return names;
    from = blank + 1;
  }
}

std::string join_names(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : " ") + name;
  return joined;
}

}  // namespace pyx::ceremony::transcript

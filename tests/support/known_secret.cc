#include "tests/support/known_secret.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "base/base64.h"
#include "base/hex.h"

namespace pyx::testing {
namespace {

constexpr std::size_t kHalvesFrom = 24;
constexpr std::size_t kPublicWords = 4;
constexpr std::size_t kRunWords = 3;  // in any five words that follow one another is one such run

bool stands_in(std::string_view text, std::string_view form) {
  return ::memmem(text.data(), text.size(), form.data(), form.size()) != nullptr;
}

void add_base64(std::vector<std::string>& forms, ByteView bytes) {
  for (std::size_t skip = 0; skip < 3; ++skip) {
    const ByteView whole = bytes.subspan(skip).first((bytes.size() - skip) / 3 * 3);
    forms.push_back(to_base64(whole));
    forms.push_back(to_base64url(whole));
  }
}

void add_forms(std::vector<std::string>& forms, ByteView bytes) {
  std::string hex = to_hex(bytes);
  forms.push_back(pyx::to_text(bytes));
  forms.push_back(hex);
  std::ranges::transform(hex, hex.begin(), [](unsigned char c) { return std::toupper(c); });
  forms.push_back(std::move(hex));
  add_base64(forms, bytes);
}

}  // namespace

KnownSecret KnownSecret::of_bytes(std::string name, ByteView bytes) {
  KnownSecret secret(std::move(name));
  if (bytes.size() >= kHalvesFrom) {
    add_forms(secret.forms_, bytes.first(bytes.size() / 2));
    add_forms(secret.forms_, bytes.subspan(bytes.size() / 2));
  } else {
    add_forms(secret.forms_, bytes);
  }
  return secret;
}

KnownSecret KnownSecret::of_words(std::string name, std::string_view words) {
  KnownSecret secret(std::move(name));
  std::vector<std::string> each(1);
  for (const char c : words) {
    if (c == ' ') {
      each.emplace_back();
    } else {
      each.back() += c;
    }
  }
  for (std::size_t at = kPublicWords; at + kRunWords <= each.size(); at += kRunWords) {
    secret.runs_.push_back(" " + each[at] + " " + each[at + 1] + " " + each[at + 2] + " ");
  }
  return secret;
}

bool KnownSecret::is_in(std::string_view text, std::string_view as_words) const {
  return std::ranges::any_of(forms_, [&](const auto& form) { return stands_in(text, form); }) ||
         std::ranges::any_of(runs_, [&](const auto& run) { return stands_in(as_words, run); });
}

std::string only_words(std::string_view text) {
  std::string words = " ";
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

std::vector<std::string> found_in(std::string_view text, const std::vector<KnownSecret>& secrets) {
  const std::string as_words = only_words(text);
  std::vector<std::string> names;
  for (const KnownSecret& secret : secrets) {
    if (secret.is_in(text, as_words)) names.push_back(secret.name());
  }
  return names;
}

}  // namespace pyx::testing

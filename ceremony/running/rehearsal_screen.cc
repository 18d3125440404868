#include "ceremony/running/rehearsal_screen.h"

#include <algorithm>
#include <functional>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/reveal.h"
#include "base/secret_text.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/slip39_words.h"
#include "policies/field.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostCardBytes = 2048;
constexpr std::size_t kMostRounds = 4;
constexpr std::size_t kNumberDigits = 4;
constexpr std::size_t kWordLeastLetters = 4;  // SLIP-0039
constexpr std::string_view kRows = "check\n";

bool is_blank(char c) { return c == ' ' || c == '\n'; }

// The rows of a page hold numbers and checks besides.
bool is_word(std::string_view text) {
  if (text.size() < kWordLeastLetters || text.size() > shares::kWordMostLetters) return false;
  return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

Result<SecretBytes> words_on(std::string_view page) {
  PYX_ASSIGN(SecretText text, SecretText::with_room(kMostCardBytes));
  const std::size_t rows = page.find(kRows);
  page.remove_prefix(rows == std::string_view::npos ? 0 : rows + kRows.size());
  while (!page.empty()) {
    const auto* const end = std::ranges::find_if(page, is_blank);
    const std::string_view token = page.substr(0, static_cast<std::size_t>(end - page.begin()));
    page.remove_prefix(std::min(token.size() + 1, page.size()));
    if (is_word(token)) text.add(text.size_bytes() == 0 ? "" : " ").add(token);
  }
  return text.take();
}

std::string numbered(std::size_t number) {
  std::string digits = std::to_string(number);
  return std::string(kNumberDigits - std::min(kNumberDigits, digits.size()), '0') + digits;
}

}  // namespace

// "0003-33-custodian-1"
std::vector<RehearsalScreen::Card> RehearsalScreen::cards() const {
  std::vector<Card> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    const std::string name = entry.path().filename().string();
    const std::size_t words = name.find('-');
    const std::size_t holder = words == std::string::npos ? words : name.find('-', words + 1);
    if (holder == std::string::npos) continue;
    const std::string count = name.substr(words + 1, holder - words - 1);
    all.push_back({entry.path(), name.substr(holder + 1), std::stoul("0" + count)});
  }
  std::ranges::sort(all, std::ranges::greater(), &Card::file);
  return all;
}

void RehearsalScreen::listen(std::string_view line) {
  const std::size_t colon = line.find(": ");
  const std::string_view who = line.substr(0, std::min(colon, line.size()));
  const bool called = colon != std::string_view::npos && policies::is_id(who);
  holder_ = called ? std::string(who) : std::string();
  if (called) typed_ = 0;
}

Result<void> RehearsalScreen::say(std::string_view line) {
  listen(line);
  return {};
}

Result<std::string> RehearsalScreen::ask(std::string_view question) {
  if (question.find(": ") != std::string_view::npos) listen(question);
  return std::string();
}

Result<void> RehearsalScreen::show_page(const SecretBytes& page) {
  PYX_ASSIGN(const SecretBytes words, words_on(as_text(page.reveal(reveal()))));
  return keep(words);
}

Result<void> RehearsalScreen::keep(const SecretBytes& words) {
  typed_ = 0;
  const std::size_t count = shares::words_in(as_text(words.reveal(reveal()))).size();
  const std::string name = numbered(cards().size() + 1) + "-" + std::to_string(count) + "-" +
                           (holder_.empty() ? "holder" : holder_);
  PYX_TRY(make_folders(folder_));
  return write_file(folder_ / name, words.reveal(reveal()), Overwrite::kNo);
}

Result<shares::ShareWords> RehearsalScreen::ask_words(std::size_t words) {
  std::vector<Card> fitting = cards();
  std::erase_if(fitting, [&](const Card& one) { return one.words != words; });
  const auto of_holder = std::ranges::find(fitting, holder_, &Card::holder);
  if (fitting.empty() || typed_ > kMostRounds * fitting.size())
    return error(Code::kAskPerson, "no card of the rehearsal has the words that are wanted");
  const Card& card = of_holder != fitting.end() ? *of_holder : fitting[typed_ % fitting.size()];
  ++typed_;
  PYX_ASSIGN(Bytes bytes, read_file(card.file, kMostCardBytes));
  PYX_ASSIGN(SecretBytes secret, SecretBytes::take(bytes));
  return shares::ShareWords(std::move(secret));
}

}  // namespace pyx::ceremony::running

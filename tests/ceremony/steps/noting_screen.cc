#include "tests/ceremony/steps/noting_screen.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/reveal.h"
#include "base/secret_text.h"
#include "custody/shares/mnemonic.h"

namespace pyx::ceremony::steps::testing {
namespace {

constexpr std::string_view kMissing = "still missing: ";
constexpr std::string_view kHead = "check\n";  // in front of the words of a page
constexpr std::size_t kMostBytes = 4096;
constexpr std::size_t kLeastLetters = 4;

// "carol" of "carol: type back what you wrote down"; nothing if nobody is called.
std::string_view called_in(std::string_view line) {
  const std::size_t end = line.find(": ");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end);
}

// On a page stand numbers and checks too, and neither looks like a word.
bool is_word(std::string_view text) {
  return text.size() >= kLeastLetters && std::islower(static_cast<unsigned char>(text[0])) != 0;
}

Result<shares::ShareWords> copy_of(const SecretBytes& words) {
  PYX_ASSIGN(SecretText text, SecretText::with_room(kMostBytes));
  text.add(words);
  PYX_ASSIGN(SecretBytes copy, text.take());
  return shares::ShareWords(std::move(copy));
}

}  // namespace

Result<void> NotingScreen::say(std::string_view line) {
  if (line.find(kMissing) != std::string_view::npos) {
    called_.clear();
    if (missing_ != line) in_vain_ = 0;
    missing_ = line;
  } else if (line.find(": type ") != std::string_view::npos) {
    called_ = called_in(line);
  }
  return {};
}

Result<std::string> NotingScreen::ask(std::string_view question) {
  if (const std::string_view called = called_in(question); !called.empty()) called_ = called;
  return std::string();
}

Result<void> NotingScreen::show_page(const SecretBytes& page) {
  const std::string_view text = as_text(page.reveal(reveal()));
  const std::size_t head = text.find(kHead);
  if (head == std::string_view::npos) return error(Code::kBug, "a page without words was shown");
  PYX_ASSIGN(SecretText words, SecretText::with_room(kMostBytes));
  Note note;
  note.holder = called_;
  for (const std::string_view one : shares::words_in(text.substr(head + kHead.size()))) {
    if (!is_word(one)) continue;
    words.add(one).add(" ");
    ++note.count;
  }
  PYX_ASSIGN(note.words, words.take());
  notes_.push_back(std::move(note));
  return {};
}

Result<const NotingScreen::Note*> NotingScreen::next_note(std::size_t words) {
  std::vector<const Note*> fitting;
  for (auto note = notes_.rbegin(); note != notes_.rend(); ++note) {
    if (note->count != words) continue;
    if (called_.empty() || note->holder == called_) fitting.push_back(&*note);
  }
  const bool tried_all = called_.empty() && in_vain_ >= fitting.size();
  if (fitting.empty() || tried_all)
    return error(Code::kAskPerson, "nobody has a note of " + std::to_string(words) + " words" +
                                       (called_.empty() ? " that helps" : " for " + called_));
  if (!called_.empty()) return fitting.front();
  ++in_vain_;
  return fitting[next_++ % fitting.size()];
}

Result<shares::ShareWords> NotingScreen::ask_words(std::size_t words) {
  PYX_ASSIGN(const Note* const note, next_note(words));
  return copy_of(note->words);
}

}  // namespace pyx::ceremony::steps::testing

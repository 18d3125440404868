// A terminal whose holder does as he is told: what he types is there before, or is done by a
// function when he is asked.
#pragma once

#include <deque>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "base/reveal.h"
#include "ceremony/share_terminal.h"

namespace pyx::ceremony::testing {

class ScriptedTerminal final : public ShareTerminal {
 public:
  Result<void> clear() override {
    screen.clear();
    ++cleared;
    return {};
  }
  Result<void> say(std::string_view line) override {
    said += std::string(line) + "\n";
    screen += std::string(line) + "\n";
    return {};
  }
  Result<void> show(const SecretBytes& text) override {
    shown.emplace_back(as_text(text.reveal(reveal())));
    screen += shown.back();
    return {};
  }
  Result<std::string> ask(std::string_view question) override {
    said += std::string(question) + "\n";
    if (answers.empty()) return std::string();
    std::string answer = answers.front();
    answers.pop_front();
    return answer;
  }
  Result<shares::ShareWords> ask_words(std::size_t) override {
    screens_when_asked.push_back(screen);
    if (typed.empty()) return error(Code::kAskPerson, "no words were typed");
    Bytes words = to_bytes(typed.front()());
    typed.pop_front();
    PYX_ASSIGN(SecretBytes secret, SecretBytes::take(words));
    return shares::ShareWords(std::move(secret));
  }
  void type(std::string words) {
    typed.push_back([words = std::move(words)] { return words; });
  }
  Result<void> show_page(const SecretBytes& page) override {
    pages.emplace_back(as_text(page.reveal(reveal())));
    return show(page);
  }
  // The words of the page that was shown last, without numbers and checks.
  std::string words_on_card() const {
    std::istringstream rows(pages.back().substr(pages.back().find("check\n") + 6));
    std::string words;
    for (std::string token; rows >> token;) {
      const bool word =
          token.size() >= 4 && std::islower(static_cast<unsigned char>(token[0])) != 0;
      if (word) words += (words.empty() ? "" : " ") + token;
    }
    return words;
  }
  void type_what_was_shown() {
    typed.push_back([this] { return words_on_card(); });
  }

  std::deque<std::function<std::string()>> typed;
  std::deque<std::string> answers;
  std::vector<std::string> shown;  // pages too
  std::vector<std::string> pages;
  std::vector<std::string> screens_when_asked;
  std::string said;
  std::string screen;  // what stands on it now
  int cleared = 0;
};

}  // namespace pyx::ceremony::testing

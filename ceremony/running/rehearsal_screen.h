// The screen of a rehearsal at which nobody sits: what a holder would write down is kept on a card
// of his, a file, and what is asked for is typed from there. The secrets of a rehearsal open
// nothing but its own throw-away tokens.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ceremony/share_terminal.h"

namespace pyx::ceremony::running {

class RehearsalScreen final : public ShareTerminal {
 public:
  //   folder  of the cards; those that are there already count
  explicit RehearsalScreen(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<void> clear() override { return {}; }
  // Who sits there is taken from what is said to him: "carol: …".
  Result<void> say(std::string_view line) override;
  Result<void> show(const SecretBytes&) override { return {}; }
  Result<void> show_page(const SecretBytes& page) override;
  Result<void> printed(const shares::ShareWords& words) override { return keep(words.text()); }
  Result<std::string> ask(std::string_view question) override;
  // The newest card of whoever was called; otherwise all cards one after the other, the newest
  // first. Errors: kAskPerson once all were typed several times, and were not what is wanted.
  Result<shares::ShareWords> ask_words(std::size_t words) override;

 private:
  struct Card {
    std::filesystem::path file;
    std::string holder;
    std::size_t words = 0;
  };
  std::vector<Card> cards() const;  // the newest first
  Result<void> keep(const SecretBytes& words);
  void listen(std::string_view line);

  std::filesystem::path folder_;
  std::string holder_;
  std::size_t typed_ = 0;  // since somebody was called
};

}  // namespace pyx::ceremony::running

// A screen in front of which people do as they are told: whoever is called sits down, writes down
// what he sees, and types it back when it is asked for. Nobody sees anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_bytes.h"
#include "ceremony/share_terminal.h"

namespace pyx::ceremony::steps::testing {

// Threads: one at a time.
class NotingScreen final : public ShareTerminal {
 public:
  Result<void> clear() override { return {}; }
  // Learns who is called, from "carol: type", and when whoever has a share may come, from "still
  // missing:".
  Result<void> say(std::string_view line) override;
  Result<void> show(const SecretBytes&) override { return {}; }
  // Whoever was called notes the words on the page.
  Result<void> show_page(const SecretBytes& page) override;
  // Calls, with "carol:"; the answer is Enter.
  Result<std::string> ask(std::string_view question) override;
  // The newest note with so many words of whoever was called; if anybody may come, one note after
  // the other, the newest first. Errors: kAskPerson if there is none, or once all of them were
  // typed and the same is still missing.
  Result<shares::ShareWords> ask_words(std::size_t words) override;

 private:
  struct Note {
    std::string holder;
    std::size_t count = 0;  // words
    SecretBytes words;
  };
  Result<const Note*> next_note(std::size_t words);

  std::vector<Note> notes_;
  std::string called_;   // empty: whoever comes
  std::string missing_;  // as it was said last
  std::size_t next_ = 0;
  std::size_t in_vain_ = 0;
};

}  // namespace pyx::ceremony::steps::testing

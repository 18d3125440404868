// The screen at which holders of shares sit, one after the other. What is shown here goes to the
// terminal itself and nowhere else: neither to standard output nor to standard error, which may be
// kept.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/share.h"

namespace pyx::ceremony {

class ShareTerminal {
 public:
  virtual ~ShareTerminal() = default;

  // Nothing of what stood there is on it any more, nor above it. Errors of all: kAskPerson without
  // a terminal, or if it is gone.
  virtual Result<void> clear() = 0;
  virtual Result<void> say(std::string_view line) = 0;  // nothing secret
  virtual Result<void> show(const SecretBytes& text) = 0;
  // One share (ceremony/share_page.h), on a screen without scroll-back until clear().
  virtual Result<void> show_page(const SecretBytes& page) = 0;
  // In place of a page: a card with these words was printed for whoever sits here. Only where
  // nobody can read paper is anything done.
  virtual Result<void> printed(const shares::ShareWords&) { return {}; }
  // One short visible line.
  virtual Result<std::string> ask(std::string_view question) = 0;
  // A share's words, typed unseen, in as many rows as the person likes; an empty row ends them.
  // Whether they are a share is for the caller.
  //   words  as many as a share of this set has: then nothing more is asked
  // Errors: kAskPerson if nothing was typed.
  virtual Result<shares::ShareWords> ask_words(std::size_t words) = 0;
};

// The terminal of this process, /dev/tty.
std::unique_ptr<ShareTerminal> own_terminal();

}  // namespace pyx::ceremony

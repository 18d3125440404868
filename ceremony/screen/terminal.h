// The terminal of this process as a full screen: the one file that touches it. Its settings are put
// back on every way out: the end of this object, a signal that ends the process, suspension, and,
// as far as that can be, a crash.
// Source: POSIX.1-2017, termios and sigaction; ECMA-48, 8.3.39 (ED); xterm, private mode 1049.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "ceremony/screen/styled_text.h"

namespace pyx::ceremony::screen {

// One at a time in a process: signals have one handler.
// Threads: one at a time; threads that do not draw have to hold signals back.
class Terminal {
 public:
  // Its other screen, emptied; keys come one by one, unseen. Errors: kAskPerson without a terminal.
  static Result<std::unique_ptr<Terminal>> open();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  Size size() const;  // 24 rows of 80 where it does not say
  void write(std::string_view bytes);
  // What was typed before is nobody's answer to what is asked now.
  void forget_typed();
  // What was typed meanwhile: empty if nothing, or if the window has changed or the program was
  // stopped and goes on. Nothing: the terminal is gone.
  std::optional<std::string> wait(Duration patience);

  // Somebody is alone with it: emptied, lines as a terminal makes them. A signal that ends the
  // process empties what scrolled away too; suspension does nothing.
  void lend();
  // Nothing of what stood there is left.
  void take();

 private:
  explicit Terminal(Descriptor terminal) : terminal_(std::move(terminal)) {}
  Descriptor terminal_;
};

}  // namespace pyx::ceremony::screen

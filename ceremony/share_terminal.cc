#include "ceremony/share_terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/descriptor.h"
#include "base/reveal.h"
#include "base/secret_source.h"
#include "ceremony/share_page.h"
#include "custody/shares/mnemonic.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kMostTypedBytes = 2048;  // of 33 words of 8 letters, and what goes astray
constexpr std::size_t kMostLineBytes = 256;

Error no_terminal() { return error(Code::kAskPerson, "there is no terminal to sit at"); }

class OwnTerminal final : public ShareTerminal {
 public:
  Result<void> clear() override { return write(kCloseScreen); }

  Result<void> say(std::string_view line) override { return write(std::string(line) + "\n"); }

  Result<void> show(const SecretBytes& text) override {
    PYX_TRY(write(as_text(text.reveal(reveal()))));
    return write("\n");
  }

  Result<void> show_page(const SecretBytes& page) override {
    PYX_TRY(write(kOpenScreen));
    return write(as_text(page.reveal(reveal())));
  }

  Result<std::string> ask(std::string_view question) override {
    PYX_TRY(write(question));
    std::string line;
    for (;;) {
      char letter = 0;
      const ssize_t got = ::read(terminal_.get(), &letter, 1);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return no_terminal();
      if (letter == '\n') return line;
      if (line.size() < kMostLineBytes) line.push_back(letter);
    }
  }

  Result<shares::ShareWords> ask_words(std::size_t words) override {
    PYX_ASSIGN(SecretBytes typed, SecretBytes::zeroed(kMostTypedBytes));
    const std::span<std::uint8_t> room = typed.reveal_mutable(reveal());
    std::size_t used = 0;
    std::size_t have = 0;
    while (have < words) {
      const auto row = read_secret({SecretSource::Prompt{}},
                                   "words from " + std::to_string(have + 1) + " on, unseen");
      if (!row && row.error().code != Code::kBadInput) return row.error();
      if (!row) break;  // an empty row
      const ByteView letters = row->reveal(reveal());
      if (used + letters.size() + 1 > room.size())
        return error(Code::kAskPerson, "more was typed than any share has");
      std::ranges::copy(letters, room.begin() + static_cast<std::ptrdiff_t>(used));
      used += letters.size();
      room[used++] = ' ';
      have = shares::words_in(as_text(ByteView(room.data(), used))).size();
    }
    if (have == 0) return error(Code::kAskPerson, "no words were typed");
    typed.shrink(used);
    return shares::ShareWords(std::move(typed));
  }

 private:
  Result<void> write(std::string_view text) {
    if (!terminal_.open()) return no_terminal();
    while (!text.empty()) {
      const ssize_t put = ::write(terminal_.get(), text.data(), text.size());
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return no_terminal();
      text.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
  }

  const Descriptor terminal_{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
};

}  // namespace

std::unique_ptr<ShareTerminal> own_terminal() { return std::make_unique<OwnTerminal>(); }

}  // namespace pyx::ceremony

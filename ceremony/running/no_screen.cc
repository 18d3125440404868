#include "ceremony/running/no_screen.h"

namespace pyx::ceremony::running {
namespace {

Error nobody() {
  return error(Code::kAskPerson, "there is no terminal at which a holder could sit");
}

class NoScreen final : public ShareTerminal {
 public:
  Result<void> clear() override { return nobody(); }
  Result<void> say(std::string_view) override { return nobody(); }
  Result<void> show(const SecretBytes&) override { return nobody(); }
  Result<void> show_page(const SecretBytes&) override { return nobody(); }
  Result<std::string> ask(std::string_view) override { return nobody(); }
  Result<shares::ShareWords> ask_words(std::size_t) override { return nobody(); }
};

}  // namespace

ShareTerminal& no_screen() {
  static NoScreen screen;
  return screen;
}

}  // namespace pyx::ceremony::running

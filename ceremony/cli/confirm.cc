#include "ceremony/cli/confirm.h"

#include <istream>
#include <string>

namespace pyx::ceremony {

Result<void> confirm(Context& context, std::string_view word, Yes yes) {
  if (yes == Yes::kGiven) return {};
  const std::string wanted(word);
  if (!context.keyboard.terminal || context.keyboard.lines == nullptr) {
    return error(Code::kAskPerson, "there is no terminal to type \"" + wanted +
                                       "\" on: nothing was done; --yes "
                                       "goes without");
  }
  context.output.ask("type \"" + wanted + "\" to go on: ");
  std::string typed;
  std::getline(*context.keyboard.lines, typed);
  if (typed != wanted) {
    return error(Code::kAskPerson, "\"" + wanted + "\" was not typed: nothing was done");
  }
  return {};
}

}  // namespace pyx::ceremony

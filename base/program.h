// A small program's flags as data: reading them, its help and its page of the manual come from one
// table.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pyx {

struct ProgramFlag {
  std::string_view name;   // "--config"
  std::string_view value;  // "FILE", as help shows it; empty for a switch
  std::string_view help;   // lower case, no full stop
  enum class Need { kOptional, kRequired } need = Need::kOptional;
};

struct Program {
  std::string_view name;                     // "pyxd"
  int section;                               // of the manual: 1 for everybody, 8 for administrators
  std::string_view summary;                  // one line, lower case, no full stop
  std::vector<std::string_view> paragraphs;  // of its description
  std::vector<ProgramFlag> flags;
  std::vector<std::string_view> exit_codes;  // "0  done"
  std::vector<std::string_view> see_also;    // "pyxd.toml(5)"
};

// Names as in the table; a switch has the value "".
using GivenFlags = std::map<std::string, std::string, std::less<>>;

// `words` without the program's name. Errors: kBadInput, naming the flag: unknown, given twice,
// missing, or without its value.
Result<GivenFlags> parse_flags(const Program& program, std::span<const std::string_view> words);
std::string text_of(const GivenFlags& flags, std::string_view flag);  // empty: it was not given

// What --help, --version and --man ask for; nothing if the first word is none of them. --man is for
// the build, which installs the page; no help names it.
std::optional<std::string> answer_about(const Program& program,
                                        std::span<const std::string_view> words);

std::string help_of(const Program& program);
std::string manual_of(const Program& program);

}  // namespace pyx

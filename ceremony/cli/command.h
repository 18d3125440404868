// The commands of pyx as data: names, flags and their help, and the function that turns words into
// something to run. Help, man pages and completion all come from here.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pyx::ceremony {

class Arguments;
struct Context;
struct Outcome;

enum class Need { kOptional, kRequired };
enum class Times { kOnce, kMany };

struct FlagSpec {
  std::string_view name;   // "--id"
  std::string_view value;  // "NAME", as help shows it; empty for a switch; "[N]": a number or none
  std::string_view help;   // lower case, no full stop
  Need need = Need::kOptional;
  Times times = Times::kOnce;
  std::string_view choices = "";  // "a|b|c" if it is one of these and `value` does not say so
};

// A word without a flag in front; each is required.
struct WordSpec {
  std::string_view name;  // "TYPE"
  std::string_view help;
  std::string_view choices = "";  // "a|b|c" if it is one of these
};

using Run = std::function<Result<Outcome>(Context&)>;

struct CommandSpec {
  std::string_view noun;  // "officer"
  std::string_view verb;  // "new"; empty for the noun by itself ("pyx freeze")
  std::string_view summary;
  std::vector<WordSpec> words;
  std::vector<FlagSpec> flags;
  // Checks the words and returns what to run. No I/O; an error names the flag and means exit 2.
  Result<Run> (*prepare)(const Arguments& given);

  std::string name() const;  // "pyx officer new"
};

using Commands = std::vector<CommandSpec>;

}  // namespace pyx::ceremony

// Where a secret that a person or a service holds comes from: never from a command line or an
// environment variable.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx {

struct SecretSource {
  struct File {
    std::filesystem::path path;
  };  // the first line; refused if others may read the file
  struct Descriptor {
    int fd = -1;
  };                 // read to the end of the first line, then closed
  struct Prompt {};  // the terminal, echo off
  std::variant<File, Descriptor, Prompt> where = Prompt{};
};

// "file:PATH" (also "file:///PATH", RFC 7512 pin-source), "fd:N", "prompt:". Errors: kBadInput
// naming the three forms.
Result<SecretSource> parse_secret_source(std::string_view text);
std::string to_text(const SecretSource& source);

enum class Ask { kOnce, kTwice };  // kTwice: a new secret is typed twice and compared
// `what` is shown at a prompt: "PIN of token mint". One secret, 1 to 1024 bytes, without its line
// end; asked for once, never looped. Errors: kBadInput (empty, too long, file readable by group or
// others), kNotFound, kAskPerson (no terminal, or the two differ).
Result<SecretBytes> read_secret(const SecretSource& source, std::string_view what,
                                Ask ask = Ask::kOnce);

}  // namespace pyx

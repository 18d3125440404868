// RFC 7512 "pkcs11:" URIs, read with p11-kit, and the plain path of a module.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_source.h"

namespace pyx::pkcs11 {

struct TokenUri {
  std::filesystem::path module_path;  // module-path; required
  std::optional<std::string> serial;  // how a token is addressed
  std::optional<std::string>
      label;  // token=…: only to find it at founding, refused if two tokens match
  std::optional<std::string> manufacturer;
  std::optional<std::string> model;
  std::optional<Bytes> object_id;           // id=…: a person's key; a vault's token takes none
  std::optional<std::string> object_label;  // object=…: the same
  std::optional<SecretSource> pin_source;   // pin-source
  std::string init_reserved;  // x-init-reserved: for modules that want a text at pReserved
};

// "pkcs11:serial=…?module-path=/usr/lib/…&pin-source=file:/…". pin-value is refused, whatever it
// holds; so are attributes that Pyx does not use, since a filter that is not applied would address
// another token. type=private is taken, since other programs print it: a person's key is addressed
// by its private half. Errors: kBadInput, never quoting the URI.
Result<TokenUri> parse_token_uri(std::string_view text);
// Without the pin source: what may be stored and shown.
std::string to_text(const TokenUri& uri);

}  // namespace pyx::pkcs11

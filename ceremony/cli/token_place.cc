#include "ceremony/cli/token_place.h"

#include <utility>

namespace pyx::ceremony {

FlagSpec token_flag(Need need) {
  return {"--token", "URI", "the token, 'pkcs11:serial=SERIAL?module-path=PATH' (RFC 7512)", need};
}

Result<TokenPlace> token_place(const Arguments& given) {
  TokenPlace place;
  auto parsed = pkcs11::parse_token_uri(given.text("--token"));
  if (!parsed) return bad_argument("--token", parsed.error().message);
  place.token = std::move(parsed).value();
  PYX_ASSIGN(place.pin, given.secret_source("--pin-source"));
  if (place.token.pin_source) {
    if (given.has("--pin-source")) {
      return bad_argument("--pin-source", "the URI of --token says pin-source already");
    }
    place.pin = *place.token.pin_source;
  }
  return place;
}

Result<std::optional<TokenKeyPlace>> token_key_place(const Arguments& given, std::string_view flag,
                                                     std::string_view pin_flag) {
  if (!given.text(flag).starts_with("pkcs11:")) return std::optional<TokenKeyPlace>();
  auto parsed = pkcs11::parse_token_uri(given.text(flag));
  if (!parsed) return bad_argument(flag, parsed.error().message);
  TokenKeyPlace place{std::move(parsed).value(), {}};
  PYX_ASSIGN(place.pin, given.secret_source(pin_flag));
  if (place.uri.pin_source) {
    if (given.has(pin_flag)) {
      return bad_argument(pin_flag, "the URI of " + std::string(flag) + " says pin-source already");
    }
    place.pin = *place.uri.pin_source;
  }
  return std::optional(std::move(place));
}

}  // namespace pyx::ceremony

// What people write: policies, configuration, URIs; and the small texts inside everything else.

#include <algorithm>
#include <set>

#include "base/base64.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/secret_source.h"
#include "base/uuid.h"
#include "custody/client/url.h"
#include "custody/server/config.h"
#include "pkcs11/token_uri.h"
#include "policies/policy.h"
#include "policies/quorum.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

// No message that Pyx has of its own holds one of these characters; whatever is quoted does, sooner
// or later. (To look for the input itself fails: the messages are inputs too, and are found.)
bool quotes_nothing(const Error& refusal) {
  return std::ranges::all_of(refusal.message, [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("~^{}|`\\").find(c) == std::string_view::npos;
  });
}

// "NAME:line:column: what is wrong", on one line that a terminal can show.
void points_at_its_place(const Error& error, std::string_view source_name) {
  must_hold(error.code == Code::kBadInput, "what is malformed is bad input");
  const std::string_view text = error.message;
  must_hold(text.starts_with(std::string(source_name) + ":"), "the file is named");
  const std::size_t line = source_name.size() + 1;
  must_hold(text.size() > line && text[line] >= '0' && text[line] <= '9', "the line is named");
}

template <class T>
void is_distinct(const std::vector<T>& list, const std::string T::*name) {
  std::set<std::string> seen;
  for (const T& one : list) must_hold(seen.insert(one.*name).second, "names are distinct");
}

bool holds_a_double(const json::value& value) {
  if (const auto* const list = value.if_array()) {
    return std::ranges::any_of(*list, holds_a_double);
  }
  if (const auto* const object = value.if_object()) {
    return std::ranges::any_of(*object,
                               [](const auto& member) { return holds_a_double(member.value()); });
  }
  return value.is_double();
}

}  // namespace

Outcome json_text(ByteView input) {
  const auto read = json::parse(as_text(input));
  if (!read) return Outcome::kRefused;
  const std::string written = json::serialize(*read);
  const auto again = json::parse(written);
  must_hold(again.ok(), "JSON that was read can be written and read");
  // Boost.JSON rounds a double anew each time it reads one; no format of Pyx has any.
  must_hold(holds_a_double(*read) || json::serialize(*again) == written,
            "JSON that is read again is the same");
  return Outcome::kAccepted;
}

// ACT-QUORUM: no policy that is accepted has a rule which passes without people.
Outcome policy(ByteView input) {
  const auto read = policies::parse_policy(as_text(input), "policy.toml");
  if (!read) {
    points_at_its_place(read.error(), "policy.toml");
    return Outcome::kRefused;
  }
  must_hold(read->digest == sha256(input), "the digest is that of the bytes");
  is_distinct(read->people, &policies::Person::id);
  is_distinct(read->profiles, &policies::KeyProfile::name);
  is_distinct(read->clients, &policies::Client::name);
  is_distinct(read->clients, &policies::Client::san_uri);
  for (const auto& [type, rule] : read->rules) {
    must_hold(!rule.seats.empty() && !rule.may_propose.empty(), "a rule has seats and proposers");
    for (const policies::Seats& seats : rule.seats) {
      const auto holders = std::ranges::count_if(
          read->people, [&](const policies::Person& one) { return one.has_role(seats.role); });
      must_hold(seats.needed >= 1, "no threshold is zero");
      must_hold(std::cmp_less_equal(seats.needed, holders), "no threshold is past its role");
    }
    must_hold(rule.lifetime > Duration::zero(), "an act lives for some time");
  }
  return Outcome::kAccepted;
}

Outcome server_config(ByteView input) {
  const auto read = server::parse_config(as_text(input), "pyxd.toml", "/etc/pyx");
  if (!read) {
    points_at_its_place(read.error(), "pyxd.toml");
    return Outcome::kRefused;
  }
  const auto endpoint = server::parse_endpoint(server::to_text(read->listen));
  must_hold(endpoint.ok() && endpoint->port == read->listen.port, "an endpoint is written as read");
  must_hold(read->vault.is_absolute() && read->tls.key.is_absolute(), "paths are absolute");
  must_hold(!std::holds_alternative<SecretSource::Prompt>(read->pin_source.where),
            "a daemon asks at no terminal");
  const server::ServerLimits& limits = read->limits;
  must_hold(limits.connections > 0 && limits.pipelined > 0 && limits.body_bytes > 0,
            "no limit is none");
  for (const Duration wait : {limits.handshake, limits.header, limits.body, limits.idle,
                              limits.write, limits.stop, read->session_lifetime}) {
    must_hold(wait > Duration::zero(), "every wait has an end, and takes some time");
  }
  return Outcome::kAccepted;
}

// SECRET-NEVER: any part of a URI may be a PIN.
Outcome token_uri(ByteView input) {
  const std::string_view text = as_text(input);
  const auto read = pkcs11::parse_token_uri(text);
  if (!read) {
    must_hold(quotes_nothing(read.error()), "an error does not quote the URI");
    return Outcome::kRefused;
  }
  must_hold(text.find("pin-value=") == std::string_view::npos, "a URI with a PIN is refused");
  const std::string written = pkcs11::to_text(*read);
  const auto again = pkcs11::parse_token_uri(written);
  must_hold(again.ok(), "a URI that was read can be written and read");
  must_hold(again->module_path == read->module_path && again->serial == read->serial &&
                again->label == read->label && again->manufacturer == read->manufacturer &&
                again->model == read->model && again->object_id == read->object_id,
            "it addresses the same token");
  must_hold(!again->pin_source, "what is stored and shown has no PIN source");
  return Outcome::kAccepted;
}

Outcome pin_source(ByteView input) {
  const auto read = parse_secret_source(as_text(input));
  if (!read) {
    must_hold(quotes_nothing(read.error()), "an error does not quote what may be the PIN itself");
    return Outcome::kRefused;
  }
  const std::string written = pyx::to_text(*read);
  const auto again = parse_secret_source(written);
  must_hold(again.ok() && pyx::to_text(*again) == written, "a source is written as it is read");
  return Outcome::kAccepted;
}

Outcome small_texts(ByteView input) {
  const std::string_view text = as_text(input);
  bool taken = false;
  if (const auto bytes = from_base64(text)) {
    must_hold(to_base64(*bytes) == text, "base64 is canonical");
    taken = true;
  }
  if (const auto bytes = from_base64url(text)) {
    must_hold(to_base64url(*bytes) == text, "base64url is canonical");
    taken = true;
  }
  if (const auto bytes = from_hex(text)) {
    must_hold(to_hex(*bytes).size() == text.size(), "hex has two digits a byte");
    taken = true;
  }
  if (const auto digest = sha256_from_hex(text)) {
    must_hold(to_hex(*digest) == text, "a digest has one text");
  }
  if (const auto id = Uuid::parse(text)) {
    must_hold(id->text() == text && Uuid::from_bytes(id->bytes).ok(), "a UUID has one text");
    taken = true;
  }
  if (const auto time = from_rfc3339(text)) {
    const std::string written = to_rfc3339(*time);
    must_hold(written == text || written == std::string(text.substr(0, text.size() - 1)) + ".000Z",
              "a time has one text, or the same without milliseconds");
    taken = true;
  }
  if (const auto duration = parse_duration(text)) {
    must_hold(*duration > Duration::zero(), "a duration takes some time");
    must_hold(parse_duration(pyx::to_text(*duration)).value() == *duration, "and is written so");
    taken = true;
  }
  if (const auto url = client::parse_url(text)) {
    const auto again = client::parse_url("https://" + url->authority());
    must_hold(again.ok() && again->host == url->host && again->port == url->port,
              "a URL is written as it is read");
    taken = true;
  }
  if (const auto endpoint = server::parse_endpoint(text)) {
    must_hold(server::to_text(*endpoint) == text, "an endpoint has one text");
    taken = true;
  }
  return taken ? Outcome::kAccepted : Outcome::kRefused;
}

}  // namespace pyx::fuzz

#include "ceremony/second_token_messages.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json.h"
#include "base/json_reader.h"
#include "custody/backups/token_identity.h"
#include "custody/client/control_name.h"

namespace pyx::ceremony::second_token {
namespace {

using json::ObjectReader;

constexpr std::array kUses = {SecondUse::kProve, SecondUse::kRestore,
                              SecondUse::kRestoreThroughHost};
constexpr std::array kCodes = {Code::kBadInput, Code::kNotFound, Code::kConflict,  Code::kRefused,
                               Code::kFrozen,   Code::kRetry,    Code::kAskPerson, Code::kToken,
                               Code::kStore,    Code::kBug};

Bytes bytes_of(const json::object& from) { return to_bytes(json::serialize(from)); }

Result<ObjectReader> reader_of(const json::value& from) {
  return ObjectReader::of(from, "message of the other process");
}

Error not_understood() {
  return error(Code::kBug, "a message of the other process was not understood");
}

}  // namespace

Bytes encode(const OpenAsk& ask) {
  json::object to;
  to["uri"] = pkcs11::to_text(ask.uri);
  to["use"] = static_cast<std::int64_t>(ask.use);
  return bytes_of(to);
}

Result<OpenAsk> read_open_ask(ByteView bytes) {
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(ObjectReader reader, reader_of(parsed));
  OpenAsk ask;
  PYX_ASSIGN(const std::string uri, reader.string("uri"));
  PYX_ASSIGN(ask.uri, pkcs11::parse_token_uri(uri));
  PYX_ASSIGN(const std::int64_t use, reader.integer("use"));
  const auto* const known = std::ranges::find(kUses, static_cast<SecondUse>(use));
  if (known == kUses.end()) return not_understood();
  ask.use = *known;
  PYX_TRY(reader.finish());
  return ask;
}

Bytes encode(const OpenedToken& opened) {
  json::object to;
  to["token"] = custody::to_json(opened.identity);
  to["exposed"] = opened.exposure.exposure != custody::Exposure::kNone;
  to["manner"] = opened.exposure.manner;
  to["not_enforced"] = custody::to_json(opened.exposure.not_enforced);
  to["firmware"] = opened.firmware;
  return bytes_of(to);
}

Result<OpenedToken> read_opened(ByteView bytes) {
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(ObjectReader reader, reader_of(parsed));
  OpenedToken opened;
  PYX_ASSIGN(const json::object* const token, reader.object_member("token"));
  PYX_ASSIGN(opened.identity, custody::read_token_identity(*token));
  PYX_ASSIGN(const bool exposed, reader.boolean("exposed"));
  opened.exposure.exposure = exposed ? custody::Exposure::kExposed : custody::Exposure::kNone;
  PYX_ASSIGN(opened.exposure.manner, reader.string("manner"));
  PYX_ASSIGN(const json::array* const rules, reader.array_member("not_enforced"));
  PYX_ASSIGN(opened.exposure.not_enforced, custody::read_token_rules(*rules));
  PYX_ASSIGN(opened.firmware, reader.string("firmware"));
  PYX_TRY(reader.finish());
  return opened;
}

Bytes encode(const pkcs11::WrappedKey& key, ByteView input) {
  json::object to;
  to["id"] = key.spec.id.text();
  to["type"] = to_text(key.spec.type);
  to["purpose"] = to_text(key.spec.purpose);
  to["label"] = key.spec.label;
  to["exceptions"] = custody::to_json(key.spec.exceptions);
  to["wrapped"] = to_base64(key.bytes);
  if (key.public_key) to["spki"] = to_base64(key.public_key->spki());
  to["input"] = to_base64(input);
  return bytes_of(to);
}

Result<KeyAsk> read_key_ask(ByteView bytes) {
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(ObjectReader reader, reader_of(parsed));
  KeyAsk ask;
  pkcs11::KeySpec& spec = ask.key.spec;
  PYX_ASSIGN(spec.id, reader.uuid("id"));
  PYX_ASSIGN(const std::string type, reader.string("type"));
  PYX_ASSIGN(const std::string purpose, reader.string("purpose"));
  const auto known_type = key_type_from(type);
  const auto known_purpose = purpose_from(purpose);
  if (!known_type || !known_purpose) return not_understood();
  spec.type = *known_type;
  spec.purpose = *known_purpose;
  PYX_ASSIGN(spec.label, reader.string("label"));
  PYX_ASSIGN(const json::array* const exceptions, reader.array_member("exceptions"));
  PYX_ASSIGN(spec.exceptions, custody::read_token_rules(*exceptions));
  spec.wrapping = pkcs11::Wrapping::kUnderTrusted;
  spec.origin = pkcs11::Origin::kBroughtIn;
  PYX_ASSIGN(ask.key.bytes, reader.base64("wrapped"));
  if (reader.has("spki")) {
    PYX_ASSIGN(const Bytes spki, reader.base64("spki"));
    PYX_ASSIGN(ask.key.public_key, PublicKey::from_spki(spki));
  }
  PYX_ASSIGN(ask.input, reader.base64("input"));
  PYX_TRY(reader.finish());
  return ask;
}

Result<Uuid> read_id(ByteView bytes) {
  Uuid id;
  if (bytes.size() != id.bytes.size()) return not_understood();
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

Bytes encode(const Error& failed) {
  json::object to;
  to["code"] = code_name(failed.code);
  to["message"] = failed.message;
  to["ckr"] = static_cast<std::uint64_t>(failed.ckr);
  to["call"] = failed.call;
  to["control"] = failed.control;
  return bytes_of(to);
}

Error read_error(ByteView bytes) {
  const auto parsed = json::parse(as_text(bytes));
  if (!parsed) return not_understood();
  auto reader = reader_of(*parsed);
  if (!reader) return not_understood();
  const auto code = reader->string("code");
  const auto message = reader->string("message");
  const auto ckr = reader->integer("ckr");
  const auto call = reader->string("call");
  const auto control = reader->string("control");
  if (!code || !message || !ckr || !call || !control) return not_understood();
  const auto* const known = std::ranges::find(kCodes, *code, code_name);
  if (known == kCodes.end()) return not_understood();
  Error read = error(*known, *message);
  read.ckr = static_cast<unsigned long>(*ckr);
  // The names must be literals of this program, as they are of the other process.
  read.call = client::call_name(*call);
  read.control = client::control_name(*control);
  return read;
}

}  // namespace pyx::ceremony::second_token

#include "custody/acts/token_parameters.h"

#include <boost/json/object.hpp>

#include "custody/backups/token_identity.h"

namespace pyx::custody {
namespace {

// CK_TOKEN_INFO has 16 bytes for serial and model, 32 for manufacturer and label.
constexpr std::size_t kTokenTextMostBytes = 64;

Result<void> check_identity(const pkcs11::TokenIdentity& token) {
  if (token.serial.empty())
    return error(Code::kBadInput, "a token is known by its serial number, which must not be empty");
  for (const std::string* text : {&token.serial, &token.model, &token.manufacturer, &token.label}) {
    if (text->size() > kTokenTextMostBytes)
      return error(Code::kBadInput, "a text of a token has at most 64 bytes");
  }
  return {};
}

Result<KnownCheckpoint> read_checkpoint(const json::object& from) {
  json::ObjectReader reader(from, "checkpoint");
  KnownCheckpoint checkpoint;
  PYX_ASSIGN(const std::int64_t size, reader.integer("size"));
  if (size < 1) return error(Code::kBadInput, "the checkpoint to go on from has 1 leaf or more");
  checkpoint.size = static_cast<std::uint64_t>(size);
  PYX_ASSIGN(checkpoint.root, reader.digest("root"));
  PYX_TRY(reader.finish());
  return checkpoint;
}

}  // namespace

json::object to_json(const TokenReplace& act) {
  json::object checkpoint;
  checkpoint["size"] = act.checkpoint.size;
  checkpoint["root"] = to_hex(act.checkpoint.root);
  json::object to;
  to["token"] = to_json(act.token);
  to["log_key"] = act.log_key.text();
  to["canary_key"] = act.canary_key.text();
  to["checkpoint"] = std::move(checkpoint);
  return to;
}

Result<TokenReplace> read_token_replace(json::ObjectReader& reader) {
  TokenReplace act;
  PYX_ASSIGN(const json::object* token, reader.object_member("token"));
  PYX_ASSIGN(act.token, read_token_identity(*token));
  PYX_TRY(check_identity(act.token));
  PYX_ASSIGN(act.log_key, reader.uuid("log_key"));
  PYX_ASSIGN(act.canary_key, reader.uuid("canary_key"));
  if (act.log_key == act.canary_key)
    return error(Code::kBadInput, "the log key and the canary key are two keys, with two ids");
  PYX_ASSIGN(const json::object* checkpoint, reader.object_member("checkpoint"));
  PYX_ASSIGN(act.checkpoint, read_checkpoint(*checkpoint));
  return act;
}

}  // namespace pyx::custody

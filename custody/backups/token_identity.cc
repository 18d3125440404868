#include "custody/backups/token_identity.h"

#include <boost/json/object.hpp>

#include "base/json_reader.h"

namespace pyx::custody {

json::object to_json(const pkcs11::TokenIdentity& token) {
  json::object to;
  to["serial"] = token.serial;
  to["model"] = token.model;
  to["manufacturer"] = token.manufacturer;
  to["label"] = token.label;
  return to;
}

Result<pkcs11::TokenIdentity> read_token_identity(const json::object& from) {
  json::ObjectReader reader(from, "token");
  pkcs11::TokenIdentity token;
  PYX_ASSIGN(token.serial, reader.string("serial"));
  PYX_ASSIGN(token.model, reader.string("model"));
  PYX_ASSIGN(token.manufacturer, reader.string("manufacturer"));
  PYX_ASSIGN(token.label, reader.string("label"));
  PYX_TRY(reader.finish());
  return token;
}

}  // namespace pyx::custody

#include "pkcs11/template.h"

#include <cstring>
#include <utility>

namespace pyx::pkcs11 {

Bytes flag_value(bool on) { return {static_cast<std::uint8_t>(on ? CK_TRUE : CK_FALSE)}; }

Bytes number_value(CK_ULONG number) {
  Bytes bytes(sizeof number);
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

Template& Template::value(CK_ATTRIBUTE_TYPE type, Bytes bytes) {
  const CK_ULONG size_bytes = bytes.size();
  if (bytes.empty()) bytes.reserve(1);
  values_.push_back(std::move(bytes));
  attributes_.push_back({type, values_.back().data(), size_bytes});
  return *this;
}

Template& Template::view(CK_ATTRIBUTE_TYPE type, ByteView bytes) {
  if (bytes.empty()) return value(type, {});
  attributes_.push_back({type, const_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return *this;
}

}  // namespace pyx::pkcs11

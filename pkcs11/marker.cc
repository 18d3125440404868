#include "pkcs11/marker.h"

#include <algorithm>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

Template marker_template() {
  Template wanted;
  wanted.number(CKA_CLASS, CKO_DATA)
      .flag(CKA_TOKEN, true)
      .flag(CKA_PRIVATE, true)
      .bytes(CKA_APPLICATION, as_bytes("pyx"))
      .bytes(CKA_LABEL, as_bytes("pyx vault"));
  return wanted;
}

}  // namespace

Result<std::optional<Bytes>> read_marker(const Session& session) {
  Template wanted = marker_template();
  PYX_ASSIGN(const auto found, find_objects(session, wanted));
  if (found.empty()) return std::optional<Bytes>{};
  if (found.size() > 1)
    return error(Code::kConflict, "the token carries more than one vault marker");
  PYX_ASSIGN(Bytes value, read_bytes(session, found.front(), CKA_VALUE));
  return std::optional(std::move(value));
}

Result<void> destroy_marker(const Session& session, ByteView value) {
  PYX_ASSIGN(const auto there, read_marker(session));
  if (!there) return {};
  if (!std::ranges::equal(*there, value))
    return error(Code::kConflict, "the token carries the marker of another vault; it stays");
  Template wanted = marker_template();
  PYX_ASSIGN(const auto found, find_objects(session, wanted));
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_TRY(
        from_ckr(session.module()->C_DestroyObject(session.handle(), object), "C_DestroyObject"));
  }
  PYX_ASSIGN(const auto left, read_marker(session));
  if (!left) return {};
  return error(Code::kToken, "the vault marker is there after it was destroyed");
}

Result<void> write_marker(const Session& session, ByteView value) {
  if (value.empty()) return error(Code::kBadInput, "a vault marker must not be empty");
  PYX_ASSIGN(const auto there, read_marker(session));
  if (there && std::ranges::equal(*there, value)) return {};
  if (there) return error(Code::kConflict, "the token belongs to another vault already");
  Template wanted = marker_template();
  wanted.flag(CKA_MODIFIABLE, false).bytes(CKA_VALUE, value);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(
      session.module()->C_CreateObject(session.handle(), wanted.data(), wanted.size(), &made),
      "C_CreateObject"));
  PYX_ASSIGN(const auto written, read_marker(session));
  if (written && std::ranges::equal(*written, value)) return {};
  return error(Code::kToken, "the vault marker does not read back as it was written");
}

}  // namespace pyx::pkcs11

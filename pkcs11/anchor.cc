#include "pkcs11/anchor.h"

#include <algorithm>

#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

Template anchor_template() {
  Template wanted;
  wanted.number(CKA_CLASS, CKO_DATA)
      .flag(CKA_TOKEN, true)
      .flag(CKA_PRIVATE, true)
      .bytes(CKA_APPLICATION, as_bytes("pyx"))
      .bytes(CKA_LABEL, as_bytes("pyx anchor"));
  return wanted;
}

// Each was asked for its label again: a module that takes no notice of a template must not have us
// destroy another's objects.
Result<std::vector<CK_OBJECT_HANDLE>> find_anchors(const Session& session) {
  Template wanted = anchor_template();
  PYX_ASSIGN(std::vector<CK_OBJECT_HANDLE> found, find_objects(session, wanted));
  std::vector<CK_OBJECT_HANDLE> ours;
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(const auto label, read_attribute(session, object, CKA_LABEL));
    if (label && as_text(*label) == "pyx anchor") ours.push_back(object);
  }
  return ours;
}

Result<std::vector<Bytes>> read_all(const Session& session) {
  PYX_ASSIGN(const auto found, find_anchors(session));
  std::vector<Bytes> anchors;
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(Bytes value, read_bytes(session, object, CKA_VALUE));
    anchors.push_back(std::move(value));
  }
  return anchors;
}

}  // namespace

Result<std::vector<Bytes>> read_anchors(const Session& session) {
  auto anchors = read_all(session);
  // Another process may just have written a new one, and destroyed the one that was found.
  if (!anchors && anchors.error().ckr == CKR_OBJECT_HANDLE_INVALID) return read_all(session);
  return anchors;
}

Result<void> write_anchor(const Session& session, ByteView value) {
  if (value.empty()) return error(Code::kBadInput, "an anchor must not be empty");
  PYX_ASSIGN(const auto old, find_anchors(session));
  Template wanted = anchor_template();
  wanted.flag(CKA_MODIFIABLE, false).bytes(CKA_VALUE, value);
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  PYX_TRY(from_ckr(
      session.module()->C_CreateObject(session.handle(), wanted.data(), wanted.size(), &made),
      "C_CreateObject"));
  PYX_ASSIGN(const Bytes written, read_bytes(session, made, CKA_VALUE));
  if (!std::ranges::equal(written, value))
    return error(Code::kToken, "the anchor does not read back as it was written");
  Result<void> destroyed;
  for (const CK_OBJECT_HANDLE object : old) {
    auto gone =
        from_ckr(session.module()->C_DestroyObject(session.handle(), object), "C_DestroyObject");
    if (!gone) destroyed = std::move(gone);
  }
  return destroyed;
}

}  // namespace pyx::pkcs11

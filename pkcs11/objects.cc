#include "pkcs11/objects.h"

#include <algorithm>
#include <array>

#include "base/hex_number.h"
#include "pkcs11/attribute.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"

namespace pyx::pkcs11 {
namespace {

// Ends the search at the end of its scope: a search left open blocks the session for the next one.
class Search {
 public:
  static Result<Search> begin(const Session& session, Template& wanted) {
    PYX_TRY(from_ckr(
        session.module()->C_FindObjectsInit(session.handle(), wanted.data(), wanted.size()),
        "C_FindObjectsInit"));
    return Search(session);
  }
  Search(Search&& from) noexcept : session_(std::exchange(from.session_, nullptr)) {}
  Search& operator=(Search&&) = delete;
  ~Search() {
    if (session_ != nullptr) session_->module()->C_FindObjectsFinal(session_->handle());
  }
  // Empty at the end.
  Result<std::vector<CK_OBJECT_HANDLE>> next() {
    std::array<CK_OBJECT_HANDLE, 256> found{};
    CK_ULONG count = 0;
    const CK_RV rv =
        session_->module()->C_FindObjects(session_->handle(), found.data(), found.size(), &count);
    if (rv != CKR_OK) {
      Error failed = ckr_error(rv, "C_FindObjects");
      // A session that broke is asked for nothing any more.
      if (recovery_after(rv) != Recovery::kNone) session_ = nullptr;
      return failed;
    }
    if (count > found.size()) return error(Code::kToken, "the token found more than was asked for");
    return std::vector<CK_OBJECT_HANDLE>(found.begin(),
                                         found.begin() + static_cast<std::ptrdiff_t>(count));
  }

 private:
  explicit Search(const Session& session) : session_(&session) {}
  const Session* session_;
};

bool holds_secret(CK_OBJECT_CLASS object_class) {
  return object_class == CKO_PRIVATE_KEY || object_class == CKO_SECRET_KEY;
}

template <class Kind>
Result<void> put(std::optional<Handle<Kind>>& place, CK_OBJECT_HANDLE object, const Uuid& id) {
  if (place) {
    return error(Code::kConflict, "two objects of one class carry the CKA_ID of key " + id.text());
  }
  place = Handle<Kind>{object};
  return {};
}

Result<void> put(KeyObjects& into, CK_OBJECT_CLASS object_class, CK_OBJECT_HANDLE object,
                 const Uuid& id) {
  switch (object_class) {
    case CKO_PRIVATE_KEY:
      return put(into.private_key, object, id);
    case CKO_PUBLIC_KEY:
      return put(into.public_key, object, id);
    case CKO_SECRET_KEY:
      return put(into.secret_key, object, id);
    default:
      return error(Code::kConflict, "an object that is no key, " + object_class_name(object_class) +
                                        ", carries the CKA_ID of key " + id.text());
  }
}

}  // namespace

Result<std::vector<CK_OBJECT_HANDLE>> find_objects(const Session& session, Template& wanted) {
  PYX_ASSIGN(Search search, Search::begin(session, wanted));
  std::vector<CK_OBJECT_HANDLE> all;
  while (true) {
    PYX_ASSIGN(const auto some, search.next());
    if (some.empty()) return all;
    all.insert(all.end(), some.begin(), some.end());
  }
}

Result<std::vector<CK_OBJECT_HANDLE>> find_by_id(const Session& session, const Uuid& id) {
  Template wanted;
  wanted.flag(CKA_TOKEN, true).bytes(CKA_ID, id.bytes);
  PYX_ASSIGN(auto found, find_objects(session, wanted));
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(const Bytes carried, read_bytes(session, object, CKA_ID));
    if (!std::ranges::equal(carried, id.bytes)) {
      return error(Code::kToken, "the token found an object with another CKA_ID than asked for");
    }
  }
  return found;
}

Result<KeyObjects> find_key(const Session& session, const Uuid& id) {
  PYX_ASSIGN(const auto found, find_by_id(session, id));
  if (found.empty()) return error(Code::kNotFound, "the token has no key " + id.text());
  KeyObjects key;
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(const CK_OBJECT_CLASS object_class, read_number(session, object, CKA_CLASS));
    PYX_TRY(put(key, object_class, object, id));
  }
  if (key.private_key.has_value() != key.public_key.has_value()) {
    return error(Code::kConflict, "one half of the key pair " + id.text() + " is missing");
  }
  if (key.private_key && key.secret_key) {
    return error(Code::kConflict, "a key pair and a secret key share the CKA_ID " + id.text());
  }
  return key;
}

Result<void> destroy_by_id(const Session& session, const Uuid& id) {
  PYX_ASSIGN(const auto found, find_by_id(session, id));
  std::vector<std::pair<bool, CK_OBJECT_HANDLE>> in_order;
  for (const CK_OBJECT_HANDLE object : found) {
    PYX_ASSIGN(const CK_OBJECT_CLASS object_class, read_number(session, object, CKA_CLASS));
    in_order.emplace_back(!holds_secret(object_class), object);
  }
  std::ranges::sort(in_order);
  for (const auto& [is_public, object] : in_order) {
    PYX_TRY(
        from_ckr(session.module()->C_DestroyObject(session.handle(), object), "C_DestroyObject"));
  }
  PYX_ASSIGN(const auto left, find_by_id(session, id));
  if (left.empty()) return {};
  return error(Code::kToken, "the token still has " + std::to_string(left.size()) +
                                 " objects of key " + id.text() + " after destroying them");
}

Error destroyed_again(const std::function<Result<Session>()>& fresh_session, const Uuid& id,
                      Error why) {
  const auto destroy = [&]() -> Result<void> {
    PYX_ASSIGN(const Session session, fresh_session());
    return destroy_by_id(session, id);
  };
  if (const auto destroyed = destroy(); !destroyed) {
    why.message += "; it could not be destroyed again: " + describe(destroyed.error());
  }
  return why;
}

namespace {

Result<ObjectFacts> facts_of(const Session& session, CK_OBJECT_HANDLE object) {
  PYX_ASSIGN(const CK_OBJECT_CLASS object_class, read_number(session, object, CKA_CLASS));
  PYX_ASSIGN(auto id, read_attribute(session, object, CKA_ID));
  PYX_ASSIGN(auto label, read_attribute(session, object, CKA_LABEL));
  return ObjectFacts{object_class_name(object_class), std::move(id).value_or(Bytes{}),
                     label ? to_text(*label) : std::string()};
}

// What a crash left half made may tell nothing of itself; the other objects are still to be seen.
bool is_of_the_object(const Error& error) {
  return error.ckr == CKR_ATTRIBUTE_VALUE_INVALID || error.ckr == CKR_ATTRIBUTE_TYPE_INVALID ||
         error.ckr == CKR_OBJECT_HANDLE_INVALID;
}

}  // namespace

Result<std::vector<ObjectFacts>> list_objects(const Session& session) {
  Template anything;
  PYX_ASSIGN(const auto found, find_objects(session, anything));
  std::vector<ObjectFacts> all;
  all.reserve(found.size());
  for (const CK_OBJECT_HANDLE object : found) {
    auto facts = facts_of(session, object);
    if (!facts && !is_of_the_object(facts.error())) return facts.error();
    all.push_back(facts ? std::move(*facts) : ObjectFacts{"CKO_UNREADABLE", {}, {}});
  }
  return all;
}

std::string object_class_name(CK_OBJECT_CLASS object_class) {
  switch (object_class) {
    case CKO_DATA:
      return "CKO_DATA";
    case CKO_CERTIFICATE:
      return "CKO_CERTIFICATE";
    case CKO_PUBLIC_KEY:
      return "CKO_PUBLIC_KEY";
    case CKO_PRIVATE_KEY:
      return "CKO_PRIVATE_KEY";
    case CKO_SECRET_KEY:
      return "CKO_SECRET_KEY";
    default:
      return "CKO_" + hex_number(object_class);
  }
}

std::string key_type_name(CK_KEY_TYPE key_type) {
  switch (key_type) {
    case CKK_RSA:
      return "CKK_RSA";
    case CKK_EC:
      return "CKK_EC";
    case CKK_EC_EDWARDS:
      return "CKK_EC_EDWARDS";
    case CKK_GENERIC_SECRET:
      return "CKK_GENERIC_SECRET";
    case CKK_AES:
      return "CKK_AES";
    default:
      return "CKK_" + hex_number(key_type);
  }
}

}  // namespace pyx::pkcs11

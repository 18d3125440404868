#include "pkcs11/token_contents.h"

#include <string>
#include <vector>

#include "pkcs11/logged_in.h"
#include "pkcs11/marker.h"
#include "pkcs11/objects.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::size_t kMostNamed = 5;

std::string named(const std::vector<ObjectFacts>& objects) {
  std::string text;
  for (std::size_t i = 0; i < objects.size() && i < kMostNamed; ++i) {
    text += (i == 0 ? "" : ", ") + objects[i].object_class + " \"" + objects[i].label + "\"";
  }
  if (objects.size() > kMostNamed)
    text += " and " + std::to_string(objects.size() - kMostNamed) + " more";
  return text;
}

}  // namespace

Result<void> check_contents(const SetupSlot& at, const Pin* user_pin, Contents contents) {
  const std::string& label = at.token.identity.label;
  if (at.token.has_user_pin && user_pin == nullptr) {
    return error(Code::kAskPerson, "token " + label +
                                       " has a user PIN, and without it nobody sees whether it is "
                                       "a vault's: give that PIN, or have the SO give another");
  }
  auto opened = Session::open(at.module, at.slot, Access::kReadWrite);
  // What nobody has initialised holds nothing, unless it lets somebody in (NSS softokn). Any other
  // refusal says nothing of what is there.
  if (!opened && !at.token.initialised && opened.error().ckr == CKR_TOKEN_NOT_RECOGNIZED) return {};
  if (!opened) return std::move(opened).error();
  const Session session = std::move(opened).value();
  PYX_TRY(nobody_is_logged_in(session));
  LoggedIn login(session);
  if (at.token.has_user_pin) PYX_TRY(login.log_in(CKU_USER, *user_pin));
  PYX_ASSIGN(const auto marker, read_marker(session));
  if (marker) {
    return refused("TOKEN-BOUND", "token " + label +
                                      " carries the marker of a vault: it is not initialised and "
                                      "not wiped as long as a vault is on it");
  }
  PYX_ASSIGN(const auto objects, list_objects(session));
  if (objects.empty() || contents == Contents::kDestroy) return {};
  return error(Code::kConflict, "on token " + label + " there are " +
                                    std::to_string(objects.size()) + " objects: " + named(objects));
}

}  // namespace pyx::pkcs11

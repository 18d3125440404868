// One thing tried in a probe: the line that tells of it, and the keys that are thrown away after
// it.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>
#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/objects.h"
#include "pkcs11/probe_report.h"
#include "pkcs11/session.h"
#include "pkcs11/template.h"

namespace pyx::pkcs11 {

// Where a probe works: the objects that it makes carry its id.
struct Bench {
  const Session& session;
  Uuid id;
  std::vector<CK_MECHANISM_TYPE> listed;
};

// kWorks for CKR_OK, kAbsent for an answer that means "unknown here", kFails for any other.
ProbeLine seen(std::string name, CK_RV rv, std::string call);
// The same by a call's Result; a failure that no CKR tells goes into the note.
ProbeLine seen(std::string name, const Result<void>& outcome, std::string call);
// For a rule: kWorks if the token refused to break it.
ProbeLine kept(std::string name, CK_RV rv, std::string call);
// Notes where C_GetMechanismList and what was seen do not agree.
ProbeLine noting_list(ProbeLine line, const Bench& bench, CK_MECHANISM_TYPE mechanism);

// A session object that is destroyed at the end of its scope.
class ThrowAway {
 public:
  ThrowAway(const Session& session, CK_OBJECT_HANDLE object)
      : session_(&session), object_(object) {}
  ThrowAway(ThrowAway&& from) noexcept
      : session_(from.session_), object_(std::exchange(from.object_, CK_INVALID_HANDLE)) {}
  ThrowAway& operator=(ThrowAway&&) = delete;
  ~ThrowAway();
  CK_OBJECT_HANDLE get() const { return object_; }

 private:
  const Session* session_;
  CK_OBJECT_HANDLE object_;
};

// A key made like a real one, but as session objects.
struct ThrowAwayKey {
  KeyObjects objects;
  std::vector<ThrowAway> owned;
};
Result<ThrowAwayKey> make_throw_away(const Bench& bench, KeyType type, Purpose purpose);
// A secret key of 32 bytes by a template of the caller's. Errors: what C_GenerateKey says.
Result<ThrowAway> make_throw_away_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                         Template& asked);

}  // namespace pyx::pkcs11

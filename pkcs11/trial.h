// One thing tried in a probe: the line that tells of it, and the keys that are thrown away after
// it.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>
#include <vector>

#include "base/key_type.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/objects.h"
#include "pkcs11/probe_report.h"
#include "pkcs11/session.h"
#include "pkcs11/template.h"
#include "pkcs11/throw_away.h"

namespace pyx::pkcs11 {

// Where a probe works: the objects that it makes carry its id. They are session objects, except on
// a token that has none.
struct Bench {
  const Session& session;
  Uuid id;
  std::vector<CK_MECHANISM_TYPE> listed;
  Lifetime lifetime = Lifetime::kSession;
};
// kToken if the token makes no key as a session object, and makes one as a token object.
Lifetime lifetime_on(const Bench& bench);
// Another session on the same token, for what may leave a session stuck; objects made in it go with
// it. Errors: what C_OpenSession says.
Result<Session> scratch_session(const Bench& bench);

// kWorks for CKR_OK, kAbsent for an answer that means "unknown here", kFails for any other.
ProbeLine seen(std::string name, CK_RV rv, std::string call);
// The same by a call's Result; a failure that no CKR tells goes into the note.
ProbeLine seen(std::string name, const Result<void>& outcome, std::string call);
// Notes where C_GetMechanismList and what was seen do not agree.
ProbeLine noting_list(ProbeLine line, const Bench& bench, CK_MECHANISM_TYPE mechanism);

struct ThrowAwayKey {
  KeyObjects objects;
  std::vector<ThrowAway> owned;
  CK_OBJECT_HANDLE handle() const;  // of the private or secret key
};
// A key made like a real one, as strict as the token takes it: one that does not know
// CKA_ALLOWED_MECHANISMS or CKA_MODIFIABLE is asked without them.
Result<ThrowAwayKey> make_throw_away(const Bench& bench, KeyType type, Purpose purpose);
// A sensitive secret key of 32 bytes by a template of the caller's, which says whether it is
// extractable and what it may do. Errors: what C_GenerateKey says.
Result<ThrowAway> make_throw_away_secret(const Bench& bench, CK_MECHANISM_TYPE mechanism,
                                         Template& asked);
// A key pair by a template of the caller's for the private half. Errors: what C_GenerateKeyPair
// says.
Result<ThrowAwayKey> make_throw_away_pair(const Bench& bench, KeyType type, Template& asked);

}  // namespace pyx::pkcs11

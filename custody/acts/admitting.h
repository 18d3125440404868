// Control SIGN-GRANT and KEY-STATE: whether a client may have a key sign now. Used before each
// request leaf, and again by the offline verifier on each request leaf.
#pragma once

#include "custody/acts/books.h"
#include "custody/signing/sign_request.h"

namespace pyx::custody {

struct Admission {
  const policies::Client* client = nullptr;
  const KeyRecord* key = nullptr;
  Scheme scheme = Scheme::kEcdsaSha256;
};

// Errors: kRefused with SIGN-GRANT, KEY-STATE or as check_at_home, kFrozen with FREEZE-ONE,
// kNotFound (a key that is not this client's is not told from one that does not exist).
Result<Admission> admit(const Books& books, const policies::Client& client, const Uuid& key);
// The same for a key that a reserved request names: retired since then, it still completes what was
// reserved.
Result<Admission> admit_retry(const Books& books, const policies::Client& client, const Uuid& key);
// Which client of the policy this is. Errors: kRefused with CLIENT-PINNED.
Result<const policies::Client*> identify(const policies::Policy& policy,
                                         const ClientIdentity& identity);
// Whether the messages can be signed by the key: for a blind key each is an element below the
// modulus, as long as it. Errors: kBadInput naming the first message that does not fit.
Result<void> check_messages(const KeyRecord& key, const std::vector<Bytes>& messages);
// What the verifier asks of a request leaf. Errors: as admit; kBadInput if the leaf names another
// scheme or policy.
Result<void> check_request(const Books& books, const RequestLeaf& leaf);
// Whether an id that is not in the log can be one that was never used: it is not from before leaves
// of the log were given up. Errors: kRefused with STATE-FRESH.
Result<void> check_asked_since(const Books& books, const Uuid& request);

}  // namespace pyx::custody

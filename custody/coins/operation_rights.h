// Who may do what: a client's access, its keys, and what a freeze stops (controls SIGN-GRANT,
// KEY-STATE, FREEZE-ONE). Pure: the books in, an error out.
#pragma once

#include <string>

#include "custody/acts/books.h"
#include "custody/coins/operation.h"

namespace pyx::custody {

// Errors: kRefused with SIGN-GRANT.
Result<void> check_access(const policies::Client& client, Operation operation);
// The same, and kFrozen with FREEZE-ONE.
Result<void> check_right(const Books& books, const policies::Client& client, Operation operation);
// Whether the client may use the key, and it is of this purpose.
// Errors: kRefused with SIGN-GRANT or KEY-STATE, kNotFound, kFrozen with FREEZE-ONE; those of
// check_at_home.
Result<const KeyRecord*> usable_key(const Books& books, const policies::Client& client,
                                    const Uuid& key, Purpose purpose);
// The error of a freeze: "minting is frozen".
Error frozen(std::string what);

}  // namespace pyx::custody

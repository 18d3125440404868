// What is told of a log that was verified. Part of the offline verifier.
#pragma once

#include "custody/evidence/request_tally.h"
#include "custody/evidence/value_tally.h"
#include "custody/evidence/verify.h"

namespace pyx::custody {

// Of all leaves of a log; whether it is authenticated is not known here.
//   size  how many leaves there are
VerifyReport report_on(const Books& books, std::uint64_t size, const RequestTally& requests,
                       const ValueTally& values);

}  // namespace pyx::custody

// The body of what people sign: {"envelope":{DSSE}}, and beside it in base64 the new policy with a
// proposal of policy.change, the budgets with one of budget.set, the token matrix with one of
// backup.prove or backup.restore that names it.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "custody/evidence/dsse.h"
#include "custody/server/http.h"

namespace pyx::server {

// An envelope holds at most 64 KiB of payload and 256 signatures, in base64.
inline constexpr std::size_t kEnvelopeMostBodyBytes = std::size_t{256} * 1024;
// A policy has at most 1 MiB, budgets too (base/toml.h).
inline constexpr std::size_t kProposalMostBodyBytes =
    kEnvelopeMostBodyBytes + std::size_t{1536} * 1024;

struct EnvelopeBody {
  custody::Envelope envelope;
  std::optional<Bytes> document;  // the policy, the budgets or the token matrix
};
// kDocument: "policy", "budgets" or "matrix", one of them.
enum class MayBring { kNothingElse, kDocument };
Result<EnvelopeBody> read_envelope_body(const Request& request, MayBring may_bring);  // kBadInput

}  // namespace pyx::server

#include "custody/server/envelope_body.h"

#include "base/json_reader.h"
#include "custody/server/request_body.h"

namespace pyx::server {

Result<EnvelopeBody> read_envelope_body(const Request& request, MayBring may_bring) {
  json::Limits limits;
  limits.most_bytes = kProposalMostBodyBytes;
  limits.most_depth = 5;
  PYX_ASSIGN(const json::object body, json_object(request, limits));
  json::ObjectReader reader(body, "the body");
  EnvelopeBody read;
  PYX_ASSIGN(const json::object* const envelope, reader.object_member("envelope"));
  PYX_ASSIGN(read.envelope, custody::envelope_from(*envelope));
  if (may_bring == MayBring::kDocument) {
    for (const std::string_view name : {"policy", "budgets", "matrix"}) {
      if (!reader.has(name)) continue;
      if (read.document) return error(Code::kBadInput, "the body has more than one document");
      PYX_ASSIGN(read.document, reader.base64(name));
    }
  }
  PYX_TRY(reader.finish());
  return read;
}

}  // namespace pyx::server

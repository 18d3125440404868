// Who a TLS client is, read from the certificate that it has proven to hold.
#pragma once

#include "base/result.h"
#include "custody/signing/sign_request.h"

struct x509_st;  // X509

namespace pyx::server {

// The one URI of the certificate's subjectAltName and the SHA-256 of its SubjectPublicKeyInfo. The
// chain was checked by the handshake; the dates are checked here again, since a resumed session
// does not. Errors: kRefused with CLIENT-PINNED: no certificate, no or several URIs, a URI with
// other than printable ASCII, or out of its dates.
Result<custody::ClientIdentity> peer_identity(const x509_st* certificate);

}  // namespace pyx::server

// A share sealed to its holder's certificate: a file of CMS that he opens with his own key, with
// Pyx or with `openssl cms -decrypt`. Anybody can seal to a certificate: that a share is the right
// one is said by the record of its set, not by its envelope. Format: docs/formats/shares.md.
// Source: RFC 5652 (CMS), RFC 5083 (AuthEnvelopedData), RFC 5084 (AES-256-GCM).
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "custody/shares/envelope_key.h"
#include "custody/shares/holder_certificate.h"
#include "custody/shares/share_text.h"

namespace pyx::shares {

// The share's text (share_text.h) under a fresh AES-256 key, that key by RSAES-OAEP with SHA-256 or
// by ECDH with an ephemeral key, X9.63-KDF with SHA-256 and AES key wrap. DER, one recipient.
// Errors: those of encode_share_text; kBug.
Result<Bytes> seal_share(const LabelledShare& share, const HolderCertificate& to);

// Errors: those of recipient_of, content_key and parse_share_text; kBadInput if the content does
// not match its tag; kBug if the secure heap is full.
Result<LabelledShare> open_share(ByteView envelope, EnvelopeKey& key);

// The certificate that an envelope is sealed to, by its serial number and who issued it, without
// opening it. Errors: those of parse_envelope_parts.
Result<std::string> recipient_of(ByteView envelope);

}  // namespace pyx::shares

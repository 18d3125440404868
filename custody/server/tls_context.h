// The daemon's side of TLS: 1.3 only, a client certificate always.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

struct ssl_ctx_st;  // SSL_CTX

namespace pyx::server {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM: the daemon's, then intermediates
  std::filesystem::path key;          // PEM, without passphrase; no one but its owner may read it
  std::filesystem::path client_ca;    // PEM: the only CAs whose clients are looked at
};

struct SslCtxFree {
  void operator()(ssl_ctx_st* context) const;
};
using SslCtx = std::unique_ptr<ssl_ctx_st, SslCtxFree>;

// Sessions may be resumed for `session_lifetime`; no early data. Errors: kNotFound, kBadInput
// naming the file: unreadable, not PEM, out of its dates, the key others may read, or key and
// certificate do not fit.
Result<SslCtx> make_server_tls(const TlsFiles& files, Duration session_lifetime);

// Everything that make_server_tls() would refuse, file by file.
enum class TlsFile { kCertificate, kKey, kClientCa };
struct TlsFault {
  TlsFile file;
  Error error;
};
std::vector<TlsFault> tls_faults(const TlsFiles& files);

// When the daemon's certificate runs out, and the last of its client CAs.
struct TlsExpiry {
  Time certificate{};
  Time client_ca{};
};
TlsExpiry expiry_of(const SslCtx& context);

}  // namespace pyx::server

// The client's side of TLS: 1.3 only, its certificate shown, the server's checked against one CA
// and one name.
#pragma once

#include <string>

#include "base/result.h"
#include "custody/client/transport.h"

struct ssl_ctx_st;  // SSL_CTX
struct ssl_st;      // SSL

namespace pyx::client {

struct SslCtxFree {
  void operator()(ssl_ctx_st* context) const;
};
using SslCtx = std::unique_ptr<ssl_ctx_st, SslCtxFree>;

// Errors: kBadInput naming the file.
Result<SslCtx> make_client_tls(const TransportOptions& options);
// Demands that the server's certificate is for `name`, a DNS name or an IP address. Errors: kBug.
Result<void> expect_server(ssl_st* connection, const std::string& name);

}  // namespace pyx::client

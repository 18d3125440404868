#include "custody/client/client_tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/error_queue.h"

namespace pyx::client {
namespace {

// Without this OpenSSL would ask the terminal for the passphrase of an encrypted key.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

}  // namespace

void SslCtxFree::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<SslCtx> make_client_tls(const TransportOptions& options) {
  const ErrorQueue errors;
  SslCtx context(SSL_CTX_new(TLS_client_method()));
  if (!context) return error(Code::kBug, "OpenSSL makes no TLS context");
  SSL_CTX* const raw = context.get();
  if (SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) != 1) {
    return openssl_refused("OpenSSL does not take the TLS settings");
  }
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  if (SSL_CTX_load_verify_file(raw, options.ca.c_str()) != 1) {
    return openssl_refused("cannot use server CA " + options.ca.string());
  }
  if (SSL_CTX_use_certificate_chain_file(raw, options.certificate.c_str()) != 1) {
    return openssl_refused("cannot use certificate " + options.certificate.string());
  }
  if (SSL_CTX_use_PrivateKey_file(raw, options.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    return openssl_refused("cannot use private key " + options.key.string() + " with certificate " +
                           options.certificate.string());
  }
  return context;
}

Result<void> expect_server(ssl_st* connection, const std::string& name) {
  const ErrorQueue errors;
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(connection);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return {};
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_host(parameters, name.data(), name.size()) == 1 &&
      SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(name.c_str())) == 1) {
    return {};
  }
  return error(Code::kBug, "OpenSSL does not take the server's name");
}

}  // namespace pyx::client

#include "custody/server/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace pyx::server {
namespace {

constexpr std::string_view kSessionContext = "pyxd";
constexpr int kMostChainLength = 4;

Error tls_error(std::string what) {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  if (reason != nullptr) what += std::string(": ") + reason;
  return error(Code::kBadInput, std::move(what));
}

// Without this OpenSSL would ask the terminal for the passphrase of an encrypted key.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

Result<void> check_private(const std::filesystem::path& key) {
  std::error_code ec;
  const auto status = std::filesystem::status(key, ec);
  if (ec || !std::filesystem::exists(status)) {
    return error(Code::kNotFound, "there is no private key file " + key.string());
  }
  using std::filesystem::perms;
  if ((status.permissions() & (perms::group_all | perms::others_all)) != perms::none) {
    return error(Code::kBadInput, "private key file " + key.string() +
                                      " must be readable by its owner only (chmod 600)");
  }
  return {};
}

Result<void> use_files(SSL_CTX* context, const TlsFiles& files) {
  PYX_TRY(check_private(files.key));
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return tls_error("cannot use certificate " + files.certificate.string());
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return tls_error("cannot use private key " + files.key.string() + " with certificate " +
                     files.certificate.string());
  }
  if (SSL_CTX_load_verify_file(context, files.client_ca.c_str()) != 1) {
    return tls_error("cannot use client CA " + files.client_ca.string());
  }
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca.c_str());
  if (names == nullptr) return tls_error("cannot use client CA " + files.client_ca.string());
  SSL_CTX_set_client_CA_list(context, names);
  return {};
}

}  // namespace

void SslCtxFree::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<SslCtx> make_server_tls(const TlsFiles& files, Duration session_lifetime) {
  ERR_clear_error();
  SslCtx context(SSL_CTX_new(TLS_server_method()));
  if (!context) return error(Code::kBug, "OpenSSL makes no TLS context");
  SSL_CTX* const raw = context.get();
  const auto* const id = reinterpret_cast<const unsigned char*>(kSessionContext.data());
  if (SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_session_id_context(raw, id, kSessionContext.size()) != 1 ||
      SSL_CTX_set_num_tickets(raw, 1) != 1 || SSL_CTX_set_max_early_data(raw, 0) != 1) {
    return tls_error("OpenSSL does not take the TLS settings");
  }
  SSL_CTX_set_timeout(raw, session_lifetime.count() / 1000);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(raw, kMostChainLength);
  SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
  // An idle connection keeps no buffers.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  PYX_TRY(use_files(raw, files));
  return context;
}

}  // namespace pyx::server

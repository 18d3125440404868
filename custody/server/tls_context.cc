#include "custody/server/tls_context.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/error_queue.h"

namespace pyx::server {
namespace {

constexpr std::string_view kSessionContext = "pyxd";
constexpr int kMostChainLength = 4;

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

// OpenSSL's own words for a file that is not there or may not be read say neither.
Result<void> check_readable(const std::filesystem::path& file, std::string_view what) {
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) {
    return error(Code::kNotFound, "there is no " + std::string(what) + " file " + file.string());
  }
  if (access(file.c_str(), R_OK) != 0) {
    return error(Code::kBadInput, std::string(what) + " file " + file.string() +
                                      " may not be read: " + std::strerror(errno));
  }
  return {};
}

Time to_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Time(std::chrono::seconds(timegm(&parts)));
}

Result<void> check_dates(const X509* certificate, const std::string& what) {
  const Time now = SystemClock().now();
  const Time from = to_time(X509_get0_notBefore(certificate));
  const Time to = to_time(X509_get0_notAfter(certificate));
  if (now < from) return error(Code::kBadInput, what + " is not valid before " + to_rfc3339(from));
  if (now >= to) return error(Code::kBadInput, what + " expired at " + to_rfc3339(to));
  return {};
}

Time last_client_ca(SSL_CTX* context) {
  Time last{};
  STACK_OF(X509_OBJECT)* const all = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
  for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
    const X509* const one = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(all, i));
    if (one != nullptr) last = std::max(last, to_time(X509_get0_notAfter(one)));
  }
  return last;
}

Result<void> use_certificate(SSL_CTX* context, const TlsFiles& files) {
  PYX_TRY(check_readable(files.certificate, "certificate"));
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return openssl_refused("cannot use certificate " + files.certificate.string());
  }
  return check_dates(SSL_CTX_get0_certificate(context),
                     "certificate " + files.certificate.string());
}

// After the certificate: whether they fit is said of the key.
Result<void> use_key(SSL_CTX* context, const TlsFiles& files) {
  PYX_TRY(check_private(files.key));
  PYX_TRY(check_readable(files.key, "private key"));
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      (SSL_CTX_get0_certificate(context) != nullptr && SSL_CTX_check_private_key(context) != 1)) {
    return openssl_refused("cannot use private key " + files.key.string() + " with certificate " +
                           files.certificate.string());
  }
  return {};
}

Result<void> use_client_ca(SSL_CTX* context, const TlsFiles& files) {
  PYX_TRY(check_readable(files.client_ca, "client CA"));
  if (SSL_CTX_load_verify_file(context, files.client_ca.c_str()) != 1) {
    return openssl_refused("cannot use client CA " + files.client_ca.string());
  }
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.client_ca.c_str());
  if (names == nullptr) return openssl_refused("cannot use client CA " + files.client_ca.string());
  SSL_CTX_set_client_CA_list(context, names);
  const Time last = last_client_ca(context);
  if (last > SystemClock().now()) return {};
  return error(Code::kBadInput, "client CA " + files.client_ca.string() +
                                    " expired, the last of it at " + to_rfc3339(last));
}

}  // namespace

void SslCtxFree::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<SslCtx> make_server_tls(const TlsFiles& files, Duration session_lifetime) {
  const ErrorQueue errors;
  SslCtx context(SSL_CTX_new(TLS_server_method()));
  if (!context) return error(Code::kBug, "OpenSSL makes no TLS context");
  SSL_CTX* const raw = context.get();
  const auto* const id = reinterpret_cast<const unsigned char*>(kSessionContext.data());
  if (SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_session_id_context(raw, id, kSessionContext.size()) != 1 ||
      SSL_CTX_set_num_tickets(raw, 1) != 1 || SSL_CTX_set_max_early_data(raw, 0) != 1) {
    return openssl_refused("OpenSSL does not take the TLS settings");
  }
  SSL_CTX_set_timeout(raw, session_lifetime.count() / 1000);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(raw, kMostChainLength);
  SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
  // An idle connection keeps no buffers.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  PYX_TRY(use_certificate(raw, files));
  PYX_TRY(use_key(raw, files));
  PYX_TRY(use_client_ca(raw, files));
  return context;
}

std::vector<TlsFault> tls_faults(const TlsFiles& files) {
  const ErrorQueue errors;
  const SslCtx context(SSL_CTX_new(TLS_server_method()));
  std::vector<TlsFault> faults;
  if (!context) return {{TlsFile::kCertificate, error(Code::kBug, "OpenSSL makes no TLS context")}};
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  const auto note = [&faults](TlsFile file, const Result<void>& outcome) {
    if (!outcome) faults.push_back({file, outcome.error()});
  };
  note(TlsFile::kCertificate, use_certificate(context.get(), files));
  note(TlsFile::kKey, use_key(context.get(), files));
  note(TlsFile::kClientCa, use_client_ca(context.get(), files));
  return faults;
}

TlsExpiry expiry_of(const SslCtx& context) {
  const X509* const certificate = SSL_CTX_get0_certificate(context.get());
  if (certificate == nullptr) return {};
  return {to_time(X509_get0_notAfter(certificate)), last_client_ca(context.get())};
}

}  // namespace pyx::server

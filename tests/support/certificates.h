// Certificates for tests: a certificate authority of a test's own, P-256 throughout.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/sha256.h"

struct evp_pkey_st;  // EVP_PKEY
struct x509_st;      // X509

namespace pyx::testing {

struct CertificateOptions {
  std::string common_name = "test";
  // The subjectAltName as OpenSSL writes it: "URI:urn:pyx:client:mint",
  // "DNS:localhost,IP:127.0.0.1".
  std::string alt_names;
  std::string usage;  // the extendedKeyUsage, as OpenSSL writes it: "serverAuth"; empty: none
  std::chrono::seconds not_before{-3600};  // from now
  std::chrono::seconds not_after{24 * 3600};
};

// Files of one certificate and its key, and what a policy pins of it.
struct CertificateFiles {
  std::filesystem::path certificate;  // PEM
  std::filesystem::path key;          // PEM, mode 0600
  Sha256 spki_sha256{};
};

// Whatever fails aborts the test program.
class CertificateAuthority {
 public:
  // A root, or an intermediate below `parent`, which outlives it.
  explicit CertificateAuthority(const std::string& common_name,
                                const CertificateAuthority* parent = nullptr);
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;
  ~CertificateAuthority();

  // Writes its own certificate as `folder`/`name`.
  std::filesystem::path write(const std::filesystem::path& folder, const std::string& name) const;
  // Issues a certificate for a new key and writes `folder`/`name`.crt, intermediates behind it, and
  // .key.
  CertificateFiles issue(const std::filesystem::path& folder, const std::string& name,
                         const CertificateOptions& options) const;

 private:
  const CertificateAuthority* parent_;
  evp_pkey_st* key_;
  x509_st* certificate_;
};

// A certificate that nobody but itself vouches for.
CertificateFiles self_signed(const std::filesystem::path& folder, const std::string& name,
                             const CertificateOptions& options);

// A daemon's: for localhost and the loopback addresses.
CertificateFiles issue_server(const CertificateAuthority& authority,
                              const std::filesystem::path& folder, const std::string& name);
// A client's, named by the one URI `san_uri`.
CertificateFiles issue_client(const CertificateAuthority& authority,
                              const std::filesystem::path& folder, const std::string& name,
                              const std::string& san_uri);

}  // namespace pyx::testing

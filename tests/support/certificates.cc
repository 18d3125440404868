#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdlib>

#include "base/file.h"
#include "base/random.h"

namespace pyx::testing {
namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

EVP_PKEY* new_key() {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  must(key != nullptr);
  return key;
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

X509* new_certificate(EVP_PKEY* key, const CertificateOptions& options) {
  X509* const certificate = X509_new();
  must(certificate != nullptr && X509_set_version(certificate, X509_VERSION_3) == 1);
  std::uint64_t serial = 0;
  fill_random({reinterpret_cast<std::uint8_t*>(&serial), sizeof serial});
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), options.not_before.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), options.not_after.count());
  const auto* const name = reinterpret_cast<const unsigned char*>(options.common_name.c_str());
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, name, -1,
                                  -1, 0) == 1 &&
       X509_set_pubkey(certificate, key) == 1);
  return certificate;
}

std::string pem_of(bool (*write)(BIO*, void*), void* what) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  must(bio && write(bio.get(), what));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}
void write_pem(const std::filesystem::path& path, const std::string& pem) {
  must(write_file(path, as_bytes(pem), Overwrite::kYes).ok());
}
bool write_certificate(BIO* bio, void* certificate) {
  return PEM_write_bio_X509(bio, static_cast<X509*>(certificate)) == 1;
}
bool write_key(BIO* bio, void* key) {
  return PEM_write_bio_PKCS8PrivateKey(bio, static_cast<EVP_PKEY*>(key), nullptr, nullptr, 0,
                                       nullptr, nullptr) == 1;
}

Sha256 spki_sha256(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  must(size > 0);
  const Sha256 digest = sha256(ByteView{der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return digest;
}

void extend_as_asked(X509* certificate, X509* issuer, const CertificateOptions& options) {
  if (!options.alt_names.empty()) {
    extend(certificate, issuer, NID_subject_alt_name, options.alt_names);
  }
  if (!options.usage.empty()) extend(certificate, issuer, NID_ext_key_usage, options.usage);
}

CertificateFiles write_files(const std::filesystem::path& folder, const std::string& name,
                             const std::string& chain, EVP_PKEY* key) {
  CertificateFiles files{folder / (name + ".crt"), folder / (name + ".key"), spki_sha256(key)};
  write_pem(files.certificate, chain);
  write_pem(files.key, pem_of(write_key, key));
  return files;
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& common_name,
                                           const CertificateAuthority* parent)
    : parent_(parent), key_(new_key()), certificate_(nullptr) {
  CertificateOptions options;
  options.common_name = common_name;
  certificate_ = new_certificate(key_, options);
  X509* const issuer = parent == nullptr ? certificate_ : parent->certificate_;
  must(X509_set_issuer_name(certificate_, X509_get_subject_name(issuer)) == 1);
  extend(certificate_, issuer, NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate_, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  must(X509_sign(certificate_, parent == nullptr ? key_ : parent->key_, EVP_sha256()) > 0);
}

CertificateAuthority::~CertificateAuthority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::filesystem::path CertificateAuthority::write(const std::filesystem::path& folder,
                                                  const std::string& name) const {
  write_pem(folder / name, pem_of(write_certificate, certificate_));
  return folder / name;
}

CertificateFiles CertificateAuthority::issue(const std::filesystem::path& folder,
                                             const std::string& name,
                                             const CertificateOptions& options) const {
  const Owned<EVP_PKEY> key(new_key());
  const Owned<X509> certificate(new_certificate(key.get(), options));
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_)) == 1);
  extend(certificate.get(), certificate_, NID_basic_constraints, "critical,CA:FALSE");
  extend_as_asked(certificate.get(), certificate_, options);
  must(X509_sign(certificate.get(), key_, EVP_sha256()) > 0);
  std::string chain = pem_of(write_certificate, certificate.get());
  for (const CertificateAuthority* one = this; one->parent_ != nullptr; one = one->parent_) {
    chain += pem_of(write_certificate, one->certificate_);
  }
  return write_files(folder, name, chain, key.get());
}

CertificateFiles self_signed(const std::filesystem::path& folder, const std::string& name,
                             const CertificateOptions& options) {
  const Owned<EVP_PKEY> key(new_key());
  const Owned<X509> certificate(new_certificate(key.get(), options));
  X509* const raw = certificate.get();
  must(X509_set_issuer_name(raw, X509_get_subject_name(raw)) == 1);
  extend_as_asked(raw, raw, options);
  must(X509_sign(raw, key.get(), EVP_sha256()) > 0);
  return write_files(folder, name, pem_of(write_certificate, raw), key.get());
}

CertificateFiles issue_server(const CertificateAuthority& authority,
                              const std::filesystem::path& folder, const std::string& name) {
  CertificateOptions options;
  options.common_name = "pyxd";
  options.alt_names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  return authority.issue(folder, name, options);
}

CertificateFiles issue_client(const CertificateAuthority& authority,
                              const std::filesystem::path& folder, const std::string& name,
                              const std::string& san_uri) {
  CertificateOptions options;
  options.common_name = name;
  options.alt_names = "URI:" + san_uri;
  return authority.issue(folder, name, options);
}

}  // namespace pyx::testing

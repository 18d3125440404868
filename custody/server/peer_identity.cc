#include "custody/server/peer_identity.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace pyx::server {
namespace {

Error refuse(std::string why) { return refused("CLIENT-PINNED", std::move(why)); }

struct NamesFree {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// Exactly one: which of several would be the client's would be for the client to choose.
Result<std::string> only_uri(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, NamesFree> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return refuse("the client's certificate has no subjectAltName");
  std::string found;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    if (!found.empty()) return refuse("the client's certificate has several URIs");
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    found.assign(
        as_text({ASN1_STRING_get0_data(uri), static_cast<std::size_t>(ASN1_STRING_length(uri))}));
    if (!std::ranges::all_of(found, [](char one) { return one > 0x20 && one < 0x7f; })) {
      return refuse("the URI of the client's certificate is not printable ASCII");
    }
  }
  if (found.empty()) return refuse("the client's certificate has no URI");
  return found;
}

}  // namespace

Result<custody::ClientIdentity> peer_identity(const x509_st* certificate) {
  if (certificate == nullptr) return refuse("the client has no certificate");
  if (X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0 ||
      X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) {
    return refuse("the client's certificate is out of its dates");
  }
  custody::ClientIdentity identity;
  PYX_ASSIGN(identity.san_uri, only_uri(certificate));
  unsigned char* spki = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &spki);
  if (size <= 0) return refuse("the client's public key cannot be read");
  identity.spki_sha256 = sha256(ByteView{spki, static_cast<std::size_t>(size)});
  OPENSSL_free(spki);
  return identity;
}

}  // namespace pyx::server

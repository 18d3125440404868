#include "custody/server/peer_identity.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "tests/matchers.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::server {
namespace peer_identity_test {

using pyx::testing::CertificateOptions;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

class PeerIdentity : public ::testing::Test {
 protected:
  Result<custody::ClientIdentity> of(const CertificateOptions& options) {
    files = authority.issue(folder.path(), "client", options);
    BIO* const bio = BIO_new_file(files.certificate.c_str(), "r");
    X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    auto identity = peer_identity(certificate);
    X509_free(certificate);
    return identity;
  }
  Result<custody::ClientIdentity> named(const std::string& alt_names) {
    CertificateOptions options;
    options.alt_names = alt_names;
    return of(options);
  }
  pyx::testing::TempFolder folder;
  pyx::testing::CertificateAuthority authority{"test CA"};
  pyx::testing::CertificateFiles files;
};

TEST_F(PeerIdentity, IsTheUriAndTheHashOfTheKey) {
  const auto identity = named("DNS:mint.example,URI:urn:pyx:client:mint");
  ASSERT_THAT(identity, IsOk());
  EXPECT_EQ(identity->san_uri, "urn:pyx:client:mint");
  EXPECT_EQ(identity->spki_sha256, files.spki_sha256);
}

TEST_F(PeerIdentity, WithoutACertificateThereIsNone) {
  EXPECT_THAT(peer_identity(nullptr), RefusedBy("CLIENT-PINNED"));
}

TEST_F(PeerIdentity, WithoutAUriThereIsNone) {
  EXPECT_THAT(named(""), RefusedBy("CLIENT-PINNED"));
  EXPECT_THAT(named("DNS:urn.pyx.client.mint"), RefusedBy("CLIENT-PINNED"));
}

TEST_F(PeerIdentity, SeveralUrisAreNone) {
  EXPECT_THAT(named("URI:urn:a,URI:urn:b"), RefusedBy("CLIENT-PINNED"));
  EXPECT_THAT(named("URI:urn:a,URI:urn:a"), RefusedBy("CLIENT-PINNED"));
}

TEST_F(PeerIdentity, AUriWithOtherThanPrintableAsciiIsNone) {
  EXPECT_THAT(named("URI:urn:\xc3\xa9"), RefusedBy("CLIENT-PINNED"));
  EXPECT_THAT(named("URI:urn:a b"), RefusedBy("CLIENT-PINNED"));
}

// A resumed session does not look at the dates again.
TEST_F(PeerIdentity, OutOfItsDatesItIsNone) {
  CertificateOptions options;
  options.alt_names = "URI:urn:a";
  options.not_after = std::chrono::seconds(-5);
  EXPECT_THAT(of(options), RefusedBy("CLIENT-PINNED"));
  options.not_after = std::chrono::hours(1);
  options.not_before = std::chrono::minutes(5);
  EXPECT_THAT(of(options), RefusedBy("CLIENT-PINNED"));
}

}  // namespace peer_identity_test
}  // namespace pyx::server

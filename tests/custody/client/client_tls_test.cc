// What the handshake accepts: tests/custody/client/transport_test.cc.
#include "custody/client/client_tls.h"

#include <openssl/ssl.h>

#include "tests/matchers.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::client {
namespace client_tls_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

class ClientTls : public ::testing::Test {
 protected:
  ClientTls() {
    const auto files = issue_client(authority, folder.path(), "mint", "urn:pyx:test:mint");
    options.ca = authority.write(folder.path(), "ca.crt");
    options.certificate = files.certificate;
    options.key = files.key;
  }
  pyx::testing::TempFolder folder;
  pyx::testing::CertificateAuthority authority{"test CA"};
  TransportOptions options;
};

TEST_F(ClientTls, IsMadeOfAuthorityCertificateAndKey) {
  EXPECT_THAT(make_client_tls(options), IsOk());
}

TEST_F(ClientTls, AFileThatIsMissingIsNamed) {
  options.ca = "/nothing";
  EXPECT_THAT(make_client_tls(options), FailsSaying(Code::kBadInput, "/nothing"));
}

TEST_F(ClientTls, AKeyOfAnotherCertificateIsRefused) {
  options.key = issue_client(authority, folder.path(), "other", "urn:pyx:test:other").key;
  EXPECT_THAT(make_client_tls(options), FailsSaying(Code::kBadInput, "cannot use private key"));
}

TEST_F(ClientTls, AServerIsExpectedByNameOrAddress) {
  const SslCtx context = make_client_tls(options).value();
  SSL* const ssl = SSL_new(context.get());
  EXPECT_THAT(expect_server(ssl, "pyx.example"), IsOk());
  EXPECT_STREQ(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), "pyx.example");
  EXPECT_THAT(expect_server(ssl, "127.0.0.1"), IsOk());
  EXPECT_THAT(expect_server(ssl, "::1"), IsOk());
  SSL_free(ssl);
}

}  // namespace client_tls_test
}  // namespace pyx::client

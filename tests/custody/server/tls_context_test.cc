// What the handshake accepts: tests/custody/server/server_test.cc.
#include "custody/server/tls_context.h"

#include "base/file.h"
#include "tests/matchers.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::server {
namespace tls_context_test {

using pyx::testing::FailsSaying;
using pyx::testing::IsOk;

class TlsContext : public ::testing::Test {
 protected:
  TlsContext() {
    const auto server = issue_server(authority, folder.path(), "server");
    files = {server.certificate, server.key, authority.write(folder.path(), "ca.crt")};
  }
  Result<SslCtx> make() const { return make_server_tls(files, std::chrono::hours(1)); }
  pyx::testing::TempFolder folder;
  pyx::testing::CertificateAuthority authority{"test CA"};
  TlsFiles files;
};

TEST_F(TlsContext, IsMadeOfCertificateKeyAndAuthority) { EXPECT_THAT(make(), IsOk()); }

TEST_F(TlsContext, AKeyThatOthersMayReadIsRefused) {
  std::filesystem::permissions(files.key, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "readable by its owner only"));
}

TEST_F(TlsContext, AKeyOfAnotherCertificateIsRefused) {
  files.key = issue_server(authority, folder.path(), "other").key;
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "cannot use private key"));
}

TEST_F(TlsContext, FilesThatAreNoPemAreNamed) {
  const auto junk = folder.path() / "junk";
  ASSERT_THAT(write_file(junk, as_bytes("junk"), Overwrite::kNo), IsOk());
  TlsFiles good = files;
  files.certificate = junk;
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "junk"));
  files = good;
  files.client_ca = junk;
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "client CA"));
  files = good;
  files.key = junk;
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "private key"));
}

// OpenSSL would ask the terminal for the passphrase.
TEST_F(TlsContext, AnEncryptedKeyIsRefusedWithoutAsking) {
  const auto encrypted = folder.path() / "encrypted";
  ASSERT_THAT(write_file(encrypted,
                         as_bytes("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                                  "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                                  "AAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n"),
                         Overwrite::kNo),
              IsOk());
  files.key = encrypted;
  EXPECT_THAT(make(), FailsSaying(Code::kBadInput, "cannot use private key"));
}

}  // namespace tls_context_test
}  // namespace pyx::server

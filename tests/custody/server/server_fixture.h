// A real daemon on loopback over a fake vault, with certificates of the test's own.
#pragma once

#include "custody/server/server.h"
#include "custody/server/tls_context.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/raw_client.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

class ServerFixture : public ApiFixture {
 protected:
  ServerFixture() {
    ca_file = authority.write(folder.path(), "ca.crt");
    server_files = issue_server(authority, folder.path(), "server");
    mint = issue_client(authority, folder.path(), "mint", "urn:pyx:test:mint");
    officers = issue_client(authority, folder.path(), "officers", "urn:pyx:test:officers");
    vault.clients[0].spki_sha256 = mint.spki_sha256;
    vault.clients[0].access.push_back(policies::Access::kLog);
    for (const policies::Access right : operation_rights())
      vault.clients[0].access.push_back(right);
    vault.clients[1].spki_sha256 = officers.spki_sha256;
  }
  ~ServerFixture() override {
    if (daemon) daemon->stop();
    vault.stop();
  }

  void start() {
    auto tls = server::make_server_tls({server_files.certificate, server_files.key, ca_file},
                                       std::chrono::hours(1))
                   .value();
    daemon = server::Server::start({"127.0.0.1", 0}, limits, std::move(tls), service, log).value();
  }
  std::unique_ptr<RawClient> connect() { return connect(&mint); }
  std::unique_ptr<RawClient> connect(const CertificateFiles* certificate,
                                     TlsVersion version = TlsVersion::k13) {
    return std::make_unique<RawClient>(daemon->port(), ca_file, certificate, version);
  }

  static std::string get_wire(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: pyxd\r\n\r\n";
  }
  std::string sign_wire(std::string_view message_base64url, const Uuid& id,
                        const std::string& more_fields = {}) const {
    const std::string body = R"({"messages":[")" + std::string(message_base64url) + R"("]})";
    return "POST /v1/keys/" + vault.key().text() + "/sign HTTP/1.1\r\nHost: pyxd\r\n" +
           "Content-Type: application/json\r\nIdempotency-Key: " + id.text() + "\r\n" +
           more_fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  std::string sign_wire() const { return sign_wire("aGk", Uuid::v7(clock.now())); }
  // Trap 27: a refusal that went on to sign.
  void expect_nothing_signed() const { EXPECT_EQ(vault.requests(), 0U); }

  TempFolder folder;
  CertificateAuthority authority{"test CA"};
  std::filesystem::path ca_file;
  CertificateFiles server_files, mint, officers;
  server::ServerLimits limits;
  std::unique_ptr<server::Server> daemon;
};

}  // namespace pyx::testing

// A client of a real daemon on loopback over a fake vault.
#pragma once

#include "custody/client/client.h"
#include "tests/custody/server/server_fixture.h"

namespace pyx::testing {

class ClientFixture : public ServerFixture {
 protected:
  client::TransportOptions transport_options() { return transport_options(mint); }
  client::TransportOptions transport_options(const CertificateFiles& files) {
    client::TransportOptions options;
    options.url = "https://127.0.0.1:" + std::to_string(daemon->port());
    options.ca = ca_file;
    options.certificate = files.certificate;
    options.key = files.key;
    options.timeout = std::chrono::seconds(10);
    return options;
  }
  client::ClientOptions client_options() {
    client::ClientOptions options;
    options.transport = transport_options();
    options.first_pause = std::chrono::milliseconds(1);
    options.client_name = "mint";
    options.vault = vault.vault_id();
    options.log_vkey = vault.log_key().vkey();
    return options;
  }
};

}  // namespace pyx::testing

#include "custody/server/config_manual.h"

#include <array>

#include "base/manual.h"

namespace pyx::server {
namespace {

constexpr std::string_view kExample = R"(user = "pyx"
listen = "127.0.0.1:7443"
vault = "/var/lib/pyx/vault"
pin_source = "file:/etc/pyx/token.pin"

[tls]
certificate = "/etc/pyx/server.crt"
key = "/etc/pyx/server.key"
client_ca = "/etc/pyx/clients.crt"
)";

}  // namespace

const std::vector<ConfigKey>& config_keys() {
  static const std::vector<ConfigKey> keys = {
      {"", "listen", "ADDRESS:PORT", "", "where clients connect; an address, no name"},
      {"", "user", "NAME", "\"\"",
       "whom pyxd becomes when root starts it, which needs one; before it opens anything else"},
      {"", "vault", "PATH", "", "the folder that pyx vault init made"},
      {"", "witness", "LIST", "[]",
       "files with checkpoints of this vault's log that somebody keeps elsewhere, read each "
       "minute: "
       "a log that is behind one of them is suspended"},
      {"", "pin_source", "SOURCE", "",
       "the user PIN of the vault's token: file:PATH, readable by its owner only, or fd:N"},
      {"tls", "certificate", "PATH", "", "the server's certificate, PEM, intermediates behind it"},
      {"tls", "key", "PATH", "", "its private key, PEM, readable by its owner only"},
      {"tls", "client_ca", "PATH", "",
       "the only CAs whose clients are looked at, PEM; the policy pins each client"},
      {"tls", "session_lifetime", "DURATION", "\"1h\"", "how long a session can be resumed"},
      {"signing", "threads", "NUMBER", "2", "threads that sign, 1 to 64; one a core"},
      {"signing", "request_retention", "DURATION", "\"24h\"",
       "request ids older than this are refused"},
      {"token", "answer", "DURATION", "\"10s\"",
       "for a signature, a look or a login; a call that takes longer is given up"},
      {"token", "change", "DURATION", "\"2m\"", "the same for making or destroying a key"},
      {"token", "longest_pause", "DURATION", "\"1m\"",
       "between two tries to reach a token that is away; at least 1s"},
      {"limits", "connections", "NUMBER", "256",
       "of clients whose requests were admitted, 1 to 65536"},
      {"limits", "client_connections", "NUMBER", "128",
       "of these, one client's; half of them unless said"},
      {"limits", "strangers", "NUMBER", "256",
       "beside these: handshakes, and who has not asked for anything yet, 1 to 65536"},
      {"limits", "pipelined", "NUMBER", "64",
       "requests of one connection that wait for their answers, 1 to 1024"},
      {"limits", "body_mib", "NUMBER", "256",
       "MiB of bodies under way and of answers not taken, of all together, 32 to 65536"},
      {"limits", "handshake", "DURATION", "\"10s\"", "for a TLS handshake"},
      {"limits", "header", "DURATION", "\"10s\"", "for the header of a request"},
      {"limits", "body", "DURATION", "\"30s\"", "for the body of a request"},
      {"limits", "idle", "DURATION", "\"2m\"", "between two requests of a connection"},
      {"limits", "write", "DURATION", "\"30s\"", "for an answer to be taken"},
      {"limits", "stop", "DURATION", "\"30s\"",
       "for requests under way when the daemon is told to stop"},
      {"health", "every", "DURATION", "\"10s\"",
       "how often the store and the canary key are tried"},
      {"health", "canary_age", "DURATION", "\"60s\"",
       "/readyz fails when the last canary signature is older"},
      {"health", "store_age", "DURATION", "\"60s\"",
       "/readyz fails when the last commit of the store is older"},
      {"log", "level", "LEVEL", "\"info\"",
       "of the events on standard error: debug (a line for each request), info, warning or error"},
      {"confinement", "system_calls", "BOOLEAN", "true",
       "a system call that pyxd does not need ends it"},
      {"confinement", "also", "LIST", "[]",
       "names of system calls that the token's module needs besides"}};
  return keys;
}

std::string config_manual() {
  ManualPage page("pyxd.toml", 5, "the configuration of pyxd");
  page.heading("DESCRIPTION")
      .paragraph(
          "The file is TOML. Relative paths are taken from its folder. A key that pyxd does not "
          "know "
          "is an error; every error names line and column. pyxd --check --config FILE checks the "
          "file and what it names.")
      .paragraph("A DURATION is a number and a unit: 10s, 2m, 1h, 7d.");
  std::string_view table = "none yet";
  for (const ConfigKey& key : config_keys()) {
    if (key.table != table) {
      page.heading(key.table.empty() ? std::string("AT THE TOP")
                                     : "TABLE [" + std::string(key.table) + "]");
      table = key.table;
    }
    page.term(key.key, "= " + std::string(key.value),
              std::string(key.help) + (key.otherwise.empty()
                                           ? " (required)"
                                           : "; " + std::string(key.otherwise) + " if left out"));
  }
  page.heading("EXAMPLE").lines(kExample);
  page.see_also(std::array<std::string_view, 2>{"pyxd(8)", "pyx(1)"});
  return page.text();
}

}  // namespace pyx::server

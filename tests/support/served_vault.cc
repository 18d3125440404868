#include "tests/support/served_vault.h"

#include <chrono>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "tests/support/certificates.h"

namespace pyx::testing {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStartWithin{30};

// From the line of the event log that says "started": {…,"listen":"127.0.0.1:40123",…}.
std::string listening_at(const std::filesystem::path& log) {
  const auto bytes = read_file(log);
  if (!bytes) return {};
  const std::string_view text = as_text(*bytes);
  constexpr std::string_view kBefore = "\"listen\":\"";
  const std::size_t at = text.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + kBefore.size();
  const std::size_t to = text.find('"', from);
  return to == std::string_view::npos ? "" : std::string(text.substr(from, to - from));
}

bool is_alive(const client::TransportOptions& options) {
  const auto transport = must(client::open_transport(options));
  const auto reply = transport->exchange({.path = "/livez"});
  return reply.ok();  // also if the policy does not know the client any more
}

}  // namespace

ServedVault::ServedVault(const std::filesystem::path& module, const std::string& more_config) {
  make_certificates();
  vault.module = module;
  vault.found();
  write_config(more_config);
}

void ServedVault::make_certificates() {
  const CertificateAuthority authority("test");
  authority.write(folder(), "ca.crt");
  issue_server(authority, folder(), "pyxd");
  for (auto& [client, pin] : vault.client_pins) {
    pin = issue_client(authority, folder(), client, "urn:pyx:client:" + client).spki_sha256;
  }
}

void ServedVault::write_config(const std::string& more) const {
  const std::string text = "listen = \"127.0.0.1:0\"\nvault = \"" + vault.folder.path().string() +
                           "\"\npin_source = \"file:" + vault.token.pin_file().string() +
                           "\"\n[tls]\ncertificate = \"pyxd.crt\"\nkey = \"pyxd.key\"\n"
                           "client_ca = \"ca.crt\"\n[signing]\nthreads = 2\n" +
                           more;
  must(write_file(config(), as_bytes(text), Overwrite::kNo));
}

std::vector<Uuid> ServedVault::make_active_keys(const std::vector<std::string>& profiles) {
  custody::VaultOptions options = vault.options();
  options.signing_threads = 0;
  vault.open(options);
  std::vector<Uuid> keys;
  for (const std::string& profile : profiles) keys.push_back(vault.make_active_key(profile));
  vault.close();
  return keys;
}

std::filesystem::path ServedVault::default_program() { return PYXD_PROGRAM; }

void ServedVault::start(const std::filesystem::path& program) {
  // What an earlier pyxd said must not be taken for this one's words.
  std::filesystem::remove(log());
  pyxd_.emplace(must(
      ChildProcess::start({program, "--allow-root", "--config", config()}, "/dev/null", log())));
  const auto deadline = SteadyClock::now() + kStartWithin;
  while (SteadyClock::now() < deadline && pyxd_->is_running()) {
    if (const std::string address = listening_at(log()); !address.empty()) {
      url_ = "https://" + address;
      if (is_alive(client())) return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto said = read_file(log());
  throw std::runtime_error("pyxd did not start; it said: " + (said ? to_text(*said) : ""));
}

int ServedVault::stop(int signal) {
  const int code = pyxd_->end(signal);
  pyxd_.reset();
  return code;
}

client::TransportOptions ServedVault::client(const std::string& name) const {
  client::TransportOptions options;
  options.url = url_;
  options.ca = folder() / "ca.crt";
  options.certificate = folder() / (name + ".crt");
  options.key = folder() / (name + ".key");
  return options;
}

}  // namespace pyx::testing

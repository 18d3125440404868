// pyxd: serves one vault over HTTPS. What may be typed: custody/server/pyxd_program.cc.
// Exit 0 done, 1 failed, 2 usage. Words for people go to stderr, each line a JSON object once it
// serves.
#include <signal.h>
#include <unistd.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "custody/server/config.h"
#include "custody/server/config_manual.h"
#include "custody/server/pyxd_program.h"
#include "custody/server/server.h"
#include "custody/vault.h"
#include "pkcs11/open_token.h"

namespace pyx::server {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

void put(int to, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(to, text.data(), text.size());
}
void say(std::string_view text) { put(STDERR_FILENO, text); }

// --help, --version, and --man, which the build asks for to install the pages of the manual.
bool told_about_itself(std::span<const std::string_view> words) {
  if (words.size() == 2 && words[0] == "--man" && words[1] == "pyxd.toml") {
    put(STDOUT_FILENO, config_manual());
    return true;
  }
  const auto answer = answer_about(pyxd_program(), words);
  if (answer) put(STDOUT_FILENO, *answer);
  return answer.has_value();
}

Result<Config> load_config(const std::filesystem::path& file) {
  PYX_ASSIGN(const Bytes bytes, read_file(file));
  PYX_ASSIGN(Config config, parse_config(as_text(bytes), file.filename().string(),
                                         std::filesystem::absolute(file).parent_path()));
  PYX_TRY(check_config(config));
  return config;
}

// The PIN is read once, as fd:N can be, and kept: the token may have to be opened again.
Result<custody::TokenOpener> token_opener(const Config& config) {
  PYX_ASSIGN(SecretBytes bytes, read_secret(config.pin_source, "PIN of the vault's token"));
  const auto pin = std::make_shared<const pkcs11::Pin>(std::move(bytes));
  pkcs11::OpenOptions options;
  // A thread that hangs keeps its session; canary and checkpoints need some as well.
  options.signing_sessions = config.signing_threads + config.token.most_hung + 2;
  return custody::TokenOpener(
      [pin, options](const std::string& text) -> Result<std::unique_ptr<pkcs11::Token>> {
        PYX_ASSIGN(const pkcs11::TokenUri uri, pkcs11::parse_token_uri(text));
        return pkcs11::open_token(uri, pin, options);
      });
}

void tell_of_token(EventLog& log, const std::optional<Error>& trouble) {
  if (trouble) {
    log.write(Level::kError, "token-trouble", {{"reason", describe(*trouble)}});
  } else {
    log.write(Level::kInfo, "token-well");
  }
}

// SIGTERM and SIGINT wait for sigwait() in main; threads that are made later inherit that.
sigset_t hold_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

Result<void> serve(const Config& config, EventLog& log) {
  const sigset_t signals = hold_stop_signals();
  const SystemClock clock;
  PYX_ASSIGN(SslCtx tls, make_server_tls(config.tls, config.session_lifetime));
  custody::VaultOptions options;
  options.folder = config.vault;
  PYX_ASSIGN(options.open_token, token_opener(config));
  options.clock = &clock;
  options.signing_threads = config.signing_threads;
  options.request_retention = config.request_retention;
  options.token_limits = config.token;
  options.on_token = [&log](const std::optional<Error>& trouble) { tell_of_token(log, trouble); };
  PYX_ASSIGN(const std::unique_ptr<custody::Vault> vault, custody::Vault::open(options));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  for (const std::string& warning : info.warnings) {
    log.write(Level::kWarning, "vault", {{"warning", warning}});
  }
  {
    const Health health(*vault, config.health, info.warnings);
    Service service(*vault, health, log);
    PYX_ASSIGN(const std::unique_ptr<Server> server,
               Server::start(config.listen, config.limits, std::move(tls), service, log));
    const Endpoint listening{config.listen.address, server->port()};
    log.write(Level::kInfo, "started",
              {{"listen", to_text(listening)}, {"vault", to_hex(info.id)}});
    int signal = 0;
    sigwait(&signals, &signal);
    log.write(Level::kInfo, "stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
    server->stop();
    vault->stop();
  }
  log.write(Level::kInfo, "stopped");
  // The clean-up of a module in which a call hangs may hang as well.
  if (vault->hung_calls() > 0) ::_exit(kDone);
  return {};
}

int run(std::span<const std::string_view> words) {
  if (told_about_itself(words)) return kDone;
  if (const auto hardened = harden_process(); !hardened) {
    say("pyxd: " + describe(hardened.error()) + "\n");
    return kFailed;
  }
  const auto given = parse_flags(pyxd_program(), words);
  if (!given) {
    say("pyxd: " + describe(given.error()) + "; see pyxd --help\n");
    return kUsage;
  }
  const auto config = load_config(given->find("--config")->second);
  if (!config) {
    say("pyxd: " + describe(config.error()) + "\n");
    return kFailed;
  }
  if (given->contains("--check")) return kDone;
  const SystemClock clock;
  EventLog log(STDERR_FILENO, clock);
  if (const auto served = serve(*config, log); !served) {
    log.write(Level::kError, "failed", {{"reason", describe(served.error())}});
    return kFailed;
  }
  return kDone;
}

}  // namespace
}  // namespace pyx::server

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return pyx::server::run(words);
}

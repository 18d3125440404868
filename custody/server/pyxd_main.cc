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
#include "custody/server/privileges.h"
#include "custody/server/pyxd_program.h"
#include "custody/server/server.h"
#include "custody/server/supervisor.h"
#include "custody/server/system_calls.h"
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
  return parse_config(as_text(bytes), file.filename().string(),
                      std::filesystem::absolute(file).parent_path());
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

void tell_of_freshness(EventLog& log, const custody::Freshness& fresh) {
  if (fresh.suspended) {
    log.write(Level::kError, "suspended",
              {{"control", "STATE-FRESH"}, {"reason", *fresh.suspended}});
  } else {
    log.write(Level::kInfo, "suspended-no-more");
  }
}

// The signals of an operator wait for sigwait() in main; threads that are made later inherit that.
sigset_t hold_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

Result<std::unique_ptr<custody::Vault>> open_vault(const Config& config, const Clock& clock,
                                                   EventLog& log) {
  custody::VaultOptions options;
  options.folder = config.vault;
  PYX_ASSIGN(options.open_token, token_opener(config));
  options.clock = &clock;
  options.signing_threads = config.signing_threads;
  options.request_retention = config.request_retention;
  options.token_limits = config.token;
  options.witnesses = config.witnesses;
  options.on_token = [&log](const std::optional<Error>& trouble) { tell_of_token(log, trouble); };
  options.on_freshness = [&log](const custody::Freshness& fresh) { tell_of_freshness(log, fresh); };
  return custody::Vault::open(options);
}

// New certificates for new connections, or, if anything is wrong with them, the old ones.
std::string reload(const Config& config, Server& server, EventLog& log) {
  auto tls = make_server_tls(config.tls, config.session_lifetime);
  if (!tls) {
    log.write(Level::kError, "reload-refused", {{"reason", describe(tls.error())}});
    return "the old certificates are kept: " + describe(tls.error());
  }
  const std::string until = to_rfc3339(expiry_of(*tls).certificate);
  server.use_tls(std::move(tls).value());
  log.write(Level::kInfo, "reloaded", {{"certificate_not_after", until}});
  return "the certificate is good until " + until;
}

// Until it is told to stop; what was told.
std::string_view wait_for_stop(const sigset_t& signals, const Config& config, Server& server,
                               EventLog& log, const Supervisor& supervisor) {
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return signal == SIGTERM ? "SIGTERM" : "SIGINT";
    supervisor.reloading();
    supervisor.ready(reload(config, server, log));
  }
}

// After everything has been started, before anybody is let in.
Result<void> confine(const Confinement& wanted, EventLog& log) {
  if (!wanted.system_calls) {
    log.write(Level::kWarning, "unconfined", {{"reason", "the configuration says so"}});
    return {};
  }
  PYX_ASSIGN(const Filter filter, filter_system_calls(wanted.also));
  if (filter == Filter::kNotInThisBuild) {
    log.write(Level::kWarning, "unconfined", {{"reason", "a sanitizer's build"}});
  }
  return {};
}

Result<void> serve(const Config& config, EventLog& log, const Supervisor& supervisor) {
  const sigset_t signals = hold_signals();
  const SystemClock clock;
  PYX_ASSIGN(SslCtx tls, make_server_tls(config.tls, config.session_lifetime));
  PYX_ASSIGN(const std::unique_ptr<custody::Vault> vault, open_vault(config, clock, log));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  for (const std::string& warning : info.warnings) {
    log.write(Level::kWarning, "vault", {{"warning", warning}});
  }
  {
    // The others are about its freshness, which is asked for each time.
    const Health health(*vault, config.health, {info.warnings.front()});
    Service service(*vault, health, log);
    PYX_ASSIGN(const std::unique_ptr<Server> server,
               Server::listen(config.listen, config.limits, std::move(tls), service, log));
    if (const auto period = supervisor.alive_every()) {
      server->beat_every(*period, [&supervisor] { supervisor.alive(); });
    }
    PYX_TRY(confine(config.confinement, log));
    server->serve();
    const std::string listening = to_text({config.listen.address, server->port()});
    log.write(Level::kInfo, "started", {{"listen", listening}, {"vault", to_hex(info.id)}});
    supervisor.ready("serving at " + listening);
    const std::string_view signal = wait_for_stop(signals, config, *server, log, supervisor);
    supervisor.stopping();
    log.write(Level::kInfo, "stopping", {{"signal", signal}});
    server->stop();
    vault->stop();
  }
  log.write(Level::kInfo, "stopped");
  // The clean-up of a module in which a call hangs may hang as well.
  if (vault->hung_calls() > 0) ::_exit(kDone);
  return {};
}

int fail(const Error& why) {
  say("pyxd: " + describe(why) + "\n");
  return kFailed;
}

// Everything that can be found out before the vault is touched; all of it is told.
Result<Config> prepare(const GivenFlags& given) {
  PYX_ASSIGN(Config config, load_config(given.find("--config")->second));
  const AsRoot as_root = given.contains("--allow-root") ? AsRoot::kAllowed : AsRoot::kRefused;
  if (auto dropped = drop_privileges(config.user, as_root); !dropped) {
    Error why = dropped.error();
    why.message = config.places.user + ": " + why.message;
    return why;
  }
  std::vector<Error> faults = config_faults(config);
  if (faults.empty()) return config;
  for (std::size_t i = 0; i + 1 < faults.size(); ++i) fail(faults[i]);
  return std::move(faults.back());
}

int run(std::span<const std::string_view> words) {
  if (told_about_itself(words)) return kDone;
  if (const auto hardened = harden_process(); !hardened) return fail(hardened.error());
  const auto given = parse_flags(pyxd_program(), words);
  if (!given) {
    say("pyxd: " + describe(given.error()) + "; see pyxd --help\n");
    return kUsage;
  }
  const auto config = prepare(*given);
  if (!config) return fail(config.error());
  if (given->contains("--check")) return kDone;
  const auto supervisor = Supervisor::from_environment();
  if (!supervisor) return fail(supervisor.error());
  const SystemClock clock;
  EventLog log(STDERR_FILENO, clock, config->log_level);
  if (const auto served = serve(*config, log, *supervisor); !served) {
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

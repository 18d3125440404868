#include "custody/server/pyxd_program.h"

namespace pyx::server {

const Program& pyxd_program() {
  static const Program program{
      "pyxd",
      8,
      "serves one vault of Pyx over HTTPS",
      {"pyxd opens a vault that pyx vault init made, logs in on its token and answers clients over "
       "TLS 1.3, each known by a certificate that the policy pins. It signs for issuers, takes "
       "proposals and decisions, and shows the evidence log.",
       "It runs until SIGTERM or SIGINT, answers what it has taken, and ends. SIGHUP takes up new "
       "certificates; connections go on. Events go to standard error, each line a JSON object.",
       "Started by root it becomes the user of its configuration for good. While it serves, a "
       "system call that it does not need ends it (SIGSYS).",
       "The PIN of the token comes from the pin_source of its configuration. Who has root on this "
       "host, or the PIN, is above every quorum: /readyz says single-host PIN."},
      {{"--config", "FILE", "the configuration, see pyxd.toml(5)", ProgramFlag::Need::kRequired},
       {"--check", "", "check the file and what it names, then end"},
       {"--allow-root", "", "serve as root, for trying out"}},
      {"0  done", "1  failed", "2  the command line is wrong"},
      {"pyxd.toml(5)", "pyx(1)", "pyx-issuer(1)"}};
  return program;
}

}  // namespace pyx::server

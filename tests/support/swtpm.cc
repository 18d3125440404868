#include "tests/support/swtpm.h"

#include <arpa/inet.h>
#include <p11-kit/pkcs11.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "base/file.h"
#include "base/random.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/module.h"
#include "pkcs11/session.h"
#include "tests/support/random_pin.h"

namespace pyx::testing {
namespace {

using pkcs11::from_ckr;

constexpr unsigned kFirstPort = 20000;
constexpr unsigned kPortPairs = 6000;
constexpr int kMostStarts = 10;

void must(const Result<void>& result) {
  if (result) return;
  std::cerr << "TPM fixture: " << describe(result.error()) << "\n";
  std::abort();
}

unsigned some_port() {
  Bytes raw(2);
  fill_random(raw);
  return kFirstPort + 2 * ((raw[0] * 256U + raw[1]) % kPortPairs);
}

bool answers(unsigned port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
  ::close(fd);
  return connected;
}

// By C_InitToken and C_InitPIN: programs would take the PINs on their command lines.
Result<void> initialise(std::string label, Bytes pin) {
  PYX_ASSIGN(const auto module, pkcs11::Module::load(kTpmModule));
  CK_SLOT_ID slot = 0;
  CK_ULONG count = 1;
  PYX_TRY(from_ckr(module->C_GetSlotList(CK_TRUE, &slot, &count), "C_GetSlotList"));
  Bytes so_pin = random_pin();
  label.resize(32, ' ');
  PYX_TRY(from_ckr(module->C_InitToken(slot, so_pin.data(), so_pin.size(),
                                       reinterpret_cast<CK_UTF8CHAR_PTR>(label.data())),
                   "C_InitToken"));
  PYX_ASSIGN(const auto session, pkcs11::Session::open(module, slot, pkcs11::Access::kReadWrite));
  PYX_TRY(
      from_ckr(module->C_Login(session.handle(), CKU_SO, so_pin.data(), so_pin.size()), "C_Login"));
  PYX_TRY(from_ckr(module->C_InitPIN(session.handle(), pin.data(), pin.size()), "C_InitPIN"));
  return from_ckr(module->C_Logout(session.handle()), "C_Logout");
}

}  // namespace

bool Swtpm::start(unsigned port) {
  const std::string data = std::to_string(port);
  const std::string control = std::to_string(port + 1);
  auto started = ChildProcess::start(
      {"/usr/bin/swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + folder_.path().string(),
       "--server", "type=tcp,port=" + data + ",bindaddr=127.0.0.1", "--ctrl",
       "type=tcp,port=" + control + ",bindaddr=127.0.0.1", "--flags", "startup-clear"},
      folder_.path() / "out", folder_.path() / "err");
  if (!started) return false;
  process_.emplace(std::move(started).value());
  // The control port: the other one serves one connection only, and that is the module's.
  for (int tries = 0; tries < 1000 && process_->is_running(); ++tries) {
    if (answers(port + 1)) return process_->is_running();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  process_.reset();
  return false;
}

Swtpm::Swtpm(const std::string& token_label) : label_(token_label) {
  int starts = 0;
  unsigned port = some_port();
  while (!start(port)) {
    if (++starts == kMostStarts) {
      std::cerr << "TPM fixture: swtpm does not start\n";
      std::abort();
    }
    port = some_port();
  }
  const std::string tcti = "swtpm:host=127.0.0.1,port=" + std::to_string(port);
  if (::setenv("TPM2_PKCS11_TCTI", tcti.c_str(), 1) != 0 ||
      ::setenv("TPM2_PKCS11_STORE", folder_.path().c_str(), 1) != 0 ||
      ::setenv("TPM2_PKCS11_LOG_LEVEL", "0", 1) != 0 || ::setenv("TSS2_LOG", "all+none", 1) != 0) {
    std::abort();
  }
  const Bytes pin = random_pin();
  must(write_file(pin_file(), pin, Overwrite::kNo));
  must(initialise(label_, pin));
}

pkcs11::TokenUri Swtpm::uri() const {
  pkcs11::TokenUri uri;
  uri.module_path = kTpmModule;
  uri.label = label_;
  return uri;
}

}  // namespace pyx::testing

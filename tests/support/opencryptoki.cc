#include "tests/support/opencryptoki.h"

#include <grp.h>
#include <p11-kit/pkcs11.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <iostream>
#include <thread>

#include "base/file.h"
#include "base/random.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/module.h"
#include "pkcs11/session.h"

namespace pyx::testing {
namespace {

using pkcs11::from_ckr;

constexpr const char* kDaemon = "/usr/sbin/pkcsslotd";
constexpr std::array kHidden = {"/var/lib/opencryptoki", "/run", "/dev/shm"};
constexpr std::string_view kLabel = "second";
constexpr std::string_view kFirstSoPin = "87654321";
constexpr std::string_view kFirstUserPin = "12345678";

// Why the process cannot have places of its own; nothing if it has them now.
std::optional<std::string> move_into_namespaces() {
  if (::geteuid() != 0) return "openCryptoki needs root";
  if (::access(kDaemon, X_OK) != 0) return "openCryptoki is not installed";
  if (::unshare(CLONE_NEWNS | CLONE_NEWIPC) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return "no mount namespace can be made here";
  }
  for (const char* place : kHidden) {
    if (::mount("tmpfs", place, "tmpfs", 0, "mode=0755") != 0)
      return "no tmpfs can be mounted here";
  }
  return std::nullopt;
}

void make_store() {
  const group* const owner = ::getgrnam("pkcs11");
  if (owner == nullptr) std::abort();
  for (const char* folder :
       {"/var/lib/opencryptoki", "/var/lib/opencryptoki/swtok",
        "/var/lib/opencryptoki/swtok/TOK_OBJ", "/run/lock", "/run/lock/opencryptoki",
        "/run/lock/opencryptoki/swtok", "/run/opencryptoki"}) {
    std::filesystem::create_directories(folder);
    if (::chown(folder, 0, owner->gr_gid) != 0 || ::chmod(folder, 0770) != 0) std::abort();
  }
}

CK_UTF8CHAR_PTR as_pin(std::string_view pin) {
  return reinterpret_cast<CK_UTF8CHAR_PTR>(const_cast<char*>(pin.data()));
}

Result<CK_SLOT_ID> soft_slot(const pkcs11::Module& module) {
  CK_ULONG count = 16;
  std::array<CK_SLOT_ID, 16> slots{};
  PYX_TRY(from_ckr(module->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList"));
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO info{};
    if (module->C_GetTokenInfo(slots[i], &info) != CKR_OK) continue;
    const std::string_view model(reinterpret_cast<const char*>(info.model), sizeof info.model);
    if (model.find("SoftTok") != std::string_view::npos) return slots[i];
  }
  return error(Code::kNotFound, "openCryptoki shows no soft token");
}

Result<void> is_born() {
  PYX_ASSIGN(const auto module, pkcs11::Module::load(kOpenCryptokiModule));
  PYX_TRY(soft_slot(module));
  return {};
}

// The PINs that it is born with count for nothing before they are changed.
Result<void> initialise(std::string_view pin) {
  PYX_ASSIGN(const auto module, pkcs11::Module::load(kOpenCryptokiModule));
  PYX_ASSIGN(const CK_SLOT_ID slot, soft_slot(module));
  std::string label(kLabel);
  label.resize(32, ' ');
  PYX_TRY(
      from_ckr(module->C_InitToken(slot, as_pin(kFirstSoPin), kFirstSoPin.size(), as_pin(label)),
               "C_InitToken"));
  PYX_ASSIGN(const auto session, pkcs11::Session::open(module, slot, pkcs11::Access::kReadWrite));
  const CK_SESSION_HANDLE handle = session.handle();
  PYX_TRY(from_ckr(module->C_Login(handle, CKU_SO, as_pin(kFirstSoPin), kFirstSoPin.size()),
                   "C_Login"));
  PYX_TRY(from_ckr(
      module->C_SetPIN(handle, as_pin(kFirstSoPin), kFirstSoPin.size(), as_pin(pin), pin.size()),
      "C_SetPIN"));
  PYX_TRY(from_ckr(module->C_InitPIN(handle, as_pin(kFirstUserPin), kFirstUserPin.size()),
                   "C_InitPIN"));
  PYX_TRY(from_ckr(module->C_Logout(handle), "C_Logout"));
  PYX_TRY(from_ckr(module->C_Login(handle, CKU_USER, as_pin(kFirstUserPin), kFirstUserPin.size()),
                   "C_Login"));
  return from_ckr(module->C_SetPIN(handle, as_pin(kFirstUserPin), kFirstUserPin.size(), as_pin(pin),
                                   pin.size()),
                  "C_SetPIN");
}

// At most 8 characters.
std::string new_pin() {
  Bytes raw(8);
  fill_random(raw);
  std::string pin;
  for (const std::uint8_t byte : raw) pin += static_cast<char>('a' + byte % 26);
  return pin;
}

template <class T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << "openCryptoki: " << describe(result.error()) << "\n";
  std::abort();
}
void must(const Result<void>& result) {
  if (result) return;
  std::cerr << "openCryptoki: " << describe(result.error()) << "\n";
  std::abort();
}

}  // namespace

OpenCryptoki& OpenCryptoki::of_this_process() {
  static OpenCryptoki one(Life::kInitialised);
  return one;
}

OpenCryptoki& OpenCryptoki::born_in_this_process() {
  static OpenCryptoki one(Life::kBorn);
  return one;
}

OpenCryptoki::OpenCryptoki(Life life) : absent_(move_into_namespaces()) {
  if (absent_) return;
  make_store();
  daemon_.emplace(
      must(ChildProcess::start({kDaemon, "-f"}, folder_.path() / "out", folder_.path() / "err")));
  for (int tries = 0; tries < 200 && !std::filesystem::exists("/run/pkcsslotd.pid"); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::string pin = new_pin();
  must(write_file(folder_.path() / "pin", as_bytes(pin), Overwrite::kNo));
  const auto begin = [&] { return life == Life::kBorn ? is_born() : initialise(pin); };
  // The daemon listens a moment after it has written its number.
  Result<void> made = begin();
  for (int tries = 0; tries < 20 && !made; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    made = begin();
  }
  must(made);
}

pkcs11::TokenUri OpenCryptoki::uri() const {
  pkcs11::TokenUri uri;
  uri.module_path = kOpenCryptokiModule;
  uri.label = std::string(kLabel);
  return uri;
}

pkcs11::Pin OpenCryptoki::pin() const {
  Bytes bytes = must(read_file(folder_.path() / "pin"));
  return pkcs11::Pin(must(SecretBytes::take(bytes)));
}

}  // namespace pyx::testing

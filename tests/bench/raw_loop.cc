#include "tests/bench/raw_loop.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/hex.h"

namespace pyx::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostSignatureBytes = 512;

Result<void> need(CK_RV rv, const char* call) {
  if (rv == CKR_OK) return {};
  return error(Code::kToken, std::string(call) + " said " + ckr_name(rv));
}

Result<CK_FUNCTION_LIST*> load(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return error(Code::kNotFound, "cannot load " + path);
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
  CK_FUNCTION_LIST* list = nullptr;
  if (get == nullptr || get(&list) != CKR_OK) return error(Code::kNotFound, path + " is no module");
  CK_C_INITIALIZE_ARGS how{};
  how.flags = CKF_OS_LOCKING_OK;
  PYX_TRY(need(list->C_Initialize(&how), "C_Initialize"));
  return list;
}

Result<CK_SLOT_ID> slot_of(CK_FUNCTION_LIST* p11, const std::string& serial) {
  std::array<CK_SLOT_ID, 16> slots{};
  CK_ULONG count = slots.size();
  PYX_TRY(need(p11->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList"));
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO info{};
    PYX_TRY(need(p11->C_GetTokenInfo(slots[i], &info), "C_GetTokenInfo"));
    if (std::memcmp(info.serialNumber, serial.data(), serial.size()) == 0) return slots[i];
  }
  return error(Code::kNotFound, "no token with serial " + serial);
}

Result<void> log_in(CK_FUNCTION_LIST* p11, CK_SESSION_HANDLE session, const std::string& pin_file) {
  PYX_ASSIGN(Bytes pin, read_file(pin_file));
  return need(p11->C_Login(session, CKU_USER, pin.data(), pin.size()), "C_Login");
}

Result<CK_OBJECT_HANDLE> find_key(CK_FUNCTION_LIST* p11, CK_SESSION_HANDLE session,
                                  const RawTask& task) {
  CK_OBJECT_CLASS object_class =
      task.scheme == Scheme::kHmacSha256 ? CKO_SECRET_KEY : CKO_PRIVATE_KEY;
  Bytes id = task.cka_id;
  std::array<CK_ATTRIBUTE, 2> wanted{
      {{CKA_CLASS, &object_class, sizeof object_class}, {CKA_ID, id.data(), id.size()}}};
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  CK_ULONG count = 0;
  PYX_TRY(need(p11->C_FindObjectsInit(session, wanted.data(), wanted.size()), "C_FindObjectsInit"));
  PYX_TRY(need(p11->C_FindObjects(session, &key, 1, &count), "C_FindObjects"));
  PYX_TRY(need(p11->C_FindObjectsFinal(session), "C_FindObjectsFinal"));
  if (count != 1) return error(Code::kNotFound, "no key with CKA_ID " + to_hex(id));
  return key;
}

// A scheme's mechanism and an input that fits it.
struct Call {
  explicit Call(Scheme scheme) {
    switch (scheme) {
      case Scheme::kRsaPssSha256:
        mechanism = {CKM_RSA_PKCS_PSS, &pss, sizeof pss};
        break;
      case Scheme::kRsaBlind:
        mechanism = {CKM_RSA_X_509, nullptr, 0};
        input.assign(256, 0x5a);
        input.front() = 0;  // below every modulus of 2048 bits
        break;
      case Scheme::kEd25519:
        mechanism = {CKM_EDDSA, nullptr, 0};
        break;
      case Scheme::kHmacSha256:
        mechanism = {CKM_SHA256_HMAC, nullptr, 0};
        break;
      default:
        mechanism = {CKM_ECDSA, nullptr, 0};
    }
  }
  CK_RSA_PKCS_PSS_PARAMS pss{CKM_SHA256, CKG_MGF1_SHA256, 32};
  CK_MECHANISM mechanism{};
  Bytes input = Bytes(32, 0x5a);
};

struct Window {
  SteadyClock::time_point from;
  SteadyClock::time_point to;
};

// Returns how many signatures were finished within the window, or 0 after a failure.
Result<std::uint64_t> sign_through(CK_FUNCTION_LIST* p11, CK_SLOT_ID slot, const RawTask& task,
                                   const Window& window) {
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  PYX_TRY(need(p11->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session),
               "C_OpenSession"));
  PYX_ASSIGN(const CK_OBJECT_HANDLE key, find_key(p11, session, task));
  Call call(task.scheme);
  std::array<CK_BYTE, kMostSignatureBytes> signature{};
  std::uint64_t counter = 0;
  std::uint64_t finished = 0;
  for (;;) {
    ++counter;
    std::memcpy(call.input.data() + call.input.size() - sizeof counter, &counter, sizeof counter);
    CK_ULONG size = signature.size();
    PYX_TRY(need(p11->C_SignInit(session, &call.mechanism, key), "C_SignInit"));
    PYX_TRY(
        need(p11->C_Sign(session, call.input.data(), call.input.size(), signature.data(), &size),
             "C_Sign"));
    const auto now = SteadyClock::now();
    if (now >= window.to) return finished;
    if (now >= window.from) ++finished;
  }
}

}  // namespace

Result<double> raw_signatures_per_second(const RawTask& task) {
  PYX_ASSIGN(CK_FUNCTION_LIST* const p11, load(task.module_path));
  PYX_ASSIGN(const CK_SLOT_ID slot, slot_of(p11, task.serial));
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  PYX_TRY(need(p11->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session),
               "C_OpenSession"));
  PYX_TRY(log_in(p11, session, task.pin_file));
  const auto start = SteadyClock::now() + task.warm_up;
  const Window window{start, start + task.window};
  std::vector<Result<std::uint64_t>> counts(task.threads, std::uint64_t{0});
  std::vector<std::thread> threads;
  for (auto& count : counts) {
    threads.emplace_back([&] { count = sign_through(p11, slot, task, window); });
  }
  for (std::thread& thread : threads) thread.join();
  std::uint64_t finished = 0;
  for (const auto& count : counts) {
    PYX_ASSIGN(const std::uint64_t one, count);
    finished += one;
  }
  return static_cast<double>(finished) / std::chrono::duration<double>(task.window).count();
}

}  // namespace pyx::bench

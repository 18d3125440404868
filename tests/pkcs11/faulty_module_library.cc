// The library behind tests/pkcs11/faulty_module.h.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace {

struct Plan {
  CK_RV rv = CKR_OK;
  unsigned skip = 0;
  unsigned times = 0;
};

struct Commands {
  std::map<std::string, Plan> plans;
  std::map<std::string, unsigned> calls;
  std::optional<CK_ATTRIBUTE_TYPE> lie;
  bool corrupt = false;
};

std::mutex mutex;
Commands commands;
CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;

std::optional<CK_RV> planned(const char* call) {
  const std::scoped_lock lock(mutex);
  ++commands.calls[call];
  Plan& plan = commands.plans[call];
  if (plan.times == 0) return std::nullopt;
  if (plan.skip > 0) {
    --plan.skip;
    return std::nullopt;
  }
  --plan.times;
  return plan.rv;
}

template <auto kMember, class Function = decltype(std::declval<CK_FUNCTION_LIST>().*kMember)>
struct Wrap;
template <auto kMember, class... Arguments>
struct Wrap<kMember, CK_RV (*&&)(Arguments...)> {
  static inline const char* name = "";
  static CK_RV call(Arguments... arguments) {
    if (const auto rv = planned(name)) return *rv;
    return (real->*kMember)(arguments...);
  }
  static void install(const char* as) {
    name = as;
    ours.*kMember = &call;
  }
};

CK_RV get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                          CK_ATTRIBUTE_PTR asked, CK_ULONG count) {
  if (const auto rv = planned("C_GetAttributeValue")) return *rv;
  const CK_RV rv = real->C_GetAttributeValue(session, object, asked, count);
  const std::scoped_lock lock(mutex);
  for (CK_ULONG i = 0; rv == CKR_OK && i < count; ++i) {
    if (commands.lie != asked[i].type || asked[i].pValue == nullptr) continue;
    auto* value = static_cast<CK_BYTE*>(asked[i].pValue);
    if (asked[i].ulValueLen == 1) *value = *value == CK_FALSE ? CK_TRUE : CK_FALSE;
  }
  return rv;
}

CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG size, CK_BYTE_PTR signature,
           CK_ULONG_PTR signature_size) {
  if (const auto rv = planned("C_Sign")) return *rv;
  const CK_RV rv = real->C_Sign(session, data, size, signature, signature_size);
  const std::scoped_lock lock(mutex);
  if (rv == CKR_OK && commands.corrupt && signature != nullptr && *signature_size > 0) {
    signature[*signature_size - 1] ^= 1U;
  }
  return rv;
}

void install() {
  ours = *real;
#define PYX_WRAP(function) Wrap<&CK_FUNCTION_LIST::function>::install(#function)
  PYX_WRAP(C_Initialize);
  PYX_WRAP(C_GetSlotList);
  PYX_WRAP(C_GetTokenInfo);
  PYX_WRAP(C_GetMechanismList);
  PYX_WRAP(C_OpenSession);
  PYX_WRAP(C_CloseSession);
  PYX_WRAP(C_GetSessionInfo);
  PYX_WRAP(C_Login);
  PYX_WRAP(C_CreateObject);
  PYX_WRAP(C_DestroyObject);
  PYX_WRAP(C_FindObjectsInit);
  PYX_WRAP(C_FindObjects);
  PYX_WRAP(C_SignInit);
  PYX_WRAP(C_GenerateKey);
  PYX_WRAP(C_GenerateKeyPair);
  PYX_WRAP(C_GenerateRandom);
#undef PYX_WRAP
  ours.C_GetAttributeValue = &get_attribute_value;
  ours.C_Sign = &sign;
}

}  // namespace

#define PYX_EXPORT extern "C" __attribute__((visibility("default")))

PYX_EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  if (real == nullptr) {
    void* library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    void* symbol = dlsym(library, "C_GetFunctionList");
    const CK_RV rv = reinterpret_cast<CK_C_GetFunctionList>(symbol)(&real);
    if (rv != CKR_OK) return rv;
    install();
  }
  *list = &ours;
  return CKR_OK;
}

PYX_EXPORT void pyx_faulty_fail(const char* call, CK_RV rv, unsigned times, unsigned skip) {
  const std::scoped_lock lock(mutex);
  commands.plans[call] = {rv, skip, times};
}

PYX_EXPORT unsigned pyx_faulty_calls(const char* call) {
  const std::scoped_lock lock(mutex);
  return commands.calls[call];
}

PYX_EXPORT void pyx_faulty_forget_calls() {
  const std::scoped_lock lock(mutex);
  commands.calls.clear();
}

PYX_EXPORT void pyx_faulty_lie_about(CK_ATTRIBUTE_TYPE type) {
  const std::scoped_lock lock(mutex);
  commands.lie = type;
}

PYX_EXPORT void pyx_faulty_corrupt_signatures() {
  const std::scoped_lock lock(mutex);
  commands.corrupt = true;
}

PYX_EXPORT void pyx_faulty_reset() {
  const std::scoped_lock lock(mutex);
  commands = {};
}

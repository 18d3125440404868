// A PKCS#11 module that forwards every call to a real one and does wrong what its script says.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/faulty-token/faults.h"

namespace {

using pyx::testing::Faults;
using pyx::testing::Orders;
using pyx::testing::Target;

constexpr const char* kSoftHsm = "/usr/lib/softhsm/libsofthsm2.so";

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;

void close_all_sessions() {
  CK_ULONG count = 0;
  if (real->C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK) return;
  std::vector<CK_SLOT_ID> slots(count);
  if (real->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) return;
  for (const CK_SLOT_ID slot : slots) real->C_CloseAllSessions(slot);
}

Faults& faults() {
  static Faults the_faults(&close_all_sessions);
  return the_faults;
}

template <class First, class... Rest>
CK_SESSION_HANDLE session_in(Target target, First first, Rest...) {
  if constexpr (std::is_same_v<First, CK_SESSION_HANDLE>) {
    if (target == Target::kSession) return first;
  }
  return CK_INVALID_HANDLE;
}

template <auto kMember, Target kTarget,
          class Function = decltype(std::declval<CK_FUNCTION_LIST>().*kMember)>
struct Wrap;
template <auto kMember, Target kTarget, class... Arguments>
struct Wrap<kMember, kTarget, CK_RV (*&&)(Arguments...)> {
  static inline const char* name = "";
  static CK_RV call(Arguments... arguments) {
    const Orders orders = faults().next(name, kTarget, session_in(kTarget, arguments...));
    if (orders.answer && !orders.after) return *orders.answer;
    const auto under_way = faults().in_call();
    const CK_RV rv = (real->*kMember)(arguments...);
    return orders.answer.value_or(rv);
  }
  static void install(const char* as) {
    name = as;
    ours.*kMember = &call;
  }
};

CK_RV get_slot_list(CK_BBOOL with_token, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  const Orders orders = faults().next("C_GetSlotList", Target::kModule, CK_INVALID_HANDLE);
  if (orders.answer) return *orders.answer;
  if (faults().is_away() && with_token == CK_TRUE) {
    *count = 0;
    return CKR_OK;
  }
  const auto under_way = faults().in_call();
  return real->C_GetSlotList(with_token, slots, count);
}

CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void* application, CK_NOTIFY notify,
                   CK_SESSION_HANDLE_PTR session) {
  const Orders orders = faults().next("C_OpenSession", Target::kSlot, CK_INVALID_HANDLE);
  if (orders.answer) return *orders.answer;
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_OpenSession(slot, flags, application, notify, session);
  if (rv == CKR_OK) faults().opened(*session);
  return rv;
}

CK_RV close_session(CK_SESSION_HANDLE session) {
  const Orders orders = faults().next("C_CloseSession", Target::kSession, session);
  faults().closed(session);
  if (orders.answer) return *orders.answer;
  const auto under_way = faults().in_call();
  return real->C_CloseSession(session);
}

CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  const Orders orders = faults().next("C_GetTokenInfo", Target::kSlot, CK_INVALID_HANDLE);
  if (orders.answer) return *orders.answer;
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_GetTokenInfo(slot, info);
  if (rv == CKR_OK) info->flags |= orders.flags;
  return rv;
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  const Orders orders = faults().next("C_Login", Target::kSession, session);
  if (orders.answer && !orders.after) return *orders.answer;
  std::string typed;
  if (pin == nullptr && !orders.keypad.empty()) {
    std::ifstream file(orders.keypad);
    std::getline(file, typed);
    pin = reinterpret_cast<CK_UTF8CHAR_PTR>(typed.data());
    size = typed.size();
  }
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_Login(session, user, pin, size);
  return orders.answer.value_or(rv);
}

CK_RV get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                          CK_ATTRIBUTE_PTR asked, CK_ULONG count) {
  const Orders orders = faults().next("C_GetAttributeValue", Target::kSession, session);
  if (orders.answer) return *orders.answer;
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_GetAttributeValue(session, object, asked, count);
  const auto lie = faults().lie();
  for (CK_ULONG i = 0; rv == CKR_OK && i < count; ++i) {
    if (lie != asked[i].type || asked[i].pValue == nullptr) continue;
    auto* value = static_cast<CK_BYTE*>(asked[i].pValue);
    if (asked[i].ulValueLen == 1) *value = *value == CK_FALSE ? CK_TRUE : CK_FALSE;
  }
  return rv;
}

// How a signature was begun, so that it can be begun once more.
struct Begun {
  CK_MECHANISM mechanism{};
  std::vector<CK_BYTE> parameter;
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
};
std::mutex begun_mutex;
std::map<CK_SESSION_HANDLE, Begun> begun;

CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  const Orders orders = faults().next("C_SignInit", Target::kSession, session);
  if (orders.answer && !orders.after) return *orders.answer;
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_SignInit(session, mechanism, key);
  if (rv == CKR_OK) {
    const auto* const from = static_cast<const CK_BYTE*>(mechanism->pParameter);
    Begun one{*mechanism, {from, from + mechanism->ulParameterLen}, key};
    const std::scoped_lock lock(begun_mutex);
    begun.insert_or_assign(session, std::move(one));
  }
  return orders.answer.value_or(rv);
}

void begin_again(CK_SESSION_HANDLE session) {
  const std::scoped_lock lock(begun_mutex);
  Begun& one = begun[session];
  one.mechanism.pParameter = one.parameter.empty() ? nullptr : one.parameter.data();
  real->C_SignInit(session, &one.mechanism, one.key);
}

CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG size, CK_BYTE_PTR signature,
           CK_ULONG_PTR signature_size) {
  const Orders orders = faults().next("C_Sign", Target::kSession, session);
  if (orders.answer && !orders.after) return *orders.answer;
  const auto under_way = faults().in_call();
  const CK_RV rv = real->C_Sign(session, data, size, signature, signature_size);
  if (rv == CKR_OK && orders.flip && signature != nullptr && *signature_size > 0) {
    signature[*signature_size - 1] ^= 1U;
  }
  if (rv == CKR_OK && orders.leave_operation) begin_again(session);
  return orders.answer.value_or(rv);
}

CK_RV unwrap_key(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE under,
                 CK_BYTE_PTR wrapped, CK_ULONG wrapped_size, CK_ATTRIBUTE_PTR asked, CK_ULONG count,
                 CK_OBJECT_HANDLE_PTR made) {
  const Orders orders = faults().next("C_UnwrapKey", Target::kSession, session);
  if (orders.answer && !orders.after) return *orders.answer;
  std::string other;
  if (!orders.wrapped.empty()) {
    std::ifstream file(orders.wrapped, std::ios::binary);
    other.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    wrapped = reinterpret_cast<CK_BYTE_PTR>(other.data());
    wrapped_size = other.size();
  }
  const auto under_way = faults().in_call();
  const CK_RV rv =
      real->C_UnwrapKey(session, mechanism, under, wrapped, wrapped_size, asked, count, made);
  return orders.answer.value_or(rv);
}

void install() {
  ours = *real;
#define PYX_WRAP(function, target) \
  Wrap<&CK_FUNCTION_LIST::function, Target::target>::install(#function)
  PYX_WRAP(C_Initialize, kModule);
  PYX_WRAP(C_Finalize, kModule);
  PYX_WRAP(C_GetInfo, kModule);
  PYX_WRAP(C_GetSlotInfo, kModule);
  PYX_WRAP(C_GetMechanismList, kSlot);
  PYX_WRAP(C_GetMechanismInfo, kSlot);
  PYX_WRAP(C_CloseAllSessions, kSlot);
  PYX_WRAP(C_InitToken, kSlot);
  PYX_WRAP(C_InitPIN, kSession);
  PYX_WRAP(C_SetPIN, kSession);
  PYX_WRAP(C_GetSessionInfo, kSession);
  PYX_WRAP(C_Logout, kSession);
  PYX_WRAP(C_CreateObject, kSession);
  PYX_WRAP(C_CopyObject, kSession);
  PYX_WRAP(C_DestroyObject, kSession);
  PYX_WRAP(C_SetAttributeValue, kSession);
  PYX_WRAP(C_FindObjectsInit, kSession);
  PYX_WRAP(C_FindObjects, kSession);
  PYX_WRAP(C_FindObjectsFinal, kSession);
  PYX_WRAP(C_EncryptInit, kSession);
  PYX_WRAP(C_Encrypt, kSession);
  PYX_WRAP(C_DecryptInit, kSession);
  PYX_WRAP(C_Decrypt, kSession);
  PYX_WRAP(C_VerifyInit, kSession);
  PYX_WRAP(C_Verify, kSession);
  PYX_WRAP(C_GenerateKey, kSession);
  PYX_WRAP(C_GenerateKeyPair, kSession);
  PYX_WRAP(C_WrapKey, kSession);
  PYX_WRAP(C_DeriveKey, kSession);
  PYX_WRAP(C_GenerateRandom, kSession);
#undef PYX_WRAP
  ours.C_GetSlotList = &get_slot_list;
  ours.C_GetTokenInfo = &get_token_info;
  ours.C_Login = &login;
  ours.C_UnwrapKey = &unwrap_key;
  ours.C_OpenSession = &open_session;
  ours.C_CloseSession = &close_session;
  ours.C_GetAttributeValue = &get_attribute_value;
  ours.C_SignInit = &sign_init;
  ours.C_Sign = &sign;
}

pyx::testing::Script script_of(const char* text) {
  auto script = pyx::testing::parse_script(text);
  if (!script) std::abort();
  return *std::move(script);
}

}  // namespace

#define PYX_EXPORT extern "C" __attribute__((visibility("default")))

PYX_EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  if (real == nullptr) {
    const char* const chosen = std::getenv("PYX_FAULTY_BENEATH");
    void* library = dlopen(chosen == nullptr ? kSoftHsm : chosen, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    void* symbol = dlsym(library, "C_GetFunctionList");
    if (symbol == nullptr) return CKR_GENERAL_ERROR;
    const CK_RV rv = reinterpret_cast<CK_C_GetFunctionList>(symbol)(&real);
    if (rv != CKR_OK) return rv;
    install();
  }
  *list = &ours;
  return CKR_OK;
}

// What tests/faulty-token/faulty_module.h asks of a module in its own process.
PYX_EXPORT void pyx_faulty_script(const char* text) { faults().replace(script_of(text)); }
PYX_EXPORT void pyx_faulty_add(const char* line) {
  for (const auto& fault : script_of(line).faults) faults().add(fault);
}
PYX_EXPORT unsigned pyx_faulty_calls(const char* call) { return faults().calls(call); }
PYX_EXPORT unsigned pyx_faulty_broken_used() { return faults().broken_used(); }
PYX_EXPORT void pyx_faulty_forget_calls() { faults().forget_calls(); }

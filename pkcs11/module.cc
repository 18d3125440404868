#include "pkcs11/module.h"

#include <dlfcn.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

#include "pkcs11/from_ckr.h"

namespace pyx::pkcs11 {
namespace {

struct Use {
  unsigned modules = 0;
  bool ours_to_finalise = false;
  std::string reserved;  // kept here: a module may hold on to the pointer
};

// Some modules read further pointers behind the arguments that the standard defines (NSS softokn
// reads one, which must be NULL): there they find zeros and not our stack.
struct PaddedArguments {
  CK_C_INITIALIZE_ARGS standard{};
  std::array<void*, 4> behind{};
};
static_assert(offsetof(PaddedArguments, behind) == sizeof(CK_C_INITIALIZE_ARGS));

// Held through C_Initialize and C_Finalize: a module loaded again while its last user goes must not
// find itself finalised.
std::mutex uses_mutex;

std::map<const CK_FUNCTION_LIST*, Use>& uses() {
  static std::map<const CK_FUNCTION_LIST*, Use> table;
  return table;
}

// PKCS#11 v3.1, 5.4.4: every member points to a function, if only to a stub. A module that leaves
// holes would crash the process at the first call of one.
bool is_complete(const CK_FUNCTION_LIST& list) {
  constexpr std::size_t kFirst = offsetof(CK_FUNCTION_LIST, C_Initialize);
  std::array<void*, (sizeof(CK_FUNCTION_LIST) - kFirst) / sizeof(void*)> pointers{};
  std::memcpy(pointers.data(), reinterpret_cast<const char*>(&list) + kFirst, sizeof pointers);
  for (const void* pointer : pointers) {
    if (pointer == nullptr) return false;
  }
  return true;
}

Result<CK_FUNCTION_LIST*> function_list_of(const std::filesystem::path& path) {
  if (!path.is_absolute()) {
    return error(Code::kBadInput, "a module's path must be absolute");
  }
  // Not unloaded again: modules leave thread-local destructors and exit handlers behind.
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* why = dlerror();
    return error(Code::kNotFound,
                 "cannot load the module: " + std::string(why == nullptr ? "unknown" : why));
  }
  void* symbol = dlsym(library, "C_GetFunctionList");
  if (symbol == nullptr) {
    return error(Code::kNotFound, path.string() + " is no PKCS#11 module: no C_GetFunctionList");
  }
  CK_FUNCTION_LIST* list = nullptr;
  PYX_TRY(from_ckr(reinterpret_cast<CK_C_GetFunctionList>(symbol)(&list), "C_GetFunctionList"));
  if (list == nullptr || !is_complete(*list)) {
    return error(Code::kToken, path.string() + " gives an incomplete function list");
  }
  return list;
}

}  // namespace

Result<Module> Module::load(const std::filesystem::path& path, const std::string& reserved) {
  PYX_ASSIGN(CK_FUNCTION_LIST * list, function_list_of(path));
  const std::scoped_lock lock(uses_mutex);
  Use& use = uses()[list];
  if (use.modules == 0) {
    use.reserved = reserved;
    PaddedArguments how;
    how.standard.flags = CKF_OS_LOCKING_OK;
    if (!reserved.empty()) how.standard.pReserved = use.reserved.data();
    const CK_RV rv = list->C_Initialize(&how.standard);
    if (rv != CKR_CRYPTOKI_ALREADY_INITIALIZED) PYX_TRY(from_ckr(rv, "C_Initialize"));
    use.ours_to_finalise = rv == CKR_OK;
  } else if (use.reserved != reserved) {
    return error(Code::kConflict, "the module was initialised with another x-init-reserved");
  }
  ++use.modules;
  return Module(list);
}

Module::~Module() {
  if (functions_ == nullptr) return;
  const std::scoped_lock lock(uses_mutex);
  Use& use = uses()[functions_];
  if (--use.modules == 0 && use.ours_to_finalise) functions_->C_Finalize(nullptr);
}

}  // namespace pyx::pkcs11

// A loaded PKCS#11 library that was initialised for this process.
#pragma once

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace pyx::pkcs11 {

// Moved, never copied; a moved-from module may only be destroyed. C_Initialize and C_Finalize act
// on the whole process, so the Modules of one library are counted: the first initialises, the last
// finalises, and none does if somebody outside Pyx had initialised it before
// (CKR_CRYPTOKI_ALREADY_INITIALIZED).
// Threads: any, at a time. Lifetime: outlives its sessions.
class Module {
 public:
  //   path      absolute: a bare name would be searched for where the environment says
  //   reserved  what the module wants at pReserved of C_Initialize; NULL, as the standard demands,
  //             if it is empty
  // Errors: kBadInput (not absolute); kNotFound (no such file, or no PKCS#11 module); kConflict if
  // this process has initialised the module with another `reserved`; kToken with the CKR of
  // C_Initialize.
  // Source: PKCS#11 v3.1, C_GetFunctionList, C_Initialize (CKF_OS_LOCKING_OK), C_Finalize.
  static Result<Module> load(const std::filesystem::path& path, const std::string& reserved = {});

  Module(Module&& from) noexcept : functions_(std::exchange(from.functions_, nullptr)) {}
  Module& operator=(Module&&) = delete;
  ~Module();

  const CK_FUNCTION_LIST* operator->() const { return functions_; }

 private:
  explicit Module(CK_FUNCTION_LIST* functions) : functions_(functions) {}
  CK_FUNCTION_LIST* functions_;
};

}  // namespace pyx::pkcs11

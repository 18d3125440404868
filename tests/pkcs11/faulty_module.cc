#include "tests/pkcs11/faulty_module.h"

#include <dlfcn.h>

#include <cstdlib>

namespace pyx::testing {
namespace {

template <class Function>
Function* command(const char* name) {
  static void* const kLibrary = dlopen(PYX_FAULTY_MODULE, RTLD_NOW | RTLD_LOCAL);
  void* symbol = kLibrary == nullptr ? nullptr : dlsym(kLibrary, name);
  if (symbol == nullptr) std::abort();
  return reinterpret_cast<Function*>(symbol);
}

}  // namespace

FaultyModule::FaultyModule() { command<void()>("pyx_faulty_reset")(); }
FaultyModule::~FaultyModule() { command<void()>("pyx_faulty_reset")(); }

std::filesystem::path FaultyModule::path() const { return PYX_FAULTY_MODULE; }

void FaultyModule::fail(const std::string& call, CK_RV rv, unsigned times, unsigned skip) {
  command<void(const char*, CK_RV, unsigned, unsigned)>("pyx_faulty_fail")(call.c_str(), rv, times,
                                                                           skip);
}

unsigned FaultyModule::calls(const std::string& call) const {
  return command<unsigned(const char*)>("pyx_faulty_calls")(call.c_str());
}

void FaultyModule::forget_calls() { command<void()>("pyx_faulty_forget_calls")(); }

void FaultyModule::lie_about(CK_ATTRIBUTE_TYPE type) {
  command<void(CK_ATTRIBUTE_TYPE)>("pyx_faulty_lie_about")(type);
}

void FaultyModule::corrupt_signatures() { command<void()>("pyx_faulty_corrupt_signatures")(); }

}  // namespace pyx::testing

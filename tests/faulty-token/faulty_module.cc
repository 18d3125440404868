#include "tests/faulty-token/faulty_module.h"

#include <dlfcn.h>

#include <cstdlib>

#include "base/error.h"

namespace pyx::testing {
namespace {

template <class Function>
Function* command(const char* name) {
  static void* const kLibrary = dlopen(PYX_FAULTY_MODULE, RTLD_NOW | RTLD_LOCAL);
  void* symbol = kLibrary == nullptr ? nullptr : dlsym(kLibrary, name);
  if (symbol == nullptr) std::abort();
  return reinterpret_cast<Function*>(symbol);
}

void add(const std::string& line) { command<void(const char*)>("pyx_faulty_add")(line.c_str()); }

}  // namespace

FaultyModule::FaultyModule() {
  // The module must know what it stands in front of before it is told to do wrong.
  CK_FUNCTION_LIST_PTR list = nullptr;
  command<CK_RV(CK_FUNCTION_LIST_PTR_PTR)>("C_GetFunctionList")(&list);
  script("");
  forget_calls();
}
FaultyModule::~FaultyModule() { script(""); }

std::filesystem::path FaultyModule::path() const { return PYX_FAULTY_MODULE; }

void FaultyModule::script(const std::string& text) {
  command<void(const char*)>("pyx_faulty_script")(text.c_str());
}

void FaultyModule::fail(const std::string& call, CK_RV rv, unsigned times, unsigned skip) {
  add(call + " ckr=" + ckr_name(rv) + " nth=" + std::to_string(skip + 1) +
      " times=" + std::to_string(times));
}

unsigned FaultyModule::calls(const std::string& call) const {
  return command<unsigned(const char*)>("pyx_faulty_calls")(call.c_str());
}

unsigned FaultyModule::broken_sessions_used() const {
  return command<unsigned()>("pyx_faulty_broken_used")();
}

void FaultyModule::forget_calls() { command<void()>("pyx_faulty_forget_calls")(); }

void FaultyModule::lie_about(CK_ATTRIBUTE_TYPE type) {
  add("C_GetAttributeValue lie=" + std::to_string(type));
}

void FaultyModule::corrupt_signatures() { add("C_Sign flip"); }

}  // namespace pyx::testing

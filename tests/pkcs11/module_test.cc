#include "pkcs11/module.h"

#include <dlfcn.h>

#include <fstream>

#include "tests/faulty-token/faulty_module.h"
#include "tests/pkcs11/on_nss.h"
#include "tests/pkcs11/on_softhsm.h"
#include "tests/support/temp_folder.h"

namespace pyx::pkcs11 {
namespace module_test {

using pyx::testing::kSoftHsmModule;

class ModuleOnSoftHsm : public OnSoftHsm {};

CK_FUNCTION_LIST* raw_softhsm() {
  void* library = dlopen(kSoftHsmModule, RTLD_NOW | RTLD_LOCAL);
  CK_FUNCTION_LIST* list = nullptr;
  reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))(&list);
  return list;
}

CK_RV info_from(CK_FUNCTION_LIST* list) {
  CK_INFO info{};
  return list->C_GetInfo(&info);
}

TEST(Module, LoadOfAnAbsentFileSaysNotFound) {
  EXPECT_THAT(Module::load("/nowhere/libsofthsm2.so"), FailsWith(Code::kNotFound));
}

TEST(Module, LoadByARelativePathIsRefused) {
  EXPECT_THAT(Module::load("libsofthsm2.so"), FailsWith(Code::kBadInput));
}

TEST(Module, LoadOfAFileThatIsNoLibrarySaysNotFound) {
  const pyx::testing::TempFolder folder;
  const auto path = folder.path() / "module.so";
  std::ofstream(path) << "no library";
  EXPECT_THAT(Module::load(path), FailsWith(Code::kNotFound));
}

TEST(Module, LoadOfALibraryThatIsNoPkcs11ModuleSaysSo) {
  Dl_info libc{};
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&std::abort), &libc), 0);
  EXPECT_THAT(Module::load(std::filesystem::canonical(libc.dli_fname)),
              FailsSaying(Code::kNotFound, "C_GetFunctionList"));
}

TEST_F(ModuleOnSoftHsm, TheLastOfTwoFinalises) {
  {
    const Module first = must(Module::load(kSoftHsmModule));
    { const Module second = must(Module::load(kSoftHsmModule)); }
    EXPECT_EQ(info_from(raw_softhsm()), CKR_OK);
  }
  EXPECT_EQ(info_from(raw_softhsm()), CKR_CRYPTOKI_NOT_INITIALIZED);
}

TEST_F(ModuleOnSoftHsm, AModuleThatSomebodyElseInitialisedIsUsedAndNotFinalised) {
  CK_FUNCTION_LIST* theirs = raw_softhsm();
  CK_C_INITIALIZE_ARGS how{};
  how.flags = CKF_OS_LOCKING_OK;
  ASSERT_EQ(theirs->C_Initialize(&how), CKR_OK);
  { const Module ours = must(Module::load(kSoftHsmModule)); }
  EXPECT_EQ(info_from(theirs), CKR_OK);
  EXPECT_EQ(theirs->C_Finalize(nullptr), CKR_OK);
}

// NSS softokn wants a text at pReserved and reads one more pointer behind the arguments.
TEST(Module, AModuleThatWantsATextAtInitialiseGetsIt) {
  const NssDatabase database;
  EXPECT_FALSE(Module::load(kNssModule).ok());
  const Module module = must(Module::load(kNssModule, database.reserved()));
  EXPECT_EQ(must(slots_with_tokens(module)).size(), 2U);
  EXPECT_THAT(Module::load(kNssModule, "configdir='sql:/elsewhere'"), FailsWith(Code::kConflict));
}

TEST_F(ModuleOnSoftHsm, AFailureOfInitialiseIsToldAndTheNextLoadTriesAgain) {
  pyx::testing::FaultyModule faulty;
  faulty.fail("C_Initialize", CKR_CANT_LOCK);
  EXPECT_THAT(Module::load(faulty.path()), FailsWithCkr(CKR_CANT_LOCK));
  EXPECT_THAT(Module::load(faulty.path()), IsOk());
}

}  // namespace module_test
}  // namespace pyx::pkcs11

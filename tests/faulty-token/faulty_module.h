// The faulty module in the test's own process: a module in front of SoftHSM2 that passes every call
// on, and gives on command the answers that SoftHSM2 never gives.
#pragma once

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <string>

namespace pyx::testing {

// The commands are the process's, as the module is: one at a time. The destructor ends them all.
class FaultyModule {
 public:
  FaultyModule();
  FaultyModule(const FaultyModule&) = delete;
  FaultyModule& operator=(const FaultyModule&) = delete;
  ~FaultyModule();

  std::filesystem::path path() const;
  // In place of the script in force; an empty one ends all faults. Its lines: README.md.
  void script(const std::string& text);
  // After `skip` more calls of `call` ("C_Sign"), the next `times` answer `rv` and do nothing.
  void fail(const std::string& call, CK_RV rv, unsigned times = 1, unsigned skip = 0);
  unsigned calls(const std::string& call) const;  // since the start or the last forget_calls()
  // How many calls used a session after it was answered as broken; closing it is none.
  unsigned broken_sessions_used() const;
  void forget_calls();
  // One-byte values of this attribute read back inverted.
  void lie_about(CK_ATTRIBUTE_TYPE type);
  void corrupt_signatures();  // the last bit of what C_Sign gives is wrong
};

}  // namespace pyx::testing

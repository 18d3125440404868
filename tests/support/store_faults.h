// A test on a disk that is full, or fails, at each write of the store, one after the other. It
// links pyx::fault_vfs, and opens no store before its fixture is there.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/result.h"
#include "tests/support/fault_vfs.h"

namespace pyx::testing {

struct Fault {
  fault_vfs::Kind kind;
  fault_vfs::Until until;
  std::string name;
  friend void PrintTo(const Fault& fault, std::ostream* to) { *to << fault.name; }
};
inline const std::vector<Fault>& all_faults() {
  static const std::vector<Fault> all = {
      {fault_vfs::Kind::kFull, fault_vfs::Until::kRoom, "FullUntilThereIsRoom"},
      {fault_vfs::Kind::kIoError, fault_vfs::Until::kOnce, "OneErrorOfTheDisk"}};
  return all;
}

// One thing that is done again and again under a fault.
class EachWrite {
 public:
  explicit EachWrite(Fault fault) : fault_(std::move(fault)) { fault_vfs::install(); }
  EachWrite(const EachWrite&) = delete;
  EachWrite& operator=(const EachWrite&) = delete;
  ~EachWrite() { fault_vfs::heal(); }

  // Does `once` again and again, its first, second, … write failing, until none fails. `once` calls
  // `faulty` around what it tries; what that returns says kStore or did all of its work.
  void fails(const std::function<void()>& once) {
    constexpr unsigned kMostWrites = 400;
    for (nth_ = 1; nth_ < kMostWrites; ++nth_) {
      SCOPED_TRACE("write " + std::to_string(nth_) + " fails");
      failed_ = 0;
      once();
      if (::testing::Test::HasFailure()) return;
      if (failed_ == 0) {
        EXPECT_GT(nth_, 5U) << "hardly anything was written";
        return;
      }
    }
    ADD_FAILURE() << "writes never end";
  }
  template <class Work>
  auto faulty(const Work& work) {
    fault_vfs::fail_at(nth_, fault_.kind, fault_.until);
    auto outcome = work();
    failed_ = fault_vfs::heal();
    if (!outcome.ok()) {
      EXPECT_GT(failed_, 0U);
      EXPECT_EQ(outcome.error().code, Code::kStore) << describe(outcome.error());
      EXPECT_NE(outcome.error().message.find("the store failed"), std::string::npos)
          << describe(outcome.error());
    }
    return outcome;
  }
  unsigned nth() const { return nth_; }
  const Fault& fault() const { return fault_; }

 private:
  const Fault fault_;
  unsigned nth_ = 0;
  unsigned failed_ = 0;
};

}  // namespace pyx::testing
